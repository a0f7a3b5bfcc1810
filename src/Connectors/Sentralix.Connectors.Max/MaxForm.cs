using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;

namespace Sentralix.Connectors.Max;

/// <summary>The settings and secrets of a MAX connection.</summary>
internal static class MaxForm
{
    /// <summary>The bot's token, as the business portal gives it.</summary>
    public const string Token = "token";

    /// <summary>Another server than the public one, perhaps with a path before the methods.</summary>
    public const string ApiBaseUrl = "api_base_url";

    public static ConnectionForm Form { get; } = new(
        new Dictionary<string, FormField> { [ApiBaseUrl] = new(false, FieldChecks.Address) },
        new Dictionary<string, FormField> { [Token] = new(true, FieldChecks.Token) });
}
