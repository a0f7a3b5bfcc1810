using Sentralix.Connectors.Max.Wire;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Max.Sending;

/// <summary>Changes and takes back what was sent. MAX takes the same edit twice, and what it does not find was taken back before.</summary>
internal sealed class Changes(Uploads uploads)
{
    /// <summary>How long after it was sent a message can be changed. MAX gives those with buttons more time, on which nothing is built here.</summary>
    public static readonly TimeSpan EditableFor = TimeSpan.FromDays(7);

    public async Task<SendOutcome> Edit(Access access, EditOrder order, CancellationToken cancellation)
    {
        var segment = Segment.Read(order.Wanted);
        var api = new MaxApi(access);
        NewAttachment? media = null;
        if (segment.FileId is not null)
        {
            (media, var failure) = await uploads.Put(api, access.ConnectionId, segment, cancellation);
            if (failure is not null) return failure;
            cancellation = CancellationToken.None;
        }

        var answer = await Put(api, order, NewMessage.Of(segment, media, formatted: true, replaces: true), cancellation);
        if (segment.Spans is not null && answer is Answer.Failed { Status: 400, Code: not Trouble.NotReady })
            answer = await Put(api, order, NewMessage.Of(segment, media, formatted: false, replaces: true), cancellation);
        return answer switch
        {
            Answer.Ok => new SendOutcome.Sent(order.ChannelMessageId),
            Answer.Failed { Status: 404 } gone => new SendOutcome.Refused(Trouble.OfChat(gone) with { Code = ChannelErrors.MessageGone }),

            // Only the flag of success says so, and the words are for people: the message is ours, so it is too old.
            Answer.Failed { Status: 200 } old => new SendOutcome.Refused(Trouble.OfChat(old) with { Code = ChannelErrors.EditWindowClosed }),
            _ => Outcomes.Of(answer),
        };
    }

    public static async Task<SendOutcome> Delete(Access access, string channelMessageId, CancellationToken cancellation)
    {
        var answer = await new MaxApi(access).Call(HttpMethod.Delete, $"messages?message_id={Uri.EscapeDataString(channelMessageId)}", null, cancellation);
        return answer switch
        {
            Answer.Ok or Answer.Failed { Status: 404 } => new SendOutcome.Sent(channelMessageId),
            Answer.Failed { Status: 200 } old => new SendOutcome.Refused(Trouble.OfChat(old) with { Code = ChannelErrors.DeleteWindowClosed }),
            _ => Outcomes.Of(answer),
        };
    }

    private static Task<Answer> Put(MaxApi api, EditOrder order, NewMessage message, CancellationToken cancellation) =>
        api.Call(HttpMethod.Put, $"messages?message_id={Uri.EscapeDataString(order.ChannelMessageId)}", message, cancellation);
}
