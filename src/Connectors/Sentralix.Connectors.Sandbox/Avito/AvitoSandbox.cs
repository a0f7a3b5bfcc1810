using Sentralix.Connectors.Messaging.Sandboxes;
using Sentralix.Connectors.Sandbox.Worlds;

namespace Sentralix.Connectors.Sandbox.Avito;

/// <summary>Sandboxes of Avito connections.</summary>
public sealed class AvitoSandbox : ISandboxes
{
    private static readonly Uri Address = new("http://avito.sandbox");

    /// <inheritdoc/>
    public SandboxCredentials NewCredentials() => new(
        new Dictionary<string, string> { ["api_base_url"] = Address.OriginalString, ["client_id"] = SandboxKeys.New(12) },
        new Dictionary<string, string> { ["client_secret"] = SandboxKeys.New() });

    /// <inheritdoc/>
    public async Task<ISandboxWorld> Open(SandboxSeat seat, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(seat);
        var (id, secret) = (seat.Credentials.Settings["client_id"], seat.Credentials.Secrets["client_secret"]);
        var avito = new AvitoStandIn(seat.Clock, SandboxHome.Of(seat), (SandboxKeys.Number(secret, 100_000_000, 900_000_000), id, secret));
        avito.Account.Name = "Песочница";
        return new AvitoWorld(avito, await avito.StartWithin(Address), seat.Clock);
    }
}
