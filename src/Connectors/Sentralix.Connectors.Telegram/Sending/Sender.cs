using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Telegram.Updates;
using Sentralix.Connectors.Telegram.Wire;
using Sentralix.Contracts.Messengers;
using Telegram.Bot.Requests;
using Telegram.Bot.Types.ReplyMarkups;

namespace Sentralix.Connectors.Telegram.Sending;

/// <summary>Sends a segment and says what became of it.</summary>
internal sealed class Sender(OpenOutgoingFile? files)
{
    public async Task<SendOutcome> Send(Access access, SendOrder order, CancellationToken cancellation)
    {
        if (ChatThread.Parse(order.Thread) is not { } thread) return Rejected("The conversation's name is not one of Telegram's.");
        var segment = Segment.Read(order.Content);
        var api = new TelegramApi(access);
        var answer = await Call(api, access, thread, segment, cancellation);

        // Formatting is worth less than the words: Telegram took nothing, so the same words may go without it once.
        if (segment.Spans is not null && answer is Answer.Failed { Code: 400 } failed && IsOfFormatting(failed))
            answer = await Call(api, access, thread, segment with { Spans = null }, cancellation);
        return answer is null ? Rejected("The file to be sent is not there any more.") : Outcomes.Of(answer);
    }

    private async Task<Answer?> Call(TelegramApi api, Access access, ChatThread thread, Segment segment, CancellationToken cancellation)
    {
        if (segment.FileId is null) return await api.Call("sendMessage", TelegramApi.Json(TextOf(thread, segment)), TelegramApi.CallTime, cancellation);
        if (MediaUpload.MethodOf(segment.Kind) is not var (method, field) || files is null || await files(access.ConnectionId, segment.FileId, cancellation) is not { } file) return null;
        await using (file) return await api.Call(method, MediaUpload.Form(thread, segment, field, file, KeyboardOf(segment)), TelegramApi.UploadTime, cancellation);
    }

    private static SendMessageRequest TextOf(ChatThread thread, Segment segment) => new()
    {
        ChatId = thread.Chat,
        MessageThreadId = thread.Topic,
        BusinessConnectionId = thread.Business,
        Text = segment.Text ?? "",
        Entities = Spans.Write(segment.Spans),
        ReplyMarkup = KeyboardOf(segment),
    };

    public static InlineKeyboardMarkup? KeyboardOf(Segment segment) => segment.Buttons is null
        ? null
        : new(segment.Buttons.Select(row => row.Select(button => button.Url is { } url
            ? InlineKeyboardButton.WithUrl(button.Label, url)
            : InlineKeyboardButton.WithCallbackData(button.Label, button.Token!))));

    /// <summary>Whether a refusal is about how the words look.</summary>
    public static bool IsOfFormatting(Answer.Failed failed) => Trouble.Says(failed, "can't parse entities") || Trouble.Says(failed, "entity") || Trouble.Says(failed, "entities");

    private static SendOutcome.Refused Rejected(string words) => new(new ChannelError(ChannelErrors.ContentRejected, null, words));
}
