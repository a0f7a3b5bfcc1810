using System.Text;
using Sentralix.Connectors.Messaging.Composing;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.JivoSite.Sending;

/// <summary>A formatted text in Markdown. Only what all its dialects agree on is written: a mark never crosses a line, and headings are bold.</summary>
internal static class MarkdownText
{
    private const string Escaped = "*`[]<";

    private static readonly Dictionary<string, string> Marks = new(StringComparer.Ordinal) { ["bold"] = "**", ["heading"] = "**", ["italic"] = "*", ["strike"] = "~~" };

    /// <summary>Whether a span can be shown.</summary>
    public static bool CanWrite(TextSpan span) => Marks.ContainsKey(span.Type) || span.Type is "code" or "pre" or "quote" || (span.Type == "link" && span.Url is not null);

    public static string Write(FormattedText text)
    {
        var written = new StringBuilder(text.Text.Length + 64);
        var literal = text.Spans.Where(span => span.Type is "code" or "pre").OrderBy(span => span.Offset).ToList();
        for (var at = 0; at < text.Text.Length;)
        {
            var code = literal.Find(span => span.Offset == at);
            if (code is { Length: > 0 })
            {
                Code(written, text.Text.Substring(code.Offset, code.Length), code);
                at += code.Length;
                if (written[^1] == '\n' && at < text.Text.Length && text.Text[at] == '\n') at++;
                continue;
            }

            var end = text.Text.IndexOf('\n', at) is var line and >= 0 ? line : text.Text.Length;
            if (literal.Find(span => span.Offset > at && span.Offset < end) is { } next) end = next.Offset;
            Line(written, text, at, end);
            at = end;
            if (at >= text.Text.Length || text.Text[at] != '\n') continue;

            // A break inside a paragraph is one only after two spaces.
            var goesOn = written.Length > 0 && written[^1] != '\n' && at + 1 < text.Text.Length && text.Text[at + 1] != '\n';
            written.Append(goesOn ? "  \n" : "\n");
            at++;
        }

        return written.ToString().Trim();
    }

    private static void Code(StringBuilder written, string code, TextSpan span)
    {
        var fence = new string('`', LongestRun(code) + 1);
        if (span.Type == "code" && !code.Contains('\n', StringComparison.Ordinal))
        {
            var pad = code[0] == '`' || code[^1] == '`' ? " " : "";
            written.Append(fence).Append(pad).Append(code).Append(pad).Append(fence);
            return;
        }

        if (fence.Length < 3) fence = "```";
        if (written.Length > 0 && written[^1] != '\n') written.Append('\n');
        written.Append(fence).Append(span.Language).Append('\n').Append(code.Trim('\n')).Append('\n').Append(fence).Append('\n');
    }

    private static int LongestRun(string code)
    {
        var (longest, run) = (0, 0);
        foreach (var letter in code)
        {
            run = letter == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    /// <summary>A stretch of one line, without code.</summary>
    private static void Line(StringBuilder written, FormattedText text, int from, int to)
    {
        var isStart = from == 0 || text.Text[from - 1] == '\n';
        if (isStart && text.Spans.Any(span => span.Type == "quote" && span.Offset <= from && span.Offset + span.Length > from)) written.Append("> ");
        var spans = text.Spans.Select(span => Within(text.Text, span, from, to)).OfType<TextSpan>().OrderBy(span => span.Offset).ThenByDescending(span => span.Length).ToList();
        var open = new List<TextSpan>();
        for (var at = from; at <= to; at++)
        {
            Close(written, open, at);
            if (at == to) return;
            foreach (var span in spans.Where(span => span.Offset == at && !open.Exists(other => Mark(other) == Mark(span))))
            {
                // What would end after the span around it ends with it: marks do not cross.
                var end = open.Count == 0 ? span.Offset + span.Length : Math.Min(span.Offset + span.Length, open.Min(other => other.Offset + other.Length));
                open.Add(span with { Length = end - span.Offset });
                written.Append(span.Type == "link" ? "[" : Mark(span));
            }

            Letter(written, text.Text, at, isStart && at == from);
        }
    }

    private static void Close(StringBuilder written, List<TextSpan> open, int at)
    {
        for (var i = open.Count - 1; i >= 0; i--)
        {
            if (open[i].Offset + open[i].Length != at) continue;
            written.Append(open[i].Type == "link" ? $"]({Target(open[i].Url!)})" : Mark(open[i]));
            open.RemoveAt(i);
        }
    }

    private static string Mark(TextSpan span) => Marks.GetValueOrDefault(span.Type, span.Type);

    private static string Target(string url) => url.Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal).Replace(" ", "%20", StringComparison.Ordinal);

    // Marks hold only where they touch a letter inside; spaces at the ends of a span are left outside.
    private static TextSpan? Within(string text, TextSpan span, int from, int to)
    {
        if (!Marks.ContainsKey(span.Type) && !(span.Type == "link" && span.Url is not null)) return null;
        var (start, end) = (Math.Max(span.Offset, from), Math.Min(span.Offset + span.Length, to));
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        return end > start ? span with { Offset = start, Length = end - start } : null;
    }

    private static void Letter(StringBuilder written, string text, int at, bool startsLine)
    {
        var letter = text[at];
        var special = letter switch
        {
            '\\' => at + 1 < text.Length && char.IsPunctuation(text[at + 1]),
            '_' => !(at > 0 && char.IsLetterOrDigit(text[at - 1]) && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1])),
            '~' => (at > 0 && text[at - 1] == '~') || (at + 1 < text.Length && text[at + 1] == '~'),
            '#' or '>' or '-' or '+' => startsLine,
            _ => Escaped.Contains(letter, StringComparison.Ordinal),
        };
        if (special && !IsInAddress(text, at)) written.Append('\\');
        written.Append(letter);
    }

    private static bool IsInAddress(string text, int at)
    {
        var start = at;
        while (start > 0 && !char.IsWhiteSpace(text[start - 1])) start--;
        return text.AsSpan(start, at - start) is var word && (word.Contains("://", StringComparison.Ordinal) || word.StartsWith("www.", StringComparison.OrdinalIgnoreCase));
    }
}
