using System.Globalization;
using System.Text.RegularExpressions;

namespace Sentralix.Connectors.Messaging.Composing;

/// <summary>Divides a text that is too long for one message of a channel: after a paragraph, a line, a sentence, a word, and only where there
/// is nothing of these in the middle of a word. Never inside a grapheme cluster, and inside an address or a span only where that alone is
/// longer than a message.</summary>
public static partial class TextSplitter
{
    /// <summary>The pieces, in order. Together they are the text: spaces at a cut stay at the end of the piece before it. Pieces of nothing
    /// but spaces, which no channel takes, are left out.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The most UTF-16 code units of a piece.</param>
    public static IReadOnlyList<FormattedText> Split(FormattedText text, int limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 2);
        var pieces = new List<FormattedText>();
        var whole = text.Text.Length > limit ? Wholes(text, limit) : [];
        for (var start = 0; start < text.Text.Length;)
        {
            var length = text.Text.Length - start <= limit ? text.Text.Length - start : Cut(text.Text, start, limit, whole) - start;
            if (!string.IsNullOrWhiteSpace(text.Text.Substring(start, length))) pieces.Add(text.Slice(start, length));
            start += length;
        }

        return pieces;
    }

    // Stretches that stay together: addresses, and spans that fit into one message.
    private static List<(int Start, int End)> Wholes(FormattedText text, int limit) =>
    [
        .. Address().Matches(text.Text).Select(match => (match.Index, match.Index + match.Length))
            .Concat(text.Spans.Select(span => (span.Offset, span.Offset + span.Length)))
            .Where(stretch => stretch.Item2 - stretch.Item1 <= limit),
    ];

    private static int Cut(string text, int start, int limit, List<(int Start, int End)> wholes)
    {
        var candidates = Candidates(text, start, limit);

        // A cluster longer than a message has no whole piece; a surrogate pair still has.
        if (candidates.Count == 0) return start + limit - (char.IsHighSurrogate(text[start + limit - 1]) ? 1 : 0);

        var free = candidates.Where(at => !wholes.Any(whole => whole.Start < at && at < whole.End)).ToList();
        var half = start + limit / 2;
        var best = free.Where(at => at >= half).Select(at => (At: at, Rank: Rank(text, at))).Where(cut => cut.Rank > 0)
            .OrderByDescending(cut => cut.Rank).ThenByDescending(cut => cut.At).Select(cut => cut.At).FirstOrDefault();
        if (best > 0) return best;

        // In the first half of a piece any end of a word is better than a cut through one.
        best = free.LastOrDefault(at => Rank(text, at) > 0);
        if (best > 0) return best;
        return free.Count > 0 ? free[^1] : candidates[^1];
    }

    private static List<int> Candidates(string text, int start, int limit)
    {
        var candidates = new List<int>();
        for (var at = start; at < text.Length;)
        {
            at += StringInfo.GetNextTextElementLength(text, at);
            if (at - start > limit) break;
            candidates.Add(at);
        }

        return candidates;
    }

    // How good a cut is: 4 after a paragraph, 3 after a line, 2 after a sentence, 1 after a word, 0 in a word.
    private static int Rank(string text, int at)
    {
        if (!char.IsWhiteSpace(text[at - 1]) || (at < text.Length && char.IsWhiteSpace(text[at]))) return 0;
        var said = at;
        var lines = 0;
        while (said > 0 && char.IsWhiteSpace(text[said - 1]))
            if (text[--said] == '\n') lines++;
        if (lines > 0) return lines > 1 ? 4 : 3;
        while (said > 0 && text[said - 1] is '"' or '\'' or ')' or ']' or '»' or '”') said--;
        return said > 0 && text[said - 1] is '.' or '!' or '?' or '…' or '。' ? 2 : 1;
    }

    [GeneratedRegex(@"(?:[a-z][a-z0-9+.-]*://|www\.)\S+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
