using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Composing;
using Sentralix.Connectors.Vk.Updates;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Vk.Sending;

/// <summary>Divides a message into VK's messages. The same message is always divided in the same way.</summary>
/// <param name="sendsFiles">Whether bytes of files can be had.</param>
internal sealed class Composer(bool sendsFiles)
{
    /// <summary>The longest text of a message.</summary>
    public const int MaxText = 4096;

    // Under a message of its own a keyboard needs some words.
    private const string MoreButtons = "…";

    public Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> buttons, ClientInfo client)
    {
        var segments = new List<Segment>();
        var degraded = new List<Degradation>();
        foreach (var stretch in Stretches.Of(message, buttons))
        {
            if (!Stretches.IsCards(stretch)) Say(stretch, client, segments, degraded);
            else if (Carousels.Of(stretch, client, sendsFiles, degraded) is { } cards) Row(cards, stretch, client, segments, degraded);
            else foreach (var card in Stretches.Unfolded(stretch, Style(stretch, client), degraded)) Say(card, client, segments, degraded);
        }

        return new([.. segments.Select(segment => segment.Write())], [.. degraded.Distinct()]);
    }

    private void Say(Stretch stretch, ClientInfo client, List<Segment> segments, List<Degradation> degraded)
    {
        var before = segments.Count;
        foreach (var part in stretch.Parts)
        {
            var said = Fitting(FormattedText.Of(part), degraded);
            if (part.FileId is not null) File(part, said, segments, degraded);
            else Text(said, segments, degraded);
        }

        if (segments.Count > before) Offer(stretch, client, segments, degraded);
    }

    private static void Offer(Stretch stretch, ClientInfo client, List<Segment> segments, List<Degradation> degraded)
    {
        if (stretch.Keyboard is not { } keyboard) return;
        if (!client.Shows(keyboard.Rows.SelectMany(row => row)))
        {
            // The contact's application would show none of them.
            degraded.Add(new("buttons", "numbered_list"));
            Text(new(CardWords.Numbered(keyboard.Rows.SelectMany(row => row), stretch.Number), []), segments, degraded);
            return;
        }

        foreach (var (place, rows) in Keyboards.Of(keyboard, stretch.Tokens, degraded).Select(rows => Keyboards.For(client, rows, degraded)).Index())
        {
            if (place == 0 && segments[^1].Cards is null) segments[^1] = segments[^1] with { Buttons = rows };
            else segments.Add(new() { Text = MoreButtons, Buttons = rows });
        }
    }

    // Cards stand under words: those before them, or their own titles.
    private static void Row(IReadOnlyList<SegmentCard> cards, Stretch stretch, ClientInfo client, List<Segment> segments, List<Degradation> degraded)
    {
        if (segments is [.., { FileId: null, Buttons: null, Cards: null }]) segments[^1] = segments[^1] with { Cards = cards };
        else segments.Add(new() { Text = Carousels.Titles(cards), Cards = cards });
        if (Stretches.UnderCards(stretch) is { } under) Offer(under, client, segments, degraded);
    }

    private CardStyle Style(Stretch stretch, ClientInfo client) => new(sendsFiles, Buttons: client.Shows(Card.Of(stretch.Parts[0]).SelectMany(card => card.Buttons)));

    private static void Text(FormattedText text, List<Segment> segments, List<Degradation> degraded)
    {
        var pieces = TextSplitter.Split(text, MaxText);
        if (pieces.Count > 1) degraded.Add(new("length", "split"));
        segments.AddRange(pieces.Select(piece => new Segment { Text = piece.Text, Spans = piece.Spans.Count == 0 ? null : piece.Spans }));
    }

    private void File(MessagePart part, FormattedText caption, List<Segment> segments, List<Degradation> degraded)
    {
        var name = part.Media?.FileName;
        if (!sendsFiles)
        {
            degraded.Add(new("media", "plain_text"));
            segments.Add(new() { Text = $"📎 {name ?? part.FileId}" });
            Text(caption, segments, degraded);
            return;
        }

        // The first piece of the words goes with the file, the rest after it.
        var pieces = TextSplitter.Split(caption, MaxText);
        var first = pieces.Count > 0 ? pieces[0] : new FormattedText("", []);
        segments.Add(new() { Kind = part.Type, FileId = part.FileId, FileName = name, Text = first.Text, Spans = first.Spans.Count == 0 ? null : first.Spans });
        if (pieces.Count <= 1) return;
        degraded.Add(new("length", "split"));
        segments.AddRange(pieces.Skip(1).Select(piece => new Segment { Text = piece.Text, Spans = piece.Spans.Count == 0 ? null : piece.Spans }));
    }

    private static FormattedText Fitting(FormattedText text, List<Degradation> degraded)
    {
        // These VK finds in the text by itself.
        var shown = text.Spans.Where(span => FormatData.NameOf(span) is not null).ToArray();
        if (text.Spans.Any(span => FormatData.NameOf(span) is null && span.Type is not ("mention" or "command" or "emoji"))) degraded.Add(new("formatting", "plain_text"));
        return text with { Spans = shown };
    }
}
