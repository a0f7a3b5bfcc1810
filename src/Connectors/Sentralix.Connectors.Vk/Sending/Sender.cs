using System.Globalization;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Hooks;
using Sentralix.Connectors.Vk.Updates;
using Sentralix.Connectors.Vk.Wire;

namespace Sentralix.Connectors.Vk.Sending;

/// <summary>Sends a segment and says what became of it. Every try of a segment has the same key, so VK takes one of them.</summary>
internal sealed class Sender(OpenOutgoingFile? files, CardPictures pictures)
{
    public static readonly IReadOnlyDictionary<string, string> NoPictures = new Dictionary<string, string>();

    public async Task<SendOutcome> Send(Access access, SendOrder order, CancellationToken cancellation)
    {
        var segment = Segment.Read(order.Content);
        var api = new VkApi(access);
        string? attachment = null;
        if (segment.FileId is { } fileId)
        {
            if (files is null || await files(access.ConnectionId, fileId, cancellation) is not { } file) return Rejected("The file to be sent is not there any more.");
            try
            {
                await using (file) attachment = await Uploads.Upload(api, order.Thread, segment, file, cancellation);
                cancellation = CancellationToken.None;
            }
            catch (ChannelException refused)
            {
                // Nothing was said yet, whatever became of the bytes.
                return Trouble.Passes(refused.Error) ? new SendOutcome.Again(refused.Error) : new SendOutcome.Refused(refused.Error);
            }
        }

        IReadOnlyDictionary<string, string>? shown = NoPictures;
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

            if (shown is null) return Carousels.Apart(segment, new(ChannelErrors.ContentRejected, null, "VK shows only pictures on cards."));
        }

        var answer = await Say(api, order, segment, attachment, shown, cancellation);

        // VK has rules of cards that it publishes nowhere, such as what pictures must be like. It took nothing, so they may go one by one.
        if (answer is Answer.Failed { Code: Trouble.BadKeyboard or Trouble.BotAbilitiesOff or Trouble.BadParameter } wrong && segment.Cards is { } row)
        {
            pictures.Forget(access, order.Thread, row);
            return Carousels.Apart(segment, Trouble.Of(wrong));
        }

        if (answer is Answer.Failed { Code: Trouble.TooBig or Trouble.TooLong } large && Pieces.Of(segment, Trouble.Of(large)) is { } pieces) return pieces;

        // Buttons and formatting are worth less than the words: VK took nothing, so the same words may go without them once.
        if (answer is Answer.Failed { Code: Trouble.BadKeyboard or Trouble.BotAbilitiesOff } && segment.Buttons is { } rows)
        {
            segment = segment with { Buttons = null, Text = WithButtons(segment.Text, Keyboards.InWords(rows)) };
            answer = await Say(api, order, segment, attachment, shown, cancellation);
        }

        if (answer is Answer.Failed { Code: Trouble.BadParameter } failed && segment.Spans is not null && failed.Words.Contains("format_data", StringComparison.OrdinalIgnoreCase))
            answer = await Say(api, order, segment with { Spans = null }, attachment, shown, cancellation);
        return answer is Answer.Ok ok && Outcomes.MessageOf(ok.Response) is null && await FindInHistory(api, access, order, cancellation) is { } found
            ? new SendOutcome.Sent(found)
            : Outcomes.Of(answer);
    }

    // What VK answers to a key that it has seen is described nowhere; its history keeps the keys of our messages.
    private static async Task<string?> FindInHistory(VkApi api, Access access, SendOrder order, CancellationToken cancellation)
    {
        var key = RandomId.Of(order.MessageId, order.Segment);
        return await api.Call("messages.getHistory", [CallbackServers.Group(access), ("peer_id", order.Thread), ("count", "50")], cancellation) is Answer.Ok history
            ? history.Response.Items("items").Where(message => message.Number("out") == 1 && message.Number("random_id") == key).Select(Outcomes.MessageOf).FirstOrDefault(found => found is not null)
            : null;
    }

    private static async Task<Answer> Say(VkApi api, SendOrder order, Segment segment, string? attachment, IReadOnlyDictionary<string, string> shown, CancellationToken cancellation)
    {
        // With a list of receivers VK tells the message's number in its conversation, which is its name in events.
        IEnumerable<(string, string)> parameters =
        [
            ("peer_ids", order.Thread), ("random_id", RandomId.Of(order.MessageId, order.Segment).ToString(CultureInfo.InvariantCulture)), .. Content(segment, attachment, shown),
        ];
        return Outcomes.Unwrapped(await api.Call("messages.send", parameters, cancellation));
    }

    /// <summary>What a message shows, as VK takes it.</summary>
    public static IEnumerable<(string Name, string Value)> Content(Segment segment, string? attachment, IReadOnlyDictionary<string, string> pictures)
    {
        yield return ("message", segment.Text);
        if (attachment is not null) yield return ("attachment", attachment);
        if (FormatData.Write(segment.Spans) is { } format) yield return ("format_data", format);
        if (Keyboards.Write(segment.Buttons) is { } keyboard) yield return ("keyboard", keyboard);
        if (Carousels.Write(segment.Cards, pictures) is { } template) yield return ("template", template);
    }

    private static string WithButtons(string text, string words) => text.Length + words.Length + 2 > Composer.MaxText ? text : text.Length == 0 ? words : $"{text}\n\n{words}";

    private static SendOutcome.Refused Rejected(string words) => new(new(ChannelErrors.ContentRejected, null, words));
}
