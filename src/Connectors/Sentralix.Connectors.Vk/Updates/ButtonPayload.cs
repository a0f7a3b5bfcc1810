using System.Text.Json;
using Sentralix.Connectors.Vk.Wire;

namespace Sentralix.Connectors.Vk.Updates;

/// <summary>What our buttons carry: <c>{"t":"token"}</c>. It comes back as an object, as text that holds one, and wrapped where an application
/// could not show the button.</summary>
internal static class ButtonPayload
{
    private const int MostWraps = 3;

    public static string Write(string token) => $$"""{"t":{{JsonSerializer.Serialize(token)}}}""";

    /// <summary>The token; null: the payload is not ours.</summary>
    public static string? Token(JsonElement payload)
    {
        for (var wraps = 0; wraps < MostWraps; wraps++)
        {
            if (Object(payload) is not { } json) return null;
            if (json.Text("t") is { } token) return token;
            if (json.Field("payload") is not { } inner) return null;
            payload = inner;
        }

        return null;
    }

    /// <summary>What VK itself puts into the payload, such as <c>start</c>.</summary>
    public static string? Command(JsonElement payload) => Object(payload)?.Text("command");

    private static JsonElement? Object(JsonElement payload)
    {
        if (payload.ValueKind == JsonValueKind.Object) return payload;
        if (payload.ValueKind != JsonValueKind.String) return null;
        try
        {
            using var json = JsonDocument.Parse(payload.GetString()!);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            // Somebody else's payload: any text.
            return null;
        }
    }
}
