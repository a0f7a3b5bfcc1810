using Sentralix.Contracts.Llm;

namespace Sentralix.Llm.Admin;

/// <summary>Asks a provider for a short answer, for real.</summary>
internal interface IProviderProbe
{
    /// <summary>Asks with each of the provider's active keys; accounted to the caller.</summary>
    /// <param name="owner">The tenant whose provider it is.</param>
    /// <param name="provider">Its id; <c>configured:{name}</c> for one of the configuration file.</param>
    /// <param name="model">The provider's name of the model.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<ModelProviderTest> Test(string owner, string provider, string model, CancellationToken cancellation);
}
