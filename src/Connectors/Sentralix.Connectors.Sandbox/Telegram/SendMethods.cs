using System.Globalization;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>Messages without files, and the signals beside them.</summary>
internal static class SendMethods
{
    public const int LongestText = 4096;
    public const int LongestCaption = 1024;

    private static readonly TimeSpan DraftShows = TimeSpan.FromSeconds(30);

    private static readonly HashSet<string> Actions =
    [
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document", "choose_sticker",
        "find_location", "record_video_note", "upload_video_note",
    ];

    public static ApiAnswer SendMessage(Call call)
    {
        if (Text(call, out var text) is { } textRefusal) return textRefusal;
        if (text.Text.Length == 0) return ApiAnswer.Bad("message text is empty");
        return Post(call, text.Text, message => message with { Text = text });
    }

    public static ApiAnswer SendLocation(Call call)
    {
        if (Location(call, out var location) is { } refusal) return refusal;
        return Post(call, "", message => message with { Content = [("location", location)] });
    }

    public static ApiAnswer SendVenue(Call call)
    {
        if (Location(call, out var location) is { } refusal) return refusal;
        var title = call.Arguments.Text("title") ?? "";
        var address = call.Arguments.Text("address") ?? "";
        if (title.Length == 0 || address.Length == 0) return ApiAnswer.Bad("title and address of the venue must be non-empty");
        var venue = JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("location");
            json.WriteRawValue(location);
            json.WriteString("title", title);
            json.WriteString("address", address);
            json.WriteEndObject();
        });
        return Post(call, title, message => message with { Content = [("location", location), ("venue", venue)] });
    }

    public static ApiAnswer SendContact(Call call)
    {
        var phone = call.Arguments.Text("phone_number") ?? "";
        var name = call.Arguments.Text("first_name") ?? "";
        if (phone.Length == 0) return ApiAnswer.Bad("phone number is empty");
        if (name.Length == 0) return ApiAnswer.Bad("first name is empty");
        if (call.Arguments.Text("vcard") is { } card && System.Text.Encoding.UTF8.GetByteCount(card) > 2048) return ApiAnswer.Bad("vCard is too long");
        var contact = JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("phone_number", phone);
            json.WriteString("first_name", name);
            if (call.Arguments.Text("last_name") is { } last) json.WriteString("last_name", last);
            if (call.Arguments.Text("vcard") is { } vcard) json.WriteString("vcard", vcard);
            json.WriteEndObject();
        });
        return Post(call, phone, message => message with { Content = [("contact", contact)] });
    }

    public static ApiAnswer SendChatAction(Call call)
    {
        if (call.Arguments.Text("action") is not { } action || !Actions.Contains(action)) return ApiAnswer.Bad("wrong parameter action in request");
        if (call.Chat(out var chat) is { } refusal) return refusal;
        call.Bot.Witness(call, chat, "", action);
        return ApiAnswer.True;
    }

    public static ApiAnswer SendMessageDraft(Call call)
    {
        if (Text(call, out var text) is { } textRefusal) return textRefusal;
        if (call.Arguments.Number("draft_id") is not { } id || id == 0) return ApiAnswer.Bad("draft identifier must be non-zero");
        if (call.Chat(out var chat) is { } refusal) return refusal;
        if (chat.Kind is not ChatKind.Private) return ApiAnswer.Bad("message drafts can be sent only to private chats");
        lock (chat.Gate) chat.Draft = new Draft(id, text.Text, call.Arguments.Flag("can_stop"), call.Arguments.Flag("keep_on_stop"), call.Bot.Clock.GetUtcNow() + DraftShows);
        call.Bot.Witness(call, chat, id.ToString(CultureInfo.InvariantCulture), text.Text);
        return ApiAnswer.True;
    }

    public static ApiAnswer AnswerCallbackQuery(Call call)
    {
        var text = call.Arguments.Text("text") ?? "";
        if (text.Length > 200) return ApiAnswer.Bad("MESSAGE_TOO_LONG");
        var id = call.Arguments.Text("callback_query_id") ?? "";
        if (!call.Bot.Queries.TryGetValue(id, out var query) || query.At + BotAccount.QueryLives < call.Bot.Clock.GetUtcNow())
        {
            call.Bot.Queries.TryRemove(id, out _);
            return ApiAnswer.Bad("query is too old and response timeout expired or query ID is invalid");
        }

        call.Bot.Witness(call, query.Chat, id, text);
        return ApiAnswer.True;
    }

    /// <summary>The way of every single new message of the bot: may it, is it well formed, is it in time, then it is there.</summary>
    public static ApiAnswer Post(Call call, string said, Func<Message, Message> fill)
    {
        if (call.Chat(out var chat) is { } chatRefusal) return chatRefusal;
        if (ReplyMarkup.Read(call.Arguments, chat, out var inline) is { } markupRefusal) return markupRefusal;
        if (call.Reply(chat, out var replyTo) is { } replyRefusal) return replyRefusal;
        if (call.Count(chat) is { } tooMany) return tooMany;
        Message message;
        lock (chat.Gate)
        {
            message = fill(new Message { Id = chat.NextId(), Chat = chat, Date = call.Bot.Now(), Markup = inline, ReplyTo = replyTo });
            chat.Put(message);
            chat.Draft = null;
            call.Bot.Witness(call, chat, message.Id.ToString(CultureInfo.InvariantCulture), said);
        }

        return ApiAnswer.Result(json => message.Write(json));
    }

    public static ApiAnswer? Text(Call call, out FormattedText text)
    {
        if (FormattedText.Read(call.Arguments, "text", "entities", out text) is { } refusal) return refusal;
        return text.Text.Length > LongestText ? ApiAnswer.Bad("message is too long") : null;
    }

    private static ApiAnswer? Location(Call call, out string location)
    {
        location = "";
        if (call.Arguments.Fraction("latitude") is not (>= -90 and <= 90) || call.Arguments.Fraction("longitude") is not (>= -180 and <= 180)) return ApiAnswer.Bad("wrong location");
        location = JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("latitude", call.Arguments.Fraction("latitude")!.Value);
            json.WriteNumber("longitude", call.Arguments.Fraction("longitude")!.Value);
            json.WriteEndObject();
        });
        return null;
    }
}
