using Sentralix.Connectors.Messaging.Sandboxes;
using Sentralix.Connectors.Sandbox.Worlds;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>Sandboxes of VK connections.</summary>
public sealed class VkSandbox : ISandboxes
{
    private static readonly Uri Address = new("http://vk.sandbox");

    /// <inheritdoc/>
    public SandboxCredentials NewCredentials() => new(
        new Dictionary<string, string> { ["api_base_url"] = Address.OriginalString },
        new Dictionary<string, string> { ["token"] = $"vk1.a.{SandboxKeys.New()}" });

    /// <inheritdoc/>
    public async Task<ISandboxWorld> Open(SandboxSeat seat, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(seat);
        var token = seat.Credentials.Secrets["token"];
        var vk = new VkStandIn(new VkSettings
        {
            GroupId = SandboxKeys.Number(token, 200_000_000, 100_000_000),
            Name = "Песочница",
            Token = token,
            ConfirmationCode = SandboxKeys.Code(token),
            Limits = new VkLimits { LongPollEvents = 1_000 },
            Clock = seat.Clock,
            Home = SandboxHome.Of(seat),
        });
        return new VkWorld(vk, await vk.StartWithin(Address), seat.Clock);
    }
}
