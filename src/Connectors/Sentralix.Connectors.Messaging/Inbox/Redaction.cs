using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sentralix.Connectors.Messaging.Inbox;

/// <summary>An update for people's eyes: without the connection's secrets, without what a channel calls a key, and without the queries of
/// addresses, which often are one.</summary>
internal sealed class Redaction(IReadOnlyList<string> secrets)
{
    private const string Hidden = "…";

    // Shorter ones stand in words by chance.
    private const int Shortest = 6;

    private static readonly HashSet<string> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        "secret", "token", "access_token", "access_key", "refresh_token", "client_secret", "password", "hash", "sig", "signature",
    };

    public (JsonElement? Body, string? Text) Of(byte[] body, int mostText)
    {
        try
        {
            return (JsonSerializer.SerializeToElement(Shown(null, JsonNode.Parse(body))), null);
        }
        catch (JsonException)
        {
            var text = Words(Encoding.UTF8.GetString(body));
            return (null, text.Length > mostText ? text[..mostText] : text);
        }
    }

    private JsonNode? Shown(string? name, JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.Select(f => KeyValuePair.Create(f.Key, Shown(f.Key, f.Value)))),
        JsonArray items => new JsonArray([.. items.Select(item => Shown(name, item))]),
        JsonValue value when name is not null && Keys.Contains(name) && value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number => Hidden,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Words(value.GetValue<string>()),
        _ => node?.DeepClone(),
    };

    private string Words(string text)
    {
        foreach (var secret in secrets)
            if (secret.Length >= Shortest) text = text.Replace(secret, Hidden, StringComparison.Ordinal);
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Query.Length > 1
            ? $"{address.GetLeftPart(UriPartial.Path)}?{Hidden}"
            : text;
    }
}
