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
        foreach (var part in message.Parts)
        {
            var said = Fitting(FormattedText.Of(part), degraded);
            if (part.FileId is not null) File(part, said, segments, degraded);
            else Text(said, segments, degraded);
        }

        if (segments.Count > 0)
        {
            var keyboards = Keyboards.Of(message.Keyboard, buttons, degraded);
            if (keyboards.Count > 0 && !client.Shows(message.Keyboard!))
            {
                // The contact's application would show none of them.
                degraded.RemoveAll(step => step.What == "buttons");
                degraded.Add(new("buttons", "numbered_list"));
                Text(new(Keyboards.Numbered(message.Keyboard!), []), segments, degraded);
                keyboards = [];
            }

            foreach (var (place, keyboard) in keyboards.Select(rows => Keyboards.For(client, rows, degraded)).Index())
            {
                if (place == 0) segments[^1] = segments[^1] with { Buttons = keyboard };
                else segments.Add(new() { Text = MoreButtons, Buttons = keyboard });
            }
        }

        return new([.. segments.Select(segment => segment.Write())], [.. degraded.Distinct()]);
    }

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
