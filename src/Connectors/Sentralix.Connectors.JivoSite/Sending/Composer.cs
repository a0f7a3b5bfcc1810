using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Composing;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.JivoSite.Sending;

/// <summary>Divides a message into Jivo's messages. The same message is always divided in the same way.</summary>
internal static class Composer
{
    /// <summary>The longest text of a message. Jivo publishes none; the messengers behind it take 4096.</summary>
    public const int MaxText = 4000;

    /// <summary>The most buttons under a message.</summary>
    public const int MaxButtons = 3;

    // Below this a text that does not fit is one enormous address, and cutting it helps nobody.
    private const int Smallest = 200;

    public static Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> tokens)
    {
        var degraded = new List<Degradation>();

        // Buttons stand under the last text only: those of several cards are told apart by numbers.
        var cards = message.Parts.Sum(part => Card.Of(part).Count);
        var canPress = cards == 1 && Card.Of(message.Parts[^1]).Count == 1;
        var stretches = Stretches.Unfolded(message, tokens, new(Pictures: false, Marks: false, Buttons: canPress), degraded);
        var texts = stretches.SelectMany(stretch => stretch.Parts).Select(part => Text(part, degraded)).Where(text => !string.IsNullOrWhiteSpace(text.Text)).ToList();
        var buttons = Buttons(stretches[^1], isListed: cards > 0 && !canPress, texts, degraded);
        var segments = new List<Segment>();
        foreach (var (text, isLast) in texts.Select((text, i) => (text, i == texts.Count - 1)))
        {
            var pieces = Pieces(text, MaxText);
            if (isLast && buttons.Count > 0 && Longest(pieces[^1]) + Options(buttons).Length > MaxText) pieces = [.. pieces[..^1], .. Pieces(pieces[^1], MaxText / 2)];
            if (pieces.Count > 1) degraded.Add(new("length", "split"));
            segments.AddRange(pieces.Select((piece, i) => isLast && i == pieces.Count - 1 && buttons.Count > 0 ? WithButtons(piece, buttons, degraded) : Plain(piece)));
        }

        return new([.. segments.Select(segment => segment.Write())], [.. degraded.Distinct()]);
    }

    private static FormattedText Text(MessagePart part, List<Degradation> degraded)
    {
        var said = FormattedText.Of(part);
        var shown = said.Spans.Where(MarkdownText.CanWrite).ToArray();
        if (shown.Length < said.Spans.Count) degraded.Add(new("formatting", "plain_text"));
        said = said with { Spans = shown };
        if (part.Type == PartTypes.Text) return said;
        if (part.FileId is null) return said;

        // A bot can send no file: its name tells that there is one.
        degraded.Add(new("media", "plain_text"));
        return Joined(new($"📎 {part.Media?.FileName ?? part.FileId}", []), said, "\n");
    }

    /// <summary>The buttons that Jivo can show. The others are written out under the last text.</summary>
    private static List<SegmentButton> Buttons(Stretch last, bool isListed, List<FormattedText> texts, List<Degradation> degraded)
    {
        if (last.Keyboard is not { } keyboard || texts.Count == 0) return [];
        var pressed = last.Tokens.Where(token => token.Button.Url is null).Select(token => new SegmentButton(token.Token, token.Button.Label)).ToList();
        var lines = keyboard.Rows.SelectMany(row => row).Where(button => button.Url is not null).Select(button => $"{button.Label}: {button.Url}").ToList();
        if (lines.Count > 0) degraded.Add(new("buttons", "links"));

        // A press may come as nothing but the label, so a label is one button's.
        if (isListed || pressed.Count > MaxButtons || pressed.DistinctBy(button => button.Text).Count() < pressed.Count)
        {
            degraded.Add(new("buttons", "numbered_list"));
            lines.InsertRange(0, pressed.Select((button, i) => $"{last.Number + i}. {button.Text}"));
            pressed = [];
        }

        if (lines.Count > 0) texts[^1] = Joined(texts[^1], new(string.Join('\n', lines), []), "\n\n");
        return pressed;
    }

    private static Segment Plain(FormattedText piece) => piece.Spans.Count == 0
        ? new() { Type = Segment.OfText, Text = PlainText.Write(piece) }
        : new() { Type = Segment.OfMarkdown, Text = PlainText.Write(piece), Content = MarkdownText.Write(piece) };

    // What stands above buttons has no formatting.
    private static Segment WithButtons(FormattedText piece, List<SegmentButton> buttons, List<Degradation> degraded)
    {
        if (piece.Spans.Count > 0) degraded.Add(new("formatting", "plain_text"));
        var title = PlainText.Write(piece);
        return new() { Type = Segment.OfButtons, Text = title + Options(buttons), Title = title, Buttons = buttons };
    }

    private static string Options(List<SegmentButton> buttons) => "\n" + string.Concat(buttons.Select((button, i) => $"\n{i + 1}. {button.Text}"));

    /// <summary>Pieces that fit in every form that they are sent in: marks, and addresses written out, make a text longer.</summary>
    private static List<FormattedText> Pieces(FormattedText text, int limit) =>
        [.. TextSplitter.Split(text, limit).SelectMany(piece => Longest(piece) <= MaxText || limit / 2 < Smallest ? [piece] : Pieces(piece, limit / 2))];

    private static int Longest(FormattedText piece) => piece.Spans.Count == 0 ? piece.Text.Length : Math.Max(PlainText.Write(piece).Length, MarkdownText.Write(piece).Length);

    private static FormattedText Joined(FormattedText first, FormattedText second, string between)
    {
        if (second.Text.Length == 0) return first;
        var shift = first.Text.Length + between.Length;
        return new(first.Text + between + second.Text, [.. first.Spans, .. second.Spans.Select(span => span with { Offset = span.Offset + shift })]);
    }
}
