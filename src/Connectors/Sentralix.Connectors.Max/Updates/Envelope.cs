using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sentralix.Connectors.Max.Wire;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Max.Updates;

/// <summary>What must be known of an update before it is stored: its key and its conversation. MAX numbers no updates, so the key is made of
/// what a repetition has again.</summary>
internal static class Envelope
{
    /// <summary>The conversation of updates that have none.</summary>
    public const string NoThread = "0";

    // A key is part of an index; MAX promises no length for what ours are made of.
    private const int LongestKey = 400;

    /// <exception cref="JsonException">Not JSON, or not an update.</exception>
    public static RawUpdate Read(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        if (Type(json.RootElement) is null) throw new JsonException("An update has an update_type.");
        return new(Key(json.RootElement, body.Span), Thread(json.RootElement), body);
    }

    /// <summary>Of an update in a list.</summary>
    public static RawUpdate Read(JsonElement update)
    {
        var body = JsonMarshal.GetRawUtf8Value(update).ToArray();
        return new(Key(update, body), Thread(update), body);
    }

    public static string? Type(JsonElement update) => update.Text("update_type");

    /// <summary>The conversation: of the update itself, or of its message.</summary>
    public static string Thread(JsonElement update) =>
        (update.Number("chat_id") ?? update.Object("message")?.Object("recipient")?.Number("chat_id")) is { } chat ? People.Id(chat) : NoThread;

    private static string Key(JsonElement update, ReadOnlySpan<byte> body)
    {
        var key = Named(update) ?? Hash(body);
        return key.Length <= LongestKey ? key : Hash(Encoding.UTF8.GetBytes(key));
    }

    // Null where a name would not tell this update from another one.
    private static string? Named(JsonElement update)
    {
        var type = Type(update);
        var at = update.Number("timestamp");
        switch (type)
        {
            case "message_created":
                return Mid(update) is { } created ? $"mc:{created}" : null;
            case "message_edited":
                return Mid(update) is { } edited && at is not null ? $"me:{edited}:{at}" : null;
            case "message_removed":
                return update.Text("message_id") is { } removed ? $"mr:{removed}" : null;
            case "message_callback":
                // The id alone may name the keyboard and not the press.
                return update.Object("callback") is { } press && press.Text("callback_id") is { } id && press.Number("timestamp") is { } pressed
                    ? $"cb:{id}:{pressed}:{People.Id(press.Object("user"))}:{Hash(Encoding.UTF8.GetBytes(press.Text("payload") ?? ""))}"
                    : null;
            case "bot_started" or "bot_stopped" or "bot_added" or "bot_removed" or "user_added" or "user_removed" or "chat_title_changed"
                or "dialog_removed" or "dialog_cleared" or "dialog_muted" or "dialog_unmuted":
                return update.Number("chat_id") is { } chat && People.Id(update.Object("user")) is { } user && at is not null ? $"{type}:{chat}:{user}:{at}" : null;
            default:
                return null;
        }
    }

    private static string? Mid(JsonElement update) => update.Object("message")?.Object("body")?.Text("mid");

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
