using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Wire;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Vk.Updates;

/// <summary>What an update means. A kind that is not known here is <c>unknown</c> with VK's name of it.</summary>
internal static class UpdateReader
{
    /// <exception cref="FormatException">The update cannot be read.</exception>
    public static IReadOnlyList<Inbound> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var type = json.RootElement.Text("type") ?? throw new FormatException("An update has a type.");
            var unknown = new Inbound { Type = ChannelEventTypes.Unknown, Thread = Envelope.NoThread, Reason = type };
            if (json.RootElement.Object("object") is not { } content) return [unknown];
            var draft = unknown with { Thread = Envelope.Thread(content) ?? Envelope.NoThread };
            return type switch
            {
                "message_new" => MessageReader.Received(content.Object("message") ?? content, draft with { Client = ClientInfo.Of(content) }),
                "message_reply" => MessageReader.Said(content, draft),
                "message_edit" => MessageReader.Edited(content, draft),
                "message_event" => [Pressed(content, draft)],
                "message_read" => [Seen(content, draft)],
                "message_allow" => [Of(content, draft, ChannelEventTypes.ConversationResumed, content.Text("key") ?? "allowed")],
                "message_deny" => [Of(content, draft, ChannelEventTypes.ConversationStopped, "denied")],
                "user_block" => [Of(content, draft, ChannelEventTypes.ConversationStopped, "blocked_by_community")],
                "user_unblock" => [Of(content, draft, ChannelEventTypes.ConversationResumed, "unblocked_by_community")],
                "message_reaction_event" => [Reacted(content, draft)],
                _ => [draft],
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"The update cannot be read: {e.Message}", e);
        }
    }

    /// <summary>A person's id; null: it is a community or nobody.</summary>
    public static string? Person(long? id) => id is > 0 and <= Envelope.FirstChat ? JsonFields.Id(id.Value) : null;

    private static Inbound Of(JsonElement content, Inbound draft, string type, string reason) =>
        Person(content.Number("user_id")) is { } user ? draft with { Type = type, UserId = user, Reason = reason } : draft;

    private static Inbound Pressed(JsonElement press, Inbound draft)
    {
        if (Person(press.Number("user_id")) is not { } user) return draft;
        var who = draft with { UserId = user, Callback = press.Text("event_id") is { } id ? new Press(id, user, draft.Thread).ToString() : null };
        if (press.Field("payload") is not { } payload || ButtonPayload.Token(payload) is not { } token) return who;
        return who with
        {
            Type = ChannelEventTypes.ButtonPressed,
            ChannelMessageId = press.Number("conversation_message_id") is { } number ? JsonFields.Id(number) : null,
            ButtonToken = token,
            Parts = [new() { Type = PartTypes.Button }],
            Reason = null,
        };
    }

    // Everything up to the named message; without a name, everything. Of a chat of several people it is not said for whom it counts, and the community's own reading is no news.
    private static Inbound Seen(JsonElement reading, Inbound draft) =>
        Person(reading.Number("from_id")) is { } reader && reader == draft.Thread ? draft with { Type = ChannelEventTypes.MessageStatus, UserId = reader, Status = SendStatus.Read, UpTo = reading.Number("conversation_message_id"), Reason = null } : draft;

    private static Inbound Reacted(JsonElement reaction, Inbound draft) => draft with
    {
        Type = ChannelEventTypes.ReactionChanged,
        UserId = Person(reaction.Number("reacted_id")),
        ChannelMessageId = reaction.Number("cmid") is { } number ? JsonFields.Id(number) : null,
        Parts = [new() { Type = PartTypes.Data, Data = JsonSerializer.SerializeToElement(new Dictionary<string, long?> { ["reaction_id"] = reaction.Number("reaction_id") }, SentralixJson.Options) }],
        Reason = null,
    };
}
