using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Composing;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Avito.Sending;

/// <summary>Divides a message into Avito's messages: plain texts and single pictures. The same message is always divided in the same way.</summary>
/// <param name="sendsPictures">Whether bytes of files can be had.</param>
internal sealed class Composer(bool sendsPictures)
{
    /// <summary>The longest text of a message. Avito does not say in which unit: no text has fewer UTF-16 code units than code points.</summary>
    public const int MaxText = 1000;

    // Where a text must be cut anyway, its pieces stay a little below the limit.
    private const int MaxPiece = 950;

    public Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> buttons)
    {
        var segments = new List<Segment>();
        var degraded = new List<Degradation>();
        var said = new List<string>();
        var stretches = Stretches.Unfolded(message, buttons, new(Pictures: sendsPictures, Marks: false, Buttons: false), degraded);
        foreach (var part in stretches.SelectMany(stretch => stretch.Parts))
        {
            if (sendsPictures && IsPicture(part))
            {
                Say(said, null, segments, degraded);
                segments.Add(new() { FileId = part.FileId });
            }
            else if (part.FileId is not null)
            {
                degraded.Add(new("media", "plain_text"));
                said.Add($"📎 {part.Media?.FileName ?? part.FileId}");
            }

            var text = FormattedText.Of(part);
            if (text.Spans.Count > 0) degraded.Add(new("formatting", "plain_text"));
            said.Add(PlainText.Of(text));
        }

        Say(said, Choices(message.Keyboard, stretches[^1].Number, degraded), segments, degraded);
        return new([.. segments.Select(segment => segment.Write())], [.. degraded.Distinct()]);
    }

    private static bool IsPicture(MessagePart part) =>
        part.FileId is not null && (part.Type == PartTypes.Image || (part.Type == PartTypes.File && Pictures.Takes(part.Media?.MimeType)));

    // Few messages rather than many: texts that follow each other are one.
    private static void Say(List<string> said, string? choices, List<Segment> segments, List<Degradation> degraded)
    {
        var text = string.Join("\n\n", said.Where(words => !string.IsNullOrWhiteSpace(words)).Select(words => words.Trim()));
        said.Clear();
        var pieces = Split(text);
        if (pieces.Count > 1) degraded.Add(new("length", "split"));
        if (choices is not null)
        {
            // What is to be chosen from stays together under the end of the text, or follows it on its own.
            if (pieces.Count > 0 && pieces[^1].Length + 2 + choices.Length <= MaxText) pieces[^1] = $"{pieces[^1]}\n\n{choices}";
            else pieces.AddRange(Split(choices));
        }

        segments.AddRange(pieces.Select(piece => new Segment { Text = piece }));
    }

    private static List<string> Split(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        return text.Length <= MaxText ? [text] : Pieces.Of(text, MaxPiece);
    }

    private static string? Choices(Keyboard? keyboard, int number, List<Degradation> degraded)
    {
        if (keyboard is null) return null;
        degraded.Add(new("buttons", "numbered_list"));
        return CardWords.Numbered(keyboard.Rows.SelectMany(row => row), number);
    }
}
