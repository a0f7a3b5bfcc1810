using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Wire;

namespace Sentralix.Connectors.Vk.Sending;

/// <summary>Changes and takes back what was sent. VK takes the same edit and the same deletion twice.</summary>
internal sealed class Changes(OpenOutgoingFile? files, CardPictures pictures)
{
    /// <summary>How long after it was sent a message can be changed or deleted for everybody.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    public async Task<SendOutcome> Edit(Access access, EditOrder order, CancellationToken cancellation)
    {
        var segment = Segment.Read(order.Wanted);
        var api = new VkApi(access);
        string? attachment = null;
        if (segment.FileId is { } fileId)
        {
            // What an edit does not name vanishes, so the file is brought again even where only words change.
            if (files is null || await files(access.ConnectionId, fileId, cancellation) is not { } file)
                return new SendOutcome.Refused(new(ChannelErrors.ContentRejected, null, "The file to be sent is not there any more."));
            try
            {
                await using (file) attachment = await Uploads.Upload(api, order.Thread, segment, file, cancellation);
                cancellation = CancellationToken.None;
            }
            catch (ChannelException refused)
            {
                return Trouble.Passes(refused.Error) ? new SendOutcome.Again(refused.Error) : new SendOutcome.Refused(refused.Error);
            }
        }

        IReadOnlyDictionary<string, string>? shown = Sender.NoPictures;
        if (segment.Cards is { } cards)
        {
            try
            {
                shown = await pictures.Put(api, access, order.Thread, cards, cancellation);
            }
            catch (ChannelException refused)
            {
                return Trouble.Passes(refused.Error) ? new SendOutcome.Again(refused.Error) : new SendOutcome.Refused(refused.Error);
            }

            if (shown is null) return new SendOutcome.Refused(new(ChannelErrors.ContentRejected, null, "VK shows only pictures on cards."));
        }

        var answer = await Say(api, order, segment, attachment, shown, cancellation);
        if (answer is Answer.Failed { Code: Trouble.BadParameter } failed && segment.Spans is not null && failed.Words.Contains("format_data", StringComparison.OrdinalIgnoreCase))
            answer = await Say(api, order, segment with { Spans = null }, attachment, shown, cancellation);
        return answer switch
        {
            Answer.Ok => new SendOutcome.Sent(order.ChannelMessageId),
            Answer.Failed { Code: Trouble.TooOldToEdit } old => new SendOutcome.Refused(Trouble.Of(old) with { Code = ChannelErrors.EditWindowClosed }),
            _ => Outcomes.Of(answer),
        };
    }

    public static async Task<SendOutcome> Delete(Access access, string thread, string channelMessageId, CancellationToken cancellation)
    {
        var answer = Outcomes.Unwrapped(await new VkApi(access).Call("messages.delete", [("peer_id", thread), ("cmids", channelMessageId), ("delete_for_all", "1")], cancellation));
        return answer switch
        {
            // What is not there is deleted; VK calls its number wrong.
            Answer.Ok or Answer.Failed { Code: Trouble.BadParameter } => new SendOutcome.Sent(channelMessageId),
            Answer.Failed { Code: Trouble.NotDeletable } old => new SendOutcome.Refused(Trouble.Of(old) with { Code = ChannelErrors.DeleteWindowClosed }),
            _ => Outcomes.Of(answer),
        };
    }

    private static Task<Answer> Say(VkApi api, EditOrder order, Segment segment, string? attachment, IReadOnlyDictionary<string, string> shown, CancellationToken cancellation) =>
        api.Call("messages.edit", [("peer_id", order.Thread), ("cmid", order.ChannelMessageId), .. Sender.Content(segment, attachment, shown)], cancellation);
}
