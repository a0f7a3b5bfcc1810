using Refit;

namespace Sentralix.Contracts.Messengers;

/// <summary>The web channel as the core sees a connector. Its messages leave through the conversation's stream, so it only has a fence.</summary>
[Contract("api")]
public interface IWebChannel
{
    /// <summary>From now on nothing the assistant said under an epoch below this one leaves. A lower epoch than the highest seen changes nothing.</summary>
    [Put("/api/web/v1/conversations/{id}/fence"), Scope("channels:fence")]
    Task<Result<Fence>> RaiseFence(string id, [Body] Fence body, CancellationToken cancellation);
}

/// <summary>The highest epoch a connector has been told.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="InFlight">Messages of older epochs that were being sent.</param>
public sealed record Fence(long Epoch, IReadOnlyList<string>? InFlight = null);
