using System.Security.Cryptography;
using System.Text.Json;
using Sentralix.Connectors.Avito.Wire;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Avito.Updates;

/// <summary>What must be known of a notification before it is stored. It is read from the bare JSON, so that one of a kind that nobody knows
/// yet is stored like any other.</summary>
internal static class Notification
{
    /// <summary>The chat of notifications that have none.</summary>
    public const string NoChat = "0";

    /// <summary>The content of a notification of a message; null: it is of something else.</summary>
    public static JsonElement? Value(JsonElement notification) =>
        Json.Object(notification, "payload") is { } payload && Json.Text(payload, "type") is null or "message" ? Json.Object(payload, "value") : null;

    /// <summary>Whether it may be stored: it is of the connection's account, or of no account at all.</summary>
    public static bool IsOf(string? account, JsonElement notification) =>
        Json.Object(notification, "payload") is not { } payload || Json.Object(payload, "value") is not { } value || Json.Id(value, "user_id") is not { } user || user == account;

    /// <summary>The notification to be stored; null: it says nothing, as the probe of a new address.</summary>
    /// <param name="account">The connection's account.</param>
    /// <param name="body">As it came.</param>
    /// <param name="notification">The same.</param>
    public static RawUpdate? Read(string? account, ReadOnlyMemory<byte> body, JsonElement notification)
    {
        if (notification.ValueKind != JsonValueKind.Object || !notification.EnumerateObject().MoveNext()) return null;
        if (Value(notification) is { } value && Json.Id(value, "id") is { } message)
        {
            // A message that is deleted is told of again, under its id.
            var deleted = Json.Text(value, "type") == "deleted" ? ":deleted" : "";
            return new($"av:{account}:{message}{deleted}", Json.Id(value, "chat_id") ?? NoChat, body);
        }

        var name = Json.Id(notification, "id") ?? Convert.ToHexStringLower(SHA256.HashData(body.Span));
        return new($"av:{account}:n:{name}", NoChat, body);
    }
}
