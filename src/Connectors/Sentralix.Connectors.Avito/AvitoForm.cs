using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;

namespace Sentralix.Connectors.Avito;

/// <summary>The settings and secrets of an Avito connection: the account's own keys, as its business cabinet gives them.</summary>
internal static class AvitoForm
{
    /// <summary>Another server than Avito's own.</summary>
    public const string ApiBaseUrl = "api_base_url";

    /// <summary>The key's public half.</summary>
    public const string ClientId = "client_id";

    /// <summary>The key's secret half.</summary>
    public const string ClientSecret = "client_secret";

    public static ConnectionForm Form { get; } = new(
        new Dictionary<string, FormField> { [ApiBaseUrl] = new(false, FieldChecks.Address), [ClientId] = new(true, FieldChecks.Token) },
        new Dictionary<string, FormField> { [ClientSecret] = new(true, FieldChecks.Token) });
}
