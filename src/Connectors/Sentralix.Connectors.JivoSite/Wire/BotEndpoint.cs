using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.JivoSite.Wire;

/// <summary>Where Jivo takes what a bot says. The token is part of the path, so the address is never shown.</summary>
internal sealed class BotEndpoint
{
    public const string PublicHost = "https://bot.jivosite.com";

    /// <summary>128 bits in the densest letters that a path takes.</summary>
    public const int ShortestToken = 22;

    public const int LongestToken = 200;

    private readonly string root;
    private readonly string provider;
    private readonly string token;

    private BotEndpoint(string root, string provider, string token) => (this.root, this.provider, this.token) = (root.TrimEnd('/'), provider, token);

    /// <summary>The endpoint of a connection; null: its provider or token is missing or cannot stand in an address.</summary>
    public static BotEndpoint? Of(Access access)
    {
        var provider = access.Settings.GetValueOrDefault(JivoSiteForm.ProviderId);
        var token = access.Secrets.GetValueOrDefault(JivoSiteForm.Token);
        if (!IsProviderId(provider) || !IsToken(token)) return null;
        return new(access.Settings.GetValueOrDefault(JivoSiteForm.ApiBaseUrl) is { Length: > 0 } own ? own : PublicHost, provider, token);
    }

    public static bool IsProviderId([NotNullWhen(true)] string? provider) =>
        provider is { Length: > 0 and <= 100 } && provider.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    /// <summary>Whether a token can stand in a path without changing it, and is long enough to be a secret.</summary>
    public static bool IsToken([NotNullWhen(true)] string? token) =>
        token is { Length: >= ShortestToken and <= LongestToken } && token.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~');

    public Uri Address => new($"{root}/webhooks/{provider}/{token}");

    /// <summary>The bot's own name: a provider may have several bots, which differ by their tokens alone. The token cannot be had from it.</summary>
    public ChannelIdentity Identity => new($"{provider}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{provider}/{token}")), 0, 6)}", provider);

    /// <summary>Words of others without the token.</summary>
    public string Redact(string words) => words.Replace(token, "***", StringComparison.OrdinalIgnoreCase);
}
