using System.Text.Json;
using Sentralix.Connectors.Max.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Max.Updates;

/// <summary>What an update means. A kind that is not known here, or not wanted, is <c>unknown</c> with MAX's name of it.</summary>
internal static class UpdateReader
{
    /// <summary>The kinds that we ask MAX for.</summary>
    public static readonly string[] Wanted =
    [
        "message_created", "message_edited", "message_removed", "message_callback", "bot_started", "bot_stopped", "bot_added", "bot_removed", "user_added", "user_removed",
        "chat_title_changed", "dialog_removed", "dialog_cleared", "dialog_muted", "dialog_unmuted",
    ];

    /// <param name="body">The update.</param>
    /// <param name="bot">Our own id.</param>
    /// <param name="token">The bot's token.</param>
    /// <exception cref="FormatException">The update cannot be read.</exception>
    public static Inbound Read(ReadOnlyMemory<byte> body, string? bot, string token)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var update = json.RootElement;
            var type = Envelope.Type(update) ?? throw new FormatException("An update has an update_type.");
            var draft = new Inbound { Type = ChannelEventTypes.Unknown, Thread = Envelope.Thread(update), Reason = type, OccurredAt = Time(update.Number("timestamp")) };
            return type switch
            {
                "message_created" when update.Object("message") is { } message => MessageReader.Read(message, Plain(draft, ChannelEventTypes.MessageReceived) with { OccurredAt = Time(message.Number("timestamp")) ?? draft.OccurredAt }, bot, token),
                "message_edited" when update.Object("message") is { } message => MessageReader.Read(message, Plain(draft, ChannelEventTypes.MessageEdited), bot, token),
                "message_removed" => Removed(update, draft, bot),
                "message_callback" when update.Object("callback") is { } press => Pressed(update, press, draft),
                _ => About(type, update, draft),
            };
        }
        catch (JsonException e)
        {
            throw new FormatException($"The update cannot be read: {e.Message}", e);
        }
    }

    private static Inbound Removed(JsonElement update, Inbound draft, string? bot)
    {
        var user = update.Number("user_id") is { } id ? People.Id(id) : null;
        if (update.Text("message_id") is not { } mid || update.Number("post_id") is not null || (bot is not null && user == bot)) return draft;
        return Plain(draft, ChannelEventTypes.MessageDeleted) with { UserId = user, ChannelMessageId = mid };
    }

    // Of a message that is gone, MAX does not say where it was: such a press can be of no conversation.
    private static Inbound Pressed(JsonElement update, JsonElement press, Inbound draft)
    {
        var user = press.Object("user");
        if (draft.Thread == Envelope.NoThread || People.Id(user) is not { } id || press.Text("payload") is not { Length: > 0 } token) return draft;
        var body = update.Object("message")?.Object("body") ?? default;
        return Plain(draft, ChannelEventTypes.ButtonPressed) with
        {
            UserId = id,
            UserName = People.Name(user),
            ChannelMessageId = body.Text("mid"),
            ButtonToken = token,
            Callback = press.Text("callback_id"),
            OccurredAt = Time(press.Number("timestamp")) ?? draft.OccurredAt,
            Parts = [new() { Type = PartTypes.Button, Text = Buttons.Of(body).FirstOrDefault(button => button.Text("payload") == token).Text("text") }],
        };
    }

    // What happened to the chat, or to the bot in it.
    private static Inbound About(string type, JsonElement update, Inbound draft)
    {
        var user = update.Object("user");
        if (update.Flag("is_channel") || draft.Thread == Envelope.NoThread || People.Id(user) is not { } id) return draft;
        var who = draft with { UserId = id, UserName = People.Name(user), Reason = null };
        return type switch
        {
            "bot_started" => Started(who, update.Text("payload")),
            "bot_stopped" => who with { Type = ChannelEventTypes.ConversationStopped, Reason = "stopped" },
            "bot_added" => who with { Type = ChannelEventTypes.ConversationStarted, Reason = "added" },
            "bot_removed" or "dialog_removed" => who with { Type = ChannelEventTypes.ConversationStopped, Reason = "removed" },
            "dialog_cleared" => Updated(who, "cleared", "cleared"),
            "dialog_muted" => Updated(who, "muted", "muted"),
            "dialog_unmuted" => Updated(who, "unmuted", "unmuted"),
            "user_added" => Updated(who, "participant_joined", who.UserName ?? id),
            "user_removed" => Updated(who, "participant_left", who.UserName ?? id),
            "chat_title_changed" => Updated(who, "title", update.Text("title") ?? ""),
            _ => draft,
        };
    }

    private static Inbound Started(Inbound who, string? payload) => who with
    {
        Type = ChannelEventTypes.ConversationStarted,
        Reason = payload is { Length: > 0 } ? payload : null,
        Parts = payload is { Length: > 0 } ? [new() { Type = PartTypes.Data, Data = Json("start", payload) }] : [],
    };

    private static Inbound Updated(Inbound who, string code, string words) => who with
    {
        Type = ChannelEventTypes.ConversationUpdated,
        Reason = code,
        Parts = [new() { Type = PartTypes.System, Text = words, Data = Json("code", code) }],
    };

    private static Inbound Plain(Inbound draft, string type) => draft with { Type = type, Reason = null };

    private static JsonElement Json(string name, string value) => JsonSerializer.SerializeToElement(new Dictionary<string, string> { [name] = value }, SentralixJson.Options);

    // MAX counts milliseconds; a number beyond every calendar is no time.
    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is > 0 and < 253_402_300_800_000 and var time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
}
