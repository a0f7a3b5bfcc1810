using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Aggregator.Fences;

/// <summary>The web channel as a connector. Nothing waits here to be sent: messages leave through streams, which ask the fence at every piece.</summary>
internal sealed class WebChannel(FenceBoard fences) : IWebChannel
{
    public async Task<Result<Fence>> RaiseFence(string id, Fence body, CancellationToken cancellation)
    {
        if (body.Epoch < 0) return Refusal.Invalid("epoch", "must not be negative");
        return new Fence(await fences.Raise(id, body.Epoch, cancellation), []);
    }
}
