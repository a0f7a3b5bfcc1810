using System.Collections.Concurrent;
using System.Text.Json;
using Sentralix.Connectors.Avito.Wire;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Avito.Updates;

/// <summary>Marks the first message that this process hears in a chat, which then also says what listing the chat is about. The mark is
/// stored with the notification, so that reading it again gives the same. After a restart a chat's next message says it again: the listing
/// has not changed, and the conversation has become longer.</summary>
internal sealed class FirstMessages
{
    private const int Most = 50_000;

    private readonly ConcurrentDictionary<(string Connection, string Chat), string> first = new();

    public RawUpdate Mark(Access access, RawUpdate update, JsonElement notification)
    {
        if (Notification.Value(notification) is not { } value || Json.Id(value, "item_id") is null || Json.Id(value, "id") is not { } message || Json.Id(value, "author_id") == access.Identity) return update;
        if (first.Count >= Most) first.Clear();

        // A repetition of the first is the first as well: its delivery may not have become durable.
        return first.GetOrAdd((access.ConnectionId, update.Thread), message) == message ? update with { Body = Marked(notification) } : update;
    }

    /// <summary>The notification in a stored update, and whether it bears the mark.</summary>
    public static (JsonElement Notification, bool IsFirst) Open(JsonElement stored) => Json.Object(stored, "first_of_chat") is { } first ? (first, true) : (stored, false);

    private static byte[] Marked(JsonElement notification) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, JsonElement> { ["first_of_chat"] = notification });
}
