using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Wire;

namespace Sentralix.Connectors.Vk.Updates;

/// <summary>What must be known of an update before it is stored: its key and its conversation.</summary>
internal static class Envelope
{
    /// <summary>The conversation of updates that have none.</summary>
    public const string NoThread = "0";

    /// <summary>Chats of several people have peers above it.</summary>
    public const long FirstChat = 2_000_000_000;

    /// <summary>The update as it is kept; null: it is none.</summary>
    public static RawUpdate? Read(string group, JsonElement update)
    {
        if (update.Text("type") is not { } type) return null;
        var thread = update.Object("object") is { } content ? Thread(content) : null;
        return new($"vk:{group}:{update.Text("event_id") ?? Print(update)}", thread ?? NoThread, Body(update, type));
    }

    /// <summary>The conversation of an update's content: a message's own, else the person's.</summary>
    public static string? Thread(JsonElement content)
    {
        var place = content.Object("message") ?? content;
        return (place.Number("peer_id") ?? place.Number("user_id") ?? place.Number("from_id")) is { } peer ? JsonFields.Id(peer) : null;
    }

    public static bool IsChat(string thread) => long.TryParse(thread, out var peer) && peer > FirstChat;

    // Events of old versions of the API have no id. A repetition says the same, so what it says is its name.
    private static string Print(JsonElement update) =>
        Convert.ToHexStringLower(SHA256.HashData(update.Field("object") is { } content ? JsonMarshal.GetRawUtf8Value(content) : JsonMarshal.GetRawUtf8Value(update)));

    // The secret of the hook comes in every update's body; it is not kept.
    private static ReadOnlyMemory<byte> Body(JsonElement update, string type)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            foreach (var name in (ReadOnlySpan<string>)["event_id", "group_id", "v", "object"])
            {
                if (update.Field(name) is not { } value) continue;
                json.WritePropertyName(name);
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return body.WrittenMemory;
    }
}
