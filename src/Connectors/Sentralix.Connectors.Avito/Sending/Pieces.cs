using System.Text;
using Sentralix.Connectors.Messaging.Composing;

namespace Sentralix.Connectors.Avito.Sending;

/// <summary>Divides a text that is too long for one message into as few messages as it takes: a buyer reads three on his telephone, and not
/// seven. Cuts after paragraphs are the best ones, as long as they cost no further message.</summary>
internal static class Pieces
{
    // From the best cuts to the fullest messages.
    private static readonly int[] Grains = [300, 100];

    public static List<string> Of(string text, int limit)
    {
        var best = Split(text, limit).Select(piece => piece.Trim()).ToList();
        var least = (text.Length + limit - 1) / limit;
        foreach (var grain in Grains)
        {
            if (best.Count <= least) break;
            if (Packed(Split(text, grain), limit) is { } packed && packed.Count < best.Count) best = packed;
        }

        return best;
    }

    private static IEnumerable<string> Split(string text, int limit) => TextSplitter.Split(new(text, []), limit).Select(piece => piece.Text);

    /// <summary>Grains put together again, as many as a message takes; null: a word among them is longer than a message.</summary>
    private static List<string>? Packed(IEnumerable<string> grains, int limit)
    {
        var packed = new List<string>();
        var (message, stretch) = (new StringBuilder(), new StringBuilder());
        foreach (var grain in grains)
        {
            // A word or an address that was too long for a grain is whole again before anything is done with it.
            stretch.Append(grain);
            if (!char.IsWhiteSpace(grain[^1])) continue;
            if (!Put()) return null;
        }

        if (stretch.Length > 0 && !Put()) return null;
        packed.Add(message.ToString().Trim());
        return packed;

        bool Put()
        {
            var more = stretch.ToString();
            stretch.Clear();
            if (more.Trim().Length > limit) return false;
            if (message.Length > 0 && (message + more).Trim().Length > limit)
            {
                packed.Add(message.ToString().Trim());
                message.Clear();
            }

            message.Append(more);
            return true;
        }
    }
}
