using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Telegram.Bot.Types.Enums;
using Message = Telegram.Bot.Types.Message;

namespace Sentralix.Connectors.Telegram.Updates;

/// <summary>What a message or its change means.</summary>
internal static class MessageReader
{
    /// <param name="message">The message.</param>
    /// <param name="raw">The same as it came.</param>
    /// <param name="kind">The update's field.</param>
    /// <param name="draft">An <c>unknown</c> of the same conversation.</param>
    /// <param name="mostMedia">The largest file that can be fetched.</param>
    public static Inbound Read(Message message, JsonElement raw, string kind, Inbound draft, long mostMedia)
    {
        if (message.Chat is null || message.Id == 0) throw new FormatException("A message has a number and a chat.");
        var edited = kind.StartsWith("edited_", StringComparison.Ordinal);
        var who = Sender(message, draft) with
        {
            ChannelMessageId = People.Id(message.Id),
            OccurredAt = UpdateReader.Time(edited ? message.EditDate ?? message.Date : message.Date),
            Reason = null,
        };

        // Two bots that answer each other never stop; and what a channel's posts are forwarded as is nobody's question.
        if (IsMachine(message)) return who with { Reason = "from_bot" };
        if (message.IsAutomaticForward) return who with { Reason = "automatic_forward" };
        if (!edited && ServiceMessages.Read(message, raw, who) is { } service) return service;

        var (part, media) = ContentParts.Read(message, raw, mostMedia);
        var said = who with { ReplyTo = References.Reply(message), ForwardedFrom = References.Forward(message), Parts = [part], Media = media is null ? new Dictionary<int, InboundMedia>() : new Dictionary<int, InboundMedia> { [0] = media } };
        if (IsOwners(message)) return said with { Type = ChannelEventTypes.MessageEcho, UserId = People.Id(message.Chat.Id), UserName = People.Name(message.Chat), Reason = edited ? "edited" : null };
        if (edited) return said with { Type = ChannelEventTypes.MessageEdited };
        return StartPayload(message) is { } payload ? Started(who, payload) : said with { Type = ChannelEventTypes.MessageReceived };
    }

    private static Inbound Sender(Message message, Inbound draft)
    {
        // Who writes in a chat's name has no other name.
        if (message.SenderChat is { } chat) return draft with { UserId = People.Id(chat.Id), UserName = People.Name(chat) };
        return message.From is { } from ? draft with { UserId = People.Id(from.Id), UserName = People.Name(from) } : draft;
    }

    private static bool IsMachine(Message message) => message.SenderBusinessBot is not null || (message.From is { IsBot: true } && message.SenderChat is null);

    // Through a business connection the bot also sees what the account's owner writes: the chat is named after the other one.
    private static bool IsOwners(Message message) =>
        message.BusinessConnectionId is not null && message.Chat.Type == ChatType.Private && message.From is { } from && from.Id != message.Chat.Id;

    // "/start" and "/start payload": the person opened the conversation, perhaps by a link.
    private static string? StartPayload(Message message)
    {
        if (message.Chat.Type != ChatType.Private || message.BusinessConnectionId is not null || message.Text is not { } text) return null;
        var words = text.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length > 0 && words[0] == "/start" ? words.ElementAtOrDefault(1) ?? "" : null;
    }

    private static Inbound Started(Inbound who, string payload) => who with
    {
        Type = ChannelEventTypes.ConversationStarted,
        Reason = payload.Length > 0 ? payload : null,
        Parts = payload.Length == 0 ? [] : [new() { Type = PartTypes.Data, Data = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["start"] = payload }, SentralixJson.Options) }],
    };
}
