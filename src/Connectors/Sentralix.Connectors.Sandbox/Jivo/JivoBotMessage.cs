using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sentralix.Connectors.Sandbox.Jivo;

/// <summary>What a bot says: TEXT, MARKDOWN or BUTTONS, and what is wrong with it.</summary>
internal sealed record JivoBotMessage(string Type, string Text, IReadOnlyList<JivoButton> Buttons)
{
    /// <summary>Reads a message; the complaint says why it cannot be.</summary>
    public static JivoBotMessage? Read(JsonElement body, JivoLimits limits, out string? complaint)
    {
        complaint = null;
        if (!body.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.Object) return Refuse("message is required", out complaint);
        if (!IsTime(message)) return Refuse("message.timestamp must be seconds since 1970", out complaint);

        // The plain text is what channels show that cannot do better, so no type goes without it.
        if (JivoJson.Text(message, "text") is not { Length: > 0 } text) return Refuse("message.text is required", out complaint);
        switch (JivoJson.Text(message, "type"))
        {
            case "TEXT":
                return new JivoBotMessage("TEXT", text, []);
            case "MARKDOWN":
                return JivoJson.Text(message, "content") is { Length: > 0 } ? new JivoBotMessage("MARKDOWN", text, []) : Refuse("message.content is required", out complaint);
            case "BUTTONS":
                if (JivoJson.Text(message, "title") is not { Length: > 0 }) return Refuse("message.title is required", out complaint);
                if (!message.TryGetProperty("buttons", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0) return Refuse("message.buttons is required", out complaint);
                if (list.GetArrayLength() > limits.Buttons) return Refuse($"at most {limits.Buttons} buttons", out complaint);
                var buttons = list.EnumerateArray().Select(b => new JivoButton(JivoJson.Text(b, "id") ?? "", JivoJson.Text(b, "text") ?? "")).ToList();
                return buttons.All(b => b.Id.Length > 0 && b.Text.Length > 0) ? new JivoBotMessage("BUTTONS", text, buttons) : Refuse("a button has an id and a text", out complaint);
            default:
                return Refuse("message.type must be TEXT, MARKDOWN or BUTTONS", out complaint);
        }
    }

    private static JivoBotMessage? Refuse(string why, out string complaint)
    {
        complaint = why;
        return null;
    }

    /// <summary>Numbers and strings have both been seen to work.</summary>
    private static bool IsTime(JsonElement message) => message.TryGetProperty("timestamp", out var time) && time.ValueKind switch
    {
        JsonValueKind.Number => time.TryGetInt64(out _),
        JsonValueKind.String => long.TryParse(time.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out _),
        _ => false,
    };
}

internal static class JivoJson
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As UTF-8, letters as they are.</summary>
    public static byte[] Bytes(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, Plain);

    /// <summary>A string of an object; null where it is missing or anything else.</summary>
    public static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
