using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Telegram.Bot;
using Telegram.Bot.Types;
using Message = Telegram.Bot.Types.Message;

namespace Sentralix.Connectors.Telegram.Updates;

/// <summary>What an update means. A kind that is not known here, or not wanted, is <c>unknown</c> with Telegram's name of it.</summary>
internal static class UpdateReader
{
    /// <exception cref="FormatException">The update cannot be read.</exception>
    public static IReadOnlyList<Inbound> Read(ReadOnlyMemory<byte> body, long mostMedia)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (Envelope.Number(json.RootElement) is null) throw new FormatException("An update has an update_id.");
            if (Envelope.Payload(json.RootElement) is not { } payload) return [new() { Type = ChannelEventTypes.Unknown, Thread = Envelope.NoThread, Reason = "empty" }];
            var draft = new Inbound { Type = ChannelEventTypes.Unknown, Thread = Envelope.Thread(payload.Value)?.ToString() ?? Envelope.NoThread, Reason = payload.Name };
            return payload.Name switch
            {
                "message" or "edited_message" or "business_message" or "edited_business_message" => [MessageReader.Read(As<Message>(payload.Value), payload.Value, payload.Name, draft, mostMedia)],
                "deleted_business_messages" => Deleted(As<BusinessMessagesDeleted>(payload.Value), draft),
                "callback_query" => [Pressed(As<CallbackQuery>(payload.Value), draft)],
                "my_chat_member" => [MemberReader.Read(As<ChatMemberUpdated>(payload.Value), draft)],
                "message_reaction" => [Reacted(As<MessageReactionUpdated>(payload.Value), draft)],
                "stopped_message_generation" => [draft with { Type = ChannelEventTypes.GenerationStopped, UserId = Envelope.Thread(payload.Value) is { } chat ? People.Id(chat.Chat) : null, Reason = null }],
                _ => [draft],
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or ArgumentException or KeyNotFoundException or NullReferenceException)
        {
            throw new FormatException($"The update cannot be read: {e.Message}", e);
        }
    }

    private static T As<T>(JsonElement element) => element.Deserialize<T>(JsonBotAPI.Options) ?? throw new JsonException($"A {typeof(T).Name} is missing.");

    private static List<Inbound> Deleted(BusinessMessagesDeleted deleted, Inbound draft) =>
    [
        .. deleted.MessageIds.Select(id => draft with
        {
            Type = ChannelEventTypes.MessageDeleted,
            UserId = People.Id(deleted.Chat.Id),
            UserName = People.Name(deleted.Chat),
            ChannelMessageId = People.Id(id),
            Reason = null,
        }),
    ];

    private static Inbound Pressed(CallbackQuery press, Inbound draft)
    {
        var who = draft with { UserId = People.Id(press.From.Id), UserName = People.Name(press.From), Callback = press.Id };
        if (press.Data is not { Length: > 0 } token) return who;
        var label = press.Message?.ReplyMarkup?.InlineKeyboard.SelectMany(row => row).FirstOrDefault(button => button.CallbackData == token)?.Text;
        return who with
        {
            Type = ChannelEventTypes.ButtonPressed,
            ChannelMessageId = press.Message is { } message ? People.Id(message.Id) : null,
            ButtonToken = token,
            Parts = [new() { Type = PartTypes.Button, Text = label }],
            Reason = null,
        };
    }

    private static Inbound Reacted(MessageReactionUpdated reaction, Inbound draft)
    {
        var now = reaction.NewReaction.Select(Sign).ToArray();
        var signs = new Dictionary<string, string[]> { ["old"] = [.. reaction.OldReaction.Select(Sign)], ["new"] = now };
        return draft with
        {
            Type = ChannelEventTypes.ReactionChanged,
            UserId = reaction.User is { } user ? People.Id(user.Id) : reaction.ActorChat is { } actor ? People.Id(actor.Id) : null,
            UserName = reaction.User is { } person ? People.Name(person) : reaction.ActorChat is { } chat ? People.Name(chat) : null,
            ChannelMessageId = People.Id(reaction.MessageId),
            Parts = [new() { Type = PartTypes.Data, Text = now.Length > 0 ? string.Concat(now) : null, Data = JsonSerializer.SerializeToElement(signs, SentralixJson.Options) }],
            OccurredAt = Time(reaction.Date),
            Reason = null,
        };
    }

    private static string Sign(ReactionType reaction) => reaction switch
    {
        ReactionTypeEmoji emoji => emoji.Emoji,
        ReactionTypeCustomEmoji custom => $":{custom.CustomEmojiId}:",
        ReactionTypePaid => "⭐",
        _ => "?",
    };

    public static DateTimeOffset Time(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
