using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Composing;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Max.Sending;

/// <summary>Divides a message into MAX's messages. The same message is always divided in the same way.</summary>
/// <param name="sendsFiles">Whether bytes of files can be had.</param>
internal sealed class Composer(bool sendsFiles)
{
    /// <summary>The longest text of a message. MAX does not say whether marks count, so they do.</summary>
    public const int MaxText = 4000;

    // Pieces that are shorter than this and still too long with their marks are mostly marks.
    private const int LeastPiece = 256;

    public Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> buttons)
    {
        var segments = new List<Segment>();
        var degraded = new List<Degradation>();
        foreach (var stretch in Stretches.Unfolded(message, buttons, new(Pictures: sendsFiles), degraded))
        {
            foreach (var part in stretch.Parts)
            {
                if (part.FileId is not null && Uploads.KindOf(part.Type) is not null) File(part, segments, degraded);
                else Text(Shown(part, degraded), segments, degraded);
            }

            if (KeyboardRows.Of(stretch.Keyboard, stretch.Tokens, degraded) is { Count: > 0 } rows && segments.Count > 0) segments[^1] = segments[^1] with { Buttons = rows };
        }

        return new([.. segments.Select(segment => segment.Write())], [.. degraded.Distinct()]);
    }

    private static void Text(FormattedText text, List<Segment> segments, List<Degradation> degraded)
    {
        var pieces = Pieces(text, MaxText, degraded).ToArray();
        if (pieces.Length > 1) degraded.Add(new("length", "split"));
        segments.AddRange(pieces.Select(piece => new Segment { Kind = PartTypes.Text, Text = piece.Text, Spans = SpansOf(piece) }));
    }

    private void File(MessagePart part, List<Segment> segments, List<Degradation> degraded)
    {
        var name = part.Media?.FileName;
        var caption = Shown(part, degraded);
        if (!sendsFiles)
        {
            degraded.Add(new("media", "plain_text"));
            segments.Add(new() { Kind = PartTypes.Text, Text = $"📎 {name ?? part.FileId}" });
            Text(caption, segments, degraded);
            return;
        }

        // A text that does not fit follows the file on its own.
        var said = !string.IsNullOrWhiteSpace(caption.Text);
        var fits = said && HtmlText.Length(caption.Text, caption.Spans) <= MaxText;
        segments.Add(new() { Kind = part.Type, FileId = part.FileId, FileName = name, Text = fits ? caption.Text : null, Spans = fits ? SpansOf(caption) : null });
        if (!said || fits) return;
        degraded.Add(new("length", "split"));
        Text(caption, segments, degraded);
    }

    private static IEnumerable<FormattedText> Pieces(FormattedText text, int limit, List<Degradation> degraded)
    {
        foreach (var piece in TextSplitter.Split(text, limit))
        {
            var length = HtmlText.Length(piece.Text, piece.Spans);
            if (length <= MaxText)
            {
                yield return piece;
            }
            else if (limit <= LeastPiece)
            {
                degraded.Add(new("formatting", "plain_text"));
                yield return piece with { Spans = [] };
            }
            else
            {
                var less = Math.Max(LeastPiece, Math.Min(limit * MaxText / length, limit * 9 / 10));
                foreach (var smaller in Pieces(piece, less, degraded)) yield return smaller;
            }
        }
    }

    private static FormattedText Shown(MessagePart part, List<Degradation> degraded)
    {
        var text = FormattedText.Of(part);
        if (text.Spans.Any(span => span.Type == "quote")) degraded.Add(new("formatting", "italic"));
        if (text.Spans.All(HtmlText.CanShow)) return text;
        degraded.Add(new("formatting", "plain_text"));
        return text with { Spans = [.. text.Spans.Where(HtmlText.CanShow)] };
    }

    private static IReadOnlyList<TextSpan>? SpansOf(FormattedText text) => text.Spans.Count > 0 ? text.Spans : null;
}
