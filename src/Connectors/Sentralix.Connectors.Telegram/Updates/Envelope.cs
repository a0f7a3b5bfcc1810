using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Telegram.Updates;

/// <summary>What must be known of an update before it is stored: its number, its conversation, its album. It is read from the bare JSON, so that
/// an update of a kind that nobody knows yet is stored like any other.</summary>
internal static class Envelope
{
    /// <summary>The conversation of updates that have none.</summary>
    public const string NoThread = "0";

    /// <exception cref="JsonException">Not JSON, or not an update.</exception>
    public static RawUpdate Read(string botId, ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        return Read(botId, json.RootElement, body);
    }

    /// <summary>Of an update in a list.</summary>
    /// <exception cref="JsonException">Not an update.</exception>
    public static RawUpdate Read(string botId, JsonElement update) => Read(botId, update, JsonMarshal.GetRawUtf8Value(update).ToArray());

    /// <summary>The update's number.</summary>
    public static long? Number(JsonElement update) =>
        update.ValueKind == JsonValueKind.Object && update.TryGetProperty("update_id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) ? number : null;

    /// <summary>The update's kind in Telegram's words, and what it brings.</summary>
    public static JsonProperty? Payload(JsonElement update)
    {
        foreach (var property in update.EnumerateObject())
            if (property.Value.ValueKind == JsonValueKind.Object) return property;
        return null;
    }

    private static RawUpdate Read(string botId, JsonElement update, ReadOnlyMemory<byte> body)
    {
        if (Number(update) is not { } number) throw new JsonException("An update has an update_id.");
        var key = string.Create(CultureInfo.InvariantCulture, $"tg:{botId}:{number}");
        if (Payload(update) is not { } payload) return new(key, NoThread, body);
        var group = payload.Name.EndsWith("message", StringComparison.Ordinal) ? Text(payload.Value, "media_group_id") : null;
        return new(key, Thread(payload.Value)?.ToString() ?? NoThread, body) { Group = group };
    }

    /// <summary>The conversation of an update's content: its own chat, its message's, or the person's own.</summary>
    public static ChatThread? Thread(JsonElement payload)
    {
        var place = Object(payload, "chat") is not null ? payload : Object(payload, "message") ?? payload;
        var chat = Object(place, "chat") is { } own ? Id(own) : null;
        if (chat is null) return (Object(payload, "from") ?? Object(payload, "user")) is { } person && Id(person) is { } id ? new(id) : null;

        // In groups without topics message_thread_id only ties answers together; the conversation is one.
        // A stopped draft only has a thread where it was a topic's.
        var topic = ((place.TryGetProperty("is_topic_message", out var isTopic) && isTopic.ValueKind == JsonValueKind.True) || place.TryGetProperty("draft_id", out _))
            && place.TryGetProperty("message_thread_id", out var thread) && thread.ValueKind == JsonValueKind.Number && thread.TryGetInt32(out var number) ? number : (int?)null;
        return new(chat.Value, topic, Text(place, "business_connection_id"));
    }

    private static JsonElement? Object(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Id(JsonElement of) => of.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) ? number : null;
}
