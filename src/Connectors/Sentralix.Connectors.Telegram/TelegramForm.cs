using System.Globalization;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Connectors.Telegram.Wire;

namespace Sentralix.Connectors.Telegram;

/// <summary>The settings and secrets of a Telegram connection.</summary>
internal static class TelegramForm
{
    /// <summary>The bot's token, as BotFather gives it.</summary>
    public const string Token = "token";

    /// <summary>Another Bot API server than the public one, perhaps with a path before the methods.</summary>
    public const string ApiBaseUrl = "api_base_url";

    /// <summary><c>true</c>: also conversations of business accounts that the bot is connected to.</summary>
    public const string Business = "business";

    /// <summary>How many calls of the hook Telegram makes at once.</summary>
    public const string MaxConnections = "max_connections";

    public static ConnectionForm Form { get; } = new(
        new Dictionary<string, FormField>
        {
            [ApiBaseUrl] = new(false, FieldChecks.Address),
            [Business] = new(false, value => value is "true" or "false" ? null : "must be true or false"),
            [MaxConnections] = new(false, value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 100_000 ? null : "must be a number from 1 to 100000"),
        },
        new Dictionary<string, FormField> { [Token] = new(true, value => BotAddress.IsToken(value) ? null : "must be a bot's token, such as 123456:ABC-DEF, without spaces") });
}
