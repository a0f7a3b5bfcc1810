using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Telegram.Bot.Types.Enums;
using Message = Telegram.Bot.Types.Message;

namespace Sentralix.Connectors.Telegram.Updates;

/// <summary>Messages in which Telegram itself says what has happened to the chat. Nobody is to be answered for them.</summary>
internal static class ServiceMessages
{
    /// <summary>What such a message means; null: it is none.</summary>
    /// <param name="message">The message.</param>
    /// <param name="raw">The same as it came.</param>
    /// <param name="draft">Who, when and where.</param>
    public static Inbound? Read(Message message, JsonElement raw, Inbound draft)
    {
        if (message.MigrateToChatId is { } moved) return Updated(draft, "migrated", $"→ {moved}") with { MovedTo = new ChatThread(moved).ToString() };
        if (message.NewChatTitle is { } title) return Updated(draft, "title", title);
        if (message.NewChatMembers is { } joined) return Updated(draft, "participant_joined", string.Join(", ", joined.Select(People.Name)));
        if (message.LeftChatMember is { } left) return Updated(draft, "participant_left", People.Name(left));
        if (message.WriteAccessAllowed is not null) return draft with { Type = ChannelEventTypes.ConversationResumed, Reason = "write_access_allowed" };

        // The library calls everything that it does not know a service message; it may as well be somebody's words.
        if (message.WebAppData is not null || message.Type == MessageType.Unknown || !message.IsServiceMessage) return null;
        var name = ContentParts.NameOf(raw);
        return Updated(draft, name, message.Type == MessageType.PinnedMessage ? message.PinnedMessage?.Text ?? name : name);
    }

    private static Inbound Updated(Inbound draft, string code, string words) => draft with
    {
        Type = ChannelEventTypes.ConversationUpdated,
        Reason = code,
        Parts = [new() { Type = PartTypes.System, Text = words, Data = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["code"] = code }, SentralixJson.Options) }],
    };
}
