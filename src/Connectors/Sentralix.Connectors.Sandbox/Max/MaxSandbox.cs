using Sentralix.Connectors.Messaging.Sandboxes;
using Sentralix.Connectors.Sandbox.Worlds;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>Sandboxes of MAX connections.</summary>
public sealed class MaxSandbox : ISandboxes
{
    private static readonly Uri Address = new("http://max.sandbox");

    /// <inheritdoc/>
    public SandboxCredentials NewCredentials() => new(
        new Dictionary<string, string> { ["api_base_url"] = Address.OriginalString },
        new Dictionary<string, string> { ["token"] = SandboxKeys.New() });

    /// <inheritdoc/>
    public async Task<ISandboxWorld> Open(SandboxSeat seat, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(seat);
        var token = seat.Credentials.Secrets["token"];
        var max = new MaxStandIn(new MaxSettings
        {
            // Bots have ids of their own, above those that contacts are given.
            BotId = SandboxKeys.Number(token, 1_500_000_000, 500_000_000),
            Name = "Песочница",
            Token = token,
            Limits = new MaxLimits { PublicWebhooksOnly = false },
            Clock = seat.Clock,
            Home = SandboxHome.Of(seat),
        });
        return new MaxSandboxWorld(max, await max.StartWithin(Address), seat.Clock);
    }
}
