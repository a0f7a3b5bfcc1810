using System.Globalization;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>Changes to messages that are there.</summary>
internal static class EditMethods
{
    private static readonly TimeSpan DeletableFor = TimeSpan.FromHours(48);

    private static readonly HashSet<string> Emoji =
    [
        "❤", "👍", "👎", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮", "💩", "🙏", "👌", "🕊", "🤡", "🥱", "🥴", "😍", "🐳",
        "❤‍🔥", "🌚", "🌭", "💯", "🤣", "⚡", "🍌", "🏆", "💔", "🤨", "😐", "🍓", "🍾", "💋", "🖕", "😈", "😴", "😭", "🤓", "👻", "👨‍💻", "👀", "🎃", "🙈",
        "😇", "😨", "🤝", "✍", "🤗", "🫡", "🎅", "🎄", "☃", "💅", "🤪", "🗿", "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎", "👾", "🤷‍♂", "🤷", "🤷‍♀", "😡",
    ];

    public static ApiAnswer EditText(Call call)
    {
        if (SendMethods.Text(call, out var text) is { } refusal) return refusal;
        if (text.Text.Length == 0) return ApiAnswer.Bad("message text is empty");
        return Edit(call, text.Text, (message, markup) => message.Text is null ? null : message with { Text = text, Markup = markup }, "there is no text in the message to edit");
    }

    public static ApiAnswer EditCaption(Call call)
    {
        if (MediaMethods.Caption(call.Arguments, out var caption) is { } refusal) return refusal;
        return Edit(call, caption.Text, (message, markup) => message.Text is not null ? null : message with { Caption = caption, Markup = markup }, "there is no caption in the message to edit");
    }

    public static ApiAnswer EditMarkup(Call call) => Edit(call, "", (message, markup) => message with { Markup = markup }, "");

    public static async ValueTask<ApiAnswer> EditMedia(Call call)
    {
        if (!call.Arguments.Structure("media", out var given) || given is not { ValueKind: JsonValueKind.Object } media) return ApiAnswer.Bad("can't parse input media JSON object");
        var (item, refusal) = await MediaMethods.Item(call, media);
        if (refusal is not null) return refusal;
        return Edit(call, item!.Caption.Text, (message, markup) => message with { Text = null, Content = item.Content, Caption = item.Caption, Markup = markup }, "");
    }

    public static ApiAnswer Delete(Call call)
    {
        if (call.Chat(out var chat) is { } refusal) return refusal;
        var id = (int)(call.Arguments.Number("message_id") ?? 0);
        lock (chat.Gate)
        {
            if (!chat.Messages.TryGetValue(id, out var message)) return ApiAnswer.Bad("message to delete not found");
            if (!Deletable(message, call)) return ApiAnswer.Bad("message can't be deleted for everyone");
            chat.Messages.Remove(id);
            call.Bot.Witness(call, chat, id.ToString(CultureInfo.InvariantCulture), "");
        }

        return ApiAnswer.True;
    }

    public static ApiAnswer DeleteMany(Call call)
    {
        if (call.Chat(out var chat) is { } refusal) return refusal;
        if (!call.Arguments.Structure("message_ids", out var given) || given is not { ValueKind: JsonValueKind.Array } ids) return ApiAnswer.Bad("message identifiers are not specified");
        if (ids.GetArrayLength() is 0 or > 100) return ApiAnswer.Bad("too many message identifiers specified");
        lock (chat.Gate)
        {
            // Those that are not there are skipped without a word.
            foreach (var id in ids.EnumerateArray().Where(id => id.ValueKind is JsonValueKind.Number).Select(id => id.GetInt32()))
            {
                if (!chat.Messages.TryGetValue(id, out var message) || !Deletable(message, call)) continue;
                chat.Messages.Remove(id);
                call.Bot.Witness(call, chat, id.ToString(CultureInfo.InvariantCulture), "");
            }
        }

        return ApiAnswer.True;
    }

    public static ApiAnswer SetReaction(Call call)
    {
        if (call.Chat(out var chat) is { } refusal) return refusal;
        if (!call.Arguments.Structure("reaction", out var given)) return ApiAnswer.Bad("can't parse reaction types JSON object");
        var reactions = given is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(Arguments.Of)] : (Arguments[])[];
        if (reactions.Length > 1) return ApiAnswer.Bad("REACTIONS_TOO_MANY");
        var emoji = reactions.Length == 1 ? reactions[0].Text("emoji") ?? "" : "";
        if (reactions.Length == 1 && (reactions[0].Text("type") is not "emoji" || !Emoji.Contains(emoji))) return ApiAnswer.Bad("REACTION_INVALID");
        var id = (int)(call.Arguments.Number("message_id") ?? 0);
        lock (chat.Gate)
        {
            if (!chat.Messages.ContainsKey(id)) return ApiAnswer.Bad("message to react not found");
            if (emoji.Length > 0) chat.Reactions[(id, call.Bot.Id)] = emoji;
            else chat.Reactions.Remove((id, call.Bot.Id));
            call.Bot.Witness(call, chat, id.ToString(CultureInfo.InvariantCulture), emoji);
        }

        return ApiAnswer.True;
    }

    private static ApiAnswer Edit(Call call, string said, Func<Message, string?, Message?> change, string otherwise)
    {
        if (call.Arguments.Text("inline_message_id") is not null) return ApiAnswer.Bad("MESSAGE_ID_INVALID");
        if (call.Chat(out var chat) is { } chatRefusal) return chatRefusal;
        if (ReplyMarkup.Read(call.Arguments, chat, out var markup) is { } markupRefusal) return markupRefusal;
        var id = (int)(call.Arguments.Number("message_id") ?? 0);
        Message edited;
        lock (chat.Gate)
        {
            if (!chat.Messages.TryGetValue(id, out var message)) return ApiAnswer.Bad("message to edit not found");
            if (message.From is not null) return ApiAnswer.Bad("message can't be edited");
            if (change(message, markup) is not { } changed) return ApiAnswer.Bad(otherwise);
            if (changed.SameAs(message)) return ApiAnswer.Bad("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message");
            if (call.Count(chat) is { } tooMany) return tooMany;
            edited = changed with { EditDate = call.Bot.Now() };
            chat.Messages[id] = edited;
            call.Bot.Witness(call, chat, id.ToString(CultureInfo.InvariantCulture), said);
        }

        return ApiAnswer.Result(json => edited.Write(json));
    }

    /// <summary>Everything younger than 48 hours in a private chat; in groups, where the bot is no administrator, its own.</summary>
    private static bool Deletable(Message message, Call call) =>
        call.Bot.Now() - message.Date < DeletableFor.TotalSeconds && (message.Chat.Kind is ChatKind.Private || message.From is null);
}
