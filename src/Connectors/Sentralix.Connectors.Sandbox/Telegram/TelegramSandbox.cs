using System.Security.Cryptography;
using Sentralix.Connectors.Messaging.Sandboxes;
using Sentralix.Connectors.Sandbox.Worlds;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>Sandboxes of Telegram connections.</summary>
public sealed class TelegramSandbox : ISandboxes
{
    private static readonly Uri Address = new("http://telegram.sandbox");

    /// <inheritdoc/>
    public SandboxCredentials NewCredentials() => new(
        new Dictionary<string, string> { ["api_base_url"] = Address.OriginalString },
        new Dictionary<string, string> { ["token"] = TelegramStandIn.NewToken(7_200_000_000 + RandomNumberGenerator.GetInt32(100_000_000)) });

    /// <inheritdoc/>
    public async Task<ISandboxWorld> Open(SandboxSeat seat, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(seat);
        var telegram = new TelegramStandIn(clock: seat.Clock, home: SandboxHome.Of(seat));
        var bot = telegram.AddBot(seat.Credentials.Secrets["token"], "Песочница", "sandbox_bot");
        return new TelegramWorld(telegram, bot, await telegram.StartWithin(Address), seat.Clock);
    }
}
