using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Telegram.Updates;
using Sentralix.Connectors.Telegram.Wire;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Telegram.Bot.Requests;

namespace Sentralix.Connectors.Telegram.Sending;

/// <summary>Changes and takes back what was sent. To ask for what is so already is no trouble: after a crash it is asked again.</summary>
internal sealed class Changes(OpenOutgoingFile? files)
{
    /// <summary>How long after it was sent a message can be deleted.</summary>
    public static readonly TimeSpan DeletableFor = TimeSpan.FromHours(48);

    /// <summary>Whether one message can be made into the other: words into words, media into media. Voice and stickers stay what they are.</summary>
    public static bool CanEdit(Segment sent, Segment wanted) => (sent.FileId, wanted.FileId) switch
    {
        (null, null) => true,
        ({ } one, { } other) when one == other && sent.Kind == wanted.Kind => wanted.Kind != PartTypes.Sticker || sent.Text == wanted.Text,
        ({ }, { }) => MediaUpload.TypeOf(sent.Kind) is not null && MediaUpload.TypeOf(wanted.Kind) is not null,
        _ => false,
    };

    /// <summary>Telegram's number of a message; null: it is none.</summary>
    public static int? Number(string? channelMessageId) => int.TryParse(channelMessageId, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The number of a message's draft: the same as long as the message is being written, and never 0.</summary>
    public static long DraftId(string messageId) => (BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(messageId))) >> 1) + 1L;

    public async Task<SendOutcome> Edit(Access access, EditOrder order, CancellationToken cancellation)
    {
        if (ChatThread.Parse(order.Thread) is not { } thread || Number(order.ChannelMessageId) is not { } message) return Rejected("The message's name is not one of Telegram's.");
        var (sent, wanted) = (Segment.Read(order.Sent), Segment.Read(order.Wanted));
        var api = new TelegramApi(access);
        var answer = await Call(api, access, thread, message, sent, wanted, cancellation);
        if (wanted.Spans is not null && answer is Answer.Failed { Code: 400 } unclear && Sender.IsOfFormatting(unclear))
            answer = await Call(api, access, thread, message, sent, wanted with { Spans = null }, cancellation);
        return answer switch
        {
            null => Rejected("The file to be sent is not there any more."),
            Answer.Ok => new SendOutcome.Sent(order.ChannelMessageId),
            Answer.Failed { Code: 400 } same when Trouble.Says(same, "message is not modified") => new SendOutcome.Sent(order.ChannelMessageId),
            Answer.Failed { Code: 400 } gone when Trouble.Says(gone, "message to edit not found") => Refused(gone, ChannelErrors.MessageGone),
            Answer.Failed { Code: 400 } old when Trouble.Says(old, "message can't be edited") => Refused(old, ChannelErrors.EditWindowClosed),
            _ => Outcomes.Of(answer),
        };
    }

    public static async Task<SendOutcome> Delete(Access access, string conversation, string channelMessageId, CancellationToken cancellation)
    {
        if (ChatThread.Parse(conversation) is not { } thread || Number(channelMessageId) is not { } message) return Rejected("The message's name is not one of Telegram's.");
        var api = new TelegramApi(access);
        var answer = thread.Business is { } business
            ? await api.Call("deleteBusinessMessages", TelegramApi.Json(new DeleteBusinessMessagesRequest { BusinessConnectionId = business, MessageIds = [message] }), TelegramApi.CallTime, cancellation)
            : await api.Call("deleteMessage", TelegramApi.Json(new DeleteMessageRequest { ChatId = thread.Chat, MessageId = message }), TelegramApi.CallTime, cancellation);
        return answer switch
        {
            Answer.Ok => new SendOutcome.Sent(channelMessageId),
            Answer.Failed { Code: 400 } gone when Trouble.Says(gone, "message to delete not found") => new SendOutcome.Sent(channelMessageId),
            Answer.Failed { Code: 400 } old when Trouble.Says(old, "message can't be deleted") => Refused(old, ChannelErrors.DeleteWindowClosed),
            _ => Outcomes.Of(answer),
        };
    }

    private async Task<Answer?> Call(TelegramApi api, Access access, ChatThread thread, int message, Segment sent, Segment wanted, CancellationToken cancellation)
    {
        if (wanted.FileId is null)
        {
            return await api.Call("editMessageText", TelegramApi.Json(new EditMessageTextRequest
            {
                ChatId = thread.Chat,
                MessageId = message,
                BusinessConnectionId = thread.Business,
                Text = wanted.Text ?? "",
                Entities = Spans.Write(wanted.Spans),
                ReplyMarkup = Sender.KeyboardOf(wanted),
            }), TelegramApi.CallTime, cancellation);
        }

        if (wanted.FileId == sent.FileId && wanted.Kind == sent.Kind)
        {
            return await api.Call("editMessageCaption", TelegramApi.Json(new EditMessageCaptionRequest
            {
                ChatId = thread.Chat,
                MessageId = message,
                BusinessConnectionId = thread.Business,
                Caption = wanted.Text,
                CaptionEntities = Spans.Write(wanted.Spans),
                ReplyMarkup = Sender.KeyboardOf(wanted),
            }), TelegramApi.CallTime, cancellation);
        }

        if (MediaUpload.TypeOf(wanted.Kind) is not { } type || files is null || await files(access.ConnectionId, wanted.FileId, cancellation) is not { } file) return null;
        await using (file) return await api.Call("editMessageMedia", MediaUpload.Replacement(thread, message, wanted, type, file, Sender.KeyboardOf(wanted)), TelegramApi.UploadTime, cancellation);
    }

    private static SendOutcome.Refused Refused(Answer.Failed failed, string code) => new(Trouble.Of(failed) with { Code = code });

    private static SendOutcome.Refused Rejected(string words) => new(new ChannelError(ChannelErrors.ContentRejected, null, words));
}
