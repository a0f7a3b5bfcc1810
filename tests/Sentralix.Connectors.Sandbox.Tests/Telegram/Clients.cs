using global::Telegram.Bot;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>Clients of the stand-in that nobody here wrote.</summary>
internal static class Clients
{
    /// <summary>Telegram.Bot, which is told to leave retries to its caller.</summary>
    public static TelegramBotClient Of(TelegramStandIn telegram, BotAccount account) =>
        new(new TelegramBotClientOptions(account.Token, telegram.Address.GetLeftPart(UriPartial.Authority)) { RetryCount = 1, RetryThreshold = 0 });
}
