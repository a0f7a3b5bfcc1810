using System.Globalization;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <content>What people do with their messages.</content>
public sealed partial class BotAccount
{
    /// <summary>How long Telegram keeps an update.</summary>
    internal static readonly TimeSpan UpdateLives = TimeSpan.FromHours(24);

    /// <summary>How long it keeps a pressed button.</summary>
    internal static readonly TimeSpan QueryLives = TimeSpan.FromSeconds(150);

    /// <summary>A person writes. In the private chat this also starts the bot.</summary>
    /// <param name="user">Who.</param>
    /// <param name="text">What.</param>
    /// <param name="group">Where; null: in the private chat.</param>
    /// <param name="replyTo">The message that it answers.</param>
    public MessageRef SendText(TelegramUser user, string text, TelegramGroup? group = null, MessageRef? replyTo = null) =>
        Say(user, group, message => message with { Text = FormattedText.Plain(text), ReplyTo = replyTo is null ? null : message.Chat.Messages.GetValueOrDefault(replyTo.MessageId) });

    /// <summary>A person presses Start, perhaps from a deep link.</summary>
    public MessageRef Start(TelegramUser user, string? payload = null) => SendText(user, payload is null ? "/start" : $"/start {payload}");

    /// <summary>A person sends a picture: PNG, GIF or JPEG.</summary>
    public MessageRef SendPhoto(TelegramUser user, byte[] content, string? caption = null, TelegramGroup? group = null) => SendFile(user, "photo", content, null, null, caption, 0, group);

    /// <summary>A person speaks: OGG with Opus.</summary>
    public MessageRef SendVoice(TelegramUser user, byte[] content, int seconds, TelegramGroup? group = null) => SendFile(user, "voice", content, null, "audio/ogg", null, seconds, group);

    /// <summary>A person sends a file.</summary>
    public MessageRef SendDocument(TelegramUser user, byte[] content, string name, string mime, string? caption = null, TelegramGroup? group = null) =>
        SendFile(user, "document", content, name, mime, caption, 0, group);

    /// <summary>A person sends media of another kind: <c>audio</c>, <c>video</c>, <c>video_note</c>, <c>animation</c>, <c>sticker</c>.</summary>
    public MessageRef SendMedia(TelegramUser user, string kind, byte[] content, string? name = null, string? mime = null, string? caption = null, int seconds = 0, TelegramGroup? group = null) =>
        SendFile(user, kind, content, name, mime, caption, seconds, group);

    /// <summary>A person sends pictures together: each is a message of its own, the first has the caption.</summary>
    public IReadOnlyList<MessageRef> SendAlbum(TelegramUser user, IReadOnlyList<byte[]> pictures, string? caption = null, TelegramGroup? group = null)
    {
        var album = NextMediaGroup();
        return [.. pictures.Select((picture, i) => Say(user, group, message => message with
        {
            Content = MediaContent.Of(Files.Add("photo", picture, null, null)),
            Caption = i == 0 && caption is not null ? FormattedText.Plain(caption) : null,
            MediaGroup = album,
        }))];
    }

    /// <summary>A person shares a place.</summary>
    public MessageRef SendLocation(TelegramUser user, double latitude, double longitude) => Say(user, null, message => message with
    {
        Content = [("location", string.Create(CultureInfo.InvariantCulture, $"{{\"latitude\":{latitude},\"longitude\":{longitude}}}"))],
    });

    /// <summary>A person shares a phone number: the own one, or a card of someone else.</summary>
    public MessageRef SendContact(TelegramUser user, string phone, TelegramUser? of = null) => Say(user, null, message => message with
    {
        Content =
        [
            ("contact", JsonText.Of(json =>
            {
                json.WriteStartObject();
                json.WriteString("phone_number", phone);
                json.WriteString("first_name", (of ?? user).FirstName);
                json.WriteNumber("user_id", (of ?? user).Id);
                json.WriteEndObject();
            })),
        ],
    });

    /// <summary>A person sends a message of a kind that nobody has described.</summary>
    public MessageRef SendUnsupported(TelegramUser user, string type) => Say(user, null, message => message with { Content = [(type, "{\"what\":\"new\"}")] });

    /// <summary>A person changes a text of their own.</summary>
    public void Edit(TelegramUser user, MessageRef message, string text)
    {
        var chat = Require(message.ChatId);
        lock (chat.Gate)
        {
            var old = Require(chat, message);
            if (old.From != user) throw new InvalidOperationException("People edit their own messages only.");
            var edited = old with { Text = FormattedText.Plain(text), EditDate = Now() };
            chat.Messages[old.Id] = edited;
            MakeMessage("edited_message", $"edited_message:{chat.Id}:{old.Id}:{Interlocked.Increment(ref lastEdit)}", edited);
        }
    }

    /// <summary>A person presses a button of an inline keyboard, named by its text or its data.</summary>
    /// <returns>The id of the query.</returns>
    public string Press(TelegramUser user, MessageRef message, string button)
    {
        var chat = Require(message.ChatId);
        lock (chat.Gate)
        {
            var pressed = Require(chat, message);
            var id = Interlocked.Increment(ref lastQuery).ToString(CultureInfo.InvariantCulture);
            var data = Data(pressed, button);
            Queries[id] = new CallbackQuery(chat, Clock.GetUtcNow());
            Updates.Make("callback_query", $"callback_query:{id}", $"c{user.Id}", QueryLives, JsonText.Bytes(json =>
            {
                json.WriteStartObject();
                json.WriteString("id", id);
                json.WritePropertyName("from");
                user.Write(json);
                json.WritePropertyName("message");
                pressed.Write(json);
                json.WriteString("chat_instance", string.Create(CultureInfo.InvariantCulture, $"-{chat.Id & 0xFFFFFF}41"));
                json.WriteString("data", data);
                json.WriteEndObject();
            }));
            return id;
        }
    }

