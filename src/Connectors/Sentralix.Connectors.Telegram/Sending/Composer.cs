using System.Text;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Composing;
using Sentralix.Connectors.Telegram.Updates;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Telegram.Bot.Types;

namespace Sentralix.Connectors.Telegram.Sending;

/// <summary>Divides a message into Telegram's messages. The same message is always divided in the same way.</summary>
/// <param name="sendsFiles">Whether bytes of files can be had.</param>
internal sealed class Composer(bool sendsFiles)
{
    /// <summary>The longest text of a message.</summary>
    public const int MaxText = 4096;

    /// <summary>The longest text under media.</summary>
    public const int MaxCaption = 1024;

    /// <summary>The most buttons under a message.</summary>
    public const int MaxButtons = 100;

    /// <summary>The most buttons in a row.</summary>
    public const int MaxInRow = 8;

    /// <summary>The longest token of a button, in bytes.</summary>
    public const int MaxToken = 64;

    public Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> buttons)
    {
        var segments = new List<Segment>();
        var degraded = new List<Degradation>();
        foreach (var stretch in Stretches.Unfolded(message, buttons, new(Pictures: sendsFiles), degraded))
        {
            foreach (var part in stretch.Parts)
            {
                if (part.FileId is not null && MediaUpload.MethodOf(part.Type) is not null) File(part, segments, degraded);
                else Text(Fitting(FormattedText.Of(part), degraded), segments, degraded);
            }

            if (Rows(stretch.Keyboard, stretch.Tokens, degraded) is { Count: > 0 } rows && segments.Count > 0) segments[^1] = segments[^1] with { Buttons = rows };
        }

        return new([.. segments.Select(segment => segment.Write())], [.. degraded.Distinct()]);
    }

    /// <summary>A message while it is being written: of one that is longer than Telegram takes, what will be its last.</summary>
    public (string Text, MessageEntity[]? Entities) Draft(OutboundMessage message) =>
        Compose(message, []).Segments is [.., var last] && Segment.Read(last) is { Text: { } text } segment ? (text, Spans.Write(segment.Spans)) : ("", null);

    private static void Text(FormattedText text, List<Segment> segments, List<Degradation> degraded)
    {
        var pieces = TextSplitter.Split(text, MaxText);
        if (pieces.Count > 1) degraded.Add(new("length", "split"));
        foreach (var piece in pieces)
        {
            // Telegram looks at the first hundred entities of a message only.
            if (piece.Spans.Count > Spans.Most) degraded.Add(new("formatting", "plain_text"));
            segments.Add(new() { Kind = PartTypes.Text, Text = piece.Text, Spans = piece.Spans.Count == 0 ? null : [.. piece.Spans.Take(Spans.Most)] });
        }
    }

    private void File(MessagePart part, List<Segment> segments, List<Degradation> degraded)
    {
        var name = part.Media?.FileName;
        var caption = Fitting(FormattedText.Of(part), degraded);
        if (!sendsFiles)
        {
            degraded.Add(new("media", "plain_text"));
            segments.Add(new() { Kind = PartTypes.Text, Text = $"📎 {name ?? part.FileId}" });
            Text(caption, segments, degraded);
            return;
        }

        // The text of a caption that is too long follows the file on its own. Stickers have no caption at all.
        var fits = caption.Text.Length <= MaxCaption && part.Type != PartTypes.Sticker;
        var said = fits && !string.IsNullOrWhiteSpace(caption.Text);
        segments.Add(new() { Kind = part.Type, FileId = part.FileId, FileName = name, Text = said ? caption.Text : null, Spans = said && caption.Spans.Count > 0 ? [.. caption.Spans.Take(Spans.Most)] : null });
        if (fits) return;
        if (!string.IsNullOrWhiteSpace(caption.Text)) degraded.Add(new("length", "split"));
        Text(caption, segments, degraded);
    }

    private static FormattedText Fitting(FormattedText text, List<Degradation> degraded)
    {
        var shown = text.Spans.Where(Spans.CanWrite).ToArray();
        if (shown.Length < text.Spans.Count) degraded.Add(new("formatting", "plain_text"));
        return shown.Length < text.Spans.Count ? text with { Spans = shown } : text;
    }

    // Tokens stand in the order of the buttons: for every one of them, or only for those that do not open a page.
    private static List<IReadOnlyList<SegmentButton>> Rows(Keyboard? keyboard, IReadOnlyList<ButtonToken> tokens, List<Degradation> degraded)
    {
        var rows = new List<IReadOnlyList<SegmentButton>>();
        if (keyboard is null) return rows;
        var forAll = tokens.Count == keyboard.Rows.Sum(row => row.Count);
        var next = 0;
        var left = MaxButtons;
        foreach (var row in keyboard.Rows)
        {
            var made = new List<SegmentButton>();
            foreach (var button in row)
            {
                var opens = button.Url is not null;
                var token = opens && !forAll ? null : tokens.Count > next ? tokens[next++].Token : throw new ArgumentException("A button has no token.", nameof(tokens));
                if (!opens && Encoding.UTF8.GetByteCount(token!) is < 1 or > MaxToken) throw new ArgumentException($"A button's token has 1 to {MaxToken} bytes.", nameof(tokens));
                if (left-- > 0) made.Add(new(button.Label, opens ? null : token, button.Url));
            }

            if (made.Count > MaxInRow) degraded.Add(new("buttons", "more_rows"));
            rows.AddRange(made.Chunk(MaxInRow));
        }

        if (left < 0) degraded.Add(new("buttons", "left_out"));
        return rows;
    }
}
