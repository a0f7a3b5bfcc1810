using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Composing;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Vk.Sending;

/// <summary>A message that VK finds too long, or too big, in smaller ones. What VK takes is said nowhere for sure: halves are tried, once.</summary>
internal static class Pieces
{
    // What does not fit in so few characters is too big for another reason.
    private const int Least = 100;

    /// <summary>The pieces; null: it is one already, or there is nothing to divide.</summary>
    public static SendOutcome.Divided? Of(Segment segment, ChannelError why)
    {
        if (segment.IsPiece || segment.Text.Length < Least) return null;
        var texts = TextSplitter.Split(new(segment.Text, segment.Spans ?? []), (segment.Text.Length + 1) / 2);
        if (texts.Count < 2) return null;
        var pieces = texts.Select(text => new Segment { Text = text.Text, Spans = text.Spans.Count == 0 ? null : text.Spans, IsPiece = true }).ToArray();
        pieces[0] = pieces[0] with { Kind = segment.Kind, FileId = segment.FileId, FileName = segment.FileName };
        pieces[^1] = pieces[^1] with { Buttons = segment.Buttons, Cards = segment.Cards };
        return new([.. pieces.Select(piece => piece.Write())], why, [new("length", "split")]);
    }
}