    /// <summary>A person puts an emoji under a message, or with null takes it away.</summary>
    public void React(TelegramUser user, MessageRef message, string? emoji)
    {
        var chat = Require(message.ChatId);
        lock (chat.Gate)
        {
            Require(chat, message);
            var before = chat.Reactions.GetValueOrDefault((message.MessageId, user.Id));
            if (emoji is null) chat.Reactions.Remove((message.MessageId, user.Id));
            else chat.Reactions[(message.MessageId, user.Id)] = emoji;
            Updates.Make("message_reaction", $"message_reaction:{chat.Id}:{message.MessageId}:{Interlocked.Increment(ref lastEdit)}", $"r{chat.Id}", UpdateLives, JsonText.Bytes(json =>
            {
                json.WriteStartObject();
                json.WritePropertyName("chat");
                chat.Write(json);
                json.WriteNumber("message_id", message.MessageId);
                json.WritePropertyName("user");
                user.Write(json);
                json.WriteNumber("date", Now());
                WriteReaction(json, "old_reaction", before);
                WriteReaction(json, "new_reaction", emoji);
                json.WriteEndObject();
            }));
        }
    }

    /// <summary>A person presses Stop under a partial answer.</summary>
    /// <returns>False: no such button is shown.</returns>
    public bool StopGeneration(TelegramUser user)
    {
        var chat = Require(user.Id);
        lock (chat.Gate)
        {
            if (chat.Draft is not { CanStop: true } draft || draft.Until < Clock.GetUtcNow()) return false;
            chat.Draft = draft.KeepOnStop ? draft with { CanStop = false } : null;
            Updates.Make("stopped_message_generation", $"stopped_message_generation:{chat.Id}:{draft.Id}", $"d{chat.Id}", UpdateLives, JsonText.Bytes(json =>
            {
                json.WriteStartObject();
                json.WritePropertyName("chat");
                chat.Write(json);
                json.WriteNumber("draft_id", draft.Id);
                json.WriteEndObject();
            }));
            return true;
        }
    }

    /// <summary>The partial answer that a person sees now; null: none.</summary>
    public string? DraftShownTo(TelegramUser user)
    {
        var chat = Require(user.Id);
        lock (chat.Gate) return chat.Draft is { } draft && draft.Until >= Clock.GetUtcNow() ? draft.Text : null;
    }

    /// <summary>Makes an update as it is given: for kinds that are newer than any reader.</summary>
    public void MakeRaw(string kind, string key, string payload) => Updates.Make(kind, key, key, UpdateLives, System.Text.Encoding.UTF8.GetBytes(payload));

    internal string NextMediaGroup() => string.Create(CultureInfo.InvariantCulture, $"1379{Interlocked.Increment(ref lastUpload):D13}");

    private static Message Require(Chat chat, MessageRef message) =>
        chat.Messages.GetValueOrDefault(message.MessageId) ?? throw new InvalidOperationException($"There is no message {message.MessageId} in chat {chat.Id}.");

    private static void WriteReaction(Utf8JsonWriter json, string field, string? emoji)
    {
        json.WriteStartArray(field);
        if (emoji is not null)
        {
            json.WriteStartObject();
            json.WriteString("type", "emoji");
            json.WriteString("emoji", emoji);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Data(Message message, string button)
    {
        using var markup = JsonDocument.Parse(message.Markup ?? "{\"inline_keyboard\":[]}");
        foreach (var row in markup.RootElement.GetProperty("inline_keyboard").EnumerateArray())
        {
            foreach (var one in row.EnumerateArray())
            {
                if (!one.TryGetProperty("callback_data", out var data)) continue;
                if (one.GetProperty("text").GetString() == button || data.GetString() == button) return data.GetString()!;
            }
        }

        throw new InvalidOperationException($"Message {message.Id} has no button \"{button}\".");
    }

    private Chat Require(long chatId) => Find(chatId) ?? throw new InvalidOperationException($"There is no chat {chatId}.");

    private MessageRef SendFile(TelegramUser user, string kind, byte[] content, string? name, string? mime, string? caption, int seconds, TelegramGroup? group) =>
        Say(user, group, message => message with { Content = MediaContent.Of(Files.Add(kind, content, name, mime), seconds), Caption = caption is null ? null : FormattedText.Plain(caption) });

    private MessageRef Say(TelegramUser user, TelegramGroup? group, Func<Message, Message> fill)
    {
        var chat = group is null ? Private(user) : Require(group.Id);
        lock (chat.Gate)
        {
            if (group is null && chat.Standing is Standing.NotStarted) chat.Standing = Standing.Member;
            if (group is null && chat.Standing is not Standing.Member) throw new InvalidOperationException("Someone who has blocked the bot cannot write to it.");
            var message = fill(new Message { Id = chat.NextId(), Chat = chat, From = user, Date = Now() });
            chat.Put(message);
            if (chat.Standing is Standing.Member) MakeMessage("message", $"message:{chat.Id}:{message.Id}", message);
            return message.Ref;
        }
    }

    private void MakeMessage(string kind, string key, Message message) =>
        Updates.Make(kind, key, string.Create(CultureInfo.InvariantCulture, $"m{message.Chat.Id}"), UpdateLives, JsonText.Bytes(json => message.Write(json)));

    private Chat Private(TelegramUser user) => chats.GetOrAdd(user.Id, id => new Chat(this, id, ChatKind.Private, null, user, Limits));
}
