using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams;

/// <summary>Where a model's calls go.</summary>
/// <param name="Id">The platform's name of the model.</param>
/// <param name="Upstream">Its server; null for the embedded <c>builtin/extract</c>.</param>
/// <param name="UpstreamModel">The server's name of the model.</param>
internal sealed record ModelRoute(string Id, Upstream? Upstream, string UpstreamModel)
{
    /// <summary>What replaces the model's name in requests, as a JSON string; null where the name stays.</summary>
    public byte[]? Rename { get; } = Id == UpstreamModel ? null : ChatRequestSplice.ModelValue(UpstreamModel);
}
