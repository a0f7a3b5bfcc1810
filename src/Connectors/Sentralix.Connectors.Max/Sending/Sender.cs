using System.Globalization;
using Sentralix.Connectors.Max.Wire;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Max.Sending;

/// <summary>Sends a segment and says what became of it.</summary>
internal sealed class Sender(Uploads uploads)
{
    public async Task<SendOutcome> Send(Access access, SendOrder order, CancellationToken cancellation)
    {
        if (!IsChat(order.Thread)) return new SendOutcome.Refused(new(ChannelErrors.ContentRejected, null, "The conversation's name is not one of MAX's."));
        var segment = Segment.Read(order.Content);
        var api = new MaxApi(access);
        var outcome = await Send(api, access.ConnectionId, order.Thread, segment, cancellation);

        // An upload may have been made long ago for another message; MAX took nothing, so a new one may be tried once.
        if (outcome is SendOutcome.Refused { Error.Code: ChannelErrors.ContentRejected } && uploads.Forget(access.ConnectionId, segment))
            outcome = await Send(api, access.ConnectionId, order.Thread, segment, cancellation);
        return outcome;
    }

    /// <summary>Whether a thread is one of MAX's chats.</summary>
    public static bool IsChat(string thread) => long.TryParse(thread, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var chat) && chat != 0;

    private async Task<SendOutcome> Send(MaxApi api, string connection, string thread, Segment segment, CancellationToken cancellation)
    {
        NewAttachment? media = null;
        if (segment.FileId is not null)
        {
            (media, var failure) = await uploads.Put(api, connection, segment, cancellation);
            if (failure is not null) return failure;

            // The bytes are there; to give the message up now would only have them brought again.
            cancellation = CancellationToken.None;
        }

        var answer = await Post(api, thread, NewMessage.Of(segment, media, formatted: true), cancellation);

        // Formatting is worth less than the words: MAX took nothing, so the same words may go without it once.
        if (segment.Spans is not null && answer is Answer.Failed { Status: 400, Code: not Trouble.NotReady })
            answer = await Post(api, thread, NewMessage.Of(segment, media, formatted: false), cancellation);

        // "Forbidden" may be this chat or the whole bot: what the bot may not ask about itself tells.
        if (answer is Answer.Failed { Status: 403, Code: not Trouble.ChatDenied }
            && await api.Call(HttpMethod.Get, "me", null, CancellationToken.None) is Answer.Failed { Status: 401 or 403 } whole)
            return new SendOutcome.Refused(Trouble.Of(whole));
        return Outcomes.Of(answer);
    }

    private static Task<Answer> Post(MaxApi api, string thread, NewMessage message, CancellationToken cancellation) => api.Call(HttpMethod.Post, $"messages?chat_id={thread}", message, cancellation);
}
