using Sentralix.Connectors.Messaging.Sandboxes;
using Sentralix.Connectors.Sandbox.Worlds;

namespace Sentralix.Connectors.Sandbox.Jivo;

/// <summary>Sandboxes of JivoSite connections: the Bot API.</summary>
public sealed class JivoSandbox : ISandboxes
{
    private static readonly Uri Address = new("http://jivo.sandbox");

    /// <inheritdoc/>
    public SandboxCredentials NewCredentials() => new(
        new Dictionary<string, string> { ["api_base_url"] = Address.OriginalString, ["provider_id"] = SandboxKeys.New(8) },
        new Dictionary<string, string> { ["token"] = SandboxKeys.New() });

    /// <inheritdoc/>
    public async Task<ISandboxWorld> Open(SandboxSeat seat, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(seat);
        var token = seat.Credentials.Secrets["token"];
        var jivo = new JivoStandIn(seat.Clock, SandboxHome.Of(seat), (seat.Credentials.Settings["provider_id"], token));

        // Jivo's support is told the address by letter; here nobody need write one.
        jivo.Bot.Address = new Uri($"{seat.Hook}/{token}");
        return new JivoWorld(jivo, await jivo.StartWithin(Address), seat.Clock);
    }
}
