using System.Diagnostics.CodeAnalysis;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Telegram.Wire;

/// <summary>Where a bot's methods and files are. The token is part of the path, so an address is never shown.</summary>
internal sealed class BotAddress
{
    public const string PublicHost = "https://api.telegram.org";

    private readonly string root;
    private readonly string token;

    private BotAddress(string root, string token) => (this.root, this.token) = (root.TrimEnd('/'), token);

    public static BotAddress Of(Access access) =>
        new(access.Settings.GetValueOrDefault(TelegramForm.ApiBaseUrl) is { Length: > 0 } own ? own : PublicHost, access.Secrets.GetValueOrDefault(TelegramForm.Token) ?? "");

    public Uri Method(string name) => new($"{root}/bot{token}/{name}");

    public Uri File(string path) => new($"{root}/file/bot{token}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");

    /// <summary>Whether a token can stand in a path without changing it.</summary>
    public static bool IsToken([NotNullWhen(true)] string? token) =>
        token is { Length: > 0 and <= 200 } && token.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ':' or '_' or '-')
        && token.IndexOf(':', StringComparison.Ordinal) is > 0 and <= 20 && token[..token.IndexOf(':', StringComparison.Ordinal)].All(char.IsAsciiDigit);

    /// <summary>The bot's id, which a token begins with.</summary>
    public static string BotId(Access access) => access.Identity ?? access.Secrets.GetValueOrDefault(TelegramForm.Token)?.Split(':')[0] ?? "";

    /// <summary>Words of others without the token.</summary>
    public string Redact(string words)
    {
        if (token.Length == 0) return words;
        var clean = words.Replace(token, "***", StringComparison.Ordinal).Replace(Uri.EscapeDataString(token), "***", StringComparison.OrdinalIgnoreCase);

        // The part after the colon is the secret one.
        return token.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 && token.Length - colon > 8 ? clean.Replace(token[(colon + 1)..], "***", StringComparison.Ordinal) : clean;
    }
}
