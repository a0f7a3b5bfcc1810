using Sentralix.Connectors.JivoSite.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;

namespace Sentralix.Connectors.JivoSite;

/// <summary>The settings and secrets of a JivoSite connection.</summary>
internal static class JivoSiteForm
{
    /// <summary>The provider's id, which Jivo's support gives.</summary>
    public const string ProviderId = "provider_id";

    /// <summary>The bot's token: our own, told to Jivo's support. It stands in the addresses of both sides and is all that either is known by.</summary>
    public const string Token = "token";

    /// <summary>The Jivo account whose events alone are taken; left out: any that knows the token.</summary>
    public const string SiteId = "site_id";

    /// <summary>Another server than Jivo's public one, perhaps with a path before <c>/webhooks</c>.</summary>
    public const string ApiBaseUrl = "api_base_url";

    public static ConnectionForm Form { get; } = new(
        new Dictionary<string, FormField>
        {
            [ProviderId] = new(true, value => BotEndpoint.IsProviderId(value) ? null : "must be the id that Jivo gave the provider: letters, digits, hyphens and underscores"),
            [SiteId] = new(false, value => value.Length is > 0 and <= 40 && value.All(char.IsAsciiLetterOrDigit) ? null : "must be the id of a Jivo account"),
            [ApiBaseUrl] = new(false, FieldChecks.Address),
        },
        new Dictionary<string, FormField>
        {
            // Whoever knows the token can write in a client's name and to any client: it is to be as hard to guess as a key.
            [Token] = new(true, value => BotEndpoint.IsToken(value)
                ? null
                : $"must be {BotEndpoint.ShortestToken} to {BotEndpoint.LongestToken} random letters, digits, hyphens, dots, underscores and tildes, without spaces")
            {
                IsShownToHook = true,
            },
        });
}
