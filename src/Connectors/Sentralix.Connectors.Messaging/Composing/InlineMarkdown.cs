using System.Text;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Composing;

/// <summary>Markdown inside a line: <c>**bold**</c>, <c>__bold__</c>, <c>*italic*</c>, <c>_italic_</c>, <c>~~strike~~</c>, <c>`code`</c>,
/// <c>[text](url)</c>, <c>![text](url)</c>, <c>&lt;url&gt;</c> and escapes.</summary>
internal static class InlineMarkdown
{
    // Deeper marks are nobody's writing, and each takes its share of the stack.
    private const int MaxDepth = 12;

    // An address or its text is no longer than this, so that a line of brackets is not looked through again and again.
    private const int LongestLink = 2048;

    private const string Escapable = "\\`*_{}[]()#+-.!~>|";

    private static readonly (string Mark, string Type)[] Marks = [("**", "bold"), ("__", "bold"), ("~~", "strike"), ("*", "italic"), ("_", "italic")];

    /// <summary>Appends what a line says, and the spans of what its marks say.</summary>
    public static void Read(ReadOnlySpan<char> line, StringBuilder text, List<TextSpan> spans) => Read(line, text, spans, 0);

    private static void Read(ReadOnlySpan<char> line, StringBuilder text, List<TextSpan> spans, int depth)
    {
        if (depth > MaxDepth)
        {
            text.Append(line);
            return;
        }

        var endless = 0;
        for (var at = 0; at < line.Length;)
        {
            var rest = line[at..];
            if (rest[0] == '\\' && rest.Length > 1 && Escapable.Contains(rest[1]))
            {
                text.Append(rest[1]);
                at += 2;
                continue;
            }

            var read = rest[0] switch
            {
                '`' => Code(rest, text, spans),
                '[' or '!' => Link(rest, text, spans, depth),
                '<' => BareLink(rest, text, spans),
                '*' or '_' or '~' => Marked(line, at, text, spans, depth, ref endless),
                _ => 0,
            };
            if (read > 0)
            {
                at += read;
                continue;
            }

            text.Append(rest[0]);
            at++;
        }
    }

    private static int Code(ReadOnlySpan<char> rest, StringBuilder text, List<TextSpan> spans)
    {
        var ticks = Run(rest, '`');
        for (var close = ticks; close < rest.Length;)
        {
            var run = Run(rest[close..], '`');
            if (run == ticks)
            {
                var code = rest[ticks..close];
                if (code.Length > 2 && code[0] == ' ' && code[^1] == ' ' && !code.Trim().IsEmpty) code = code[1..^1];
                if (code.IsEmpty) return 0;
                spans.Add(new("code", text.Length, code.Length));
                text.Append(code);
                return close + ticks;
            }

            close += Math.Max(run, 1);
        }

        text.Append(rest[..ticks]);
        return ticks;
    }

    private static int Link(ReadOnlySpan<char> rest, StringBuilder text, List<TextSpan> spans, int depth)
    {
        var open = rest[0] == '!' ? 1 : 0;
        if (rest.Length <= open || rest[open] != '[') return 0;
        var close = Closing(rest, open, '[', ']');
        if (close < 0 || close + 1 >= rest.Length || rest[close + 1] != '(') return 0;
        var end = Closing(rest, close + 1, '(', ')');
        if (end < 0) return 0;

        var target = rest[(close + 2)..end].Trim();
        if (target.IndexOfAny(" \t") is var title and > 0) target = target[..title];
        if (target.Length > 2 && target[0] == '<' && target[^1] == '>') target = target[1..^1];
        if (!IsAddress(target, out var url)) return 0;

        var start = text.Length;
        var label = rest[(open + 1)..close];
        if (label.Trim().IsEmpty) text.Append(url);
        else Read(label, text, spans, depth + 1);
        spans.RemoveAll(span => span.Type == "link" && span.Offset >= start);
        spans.Add(new("link", start, text.Length - start, url));
        return end + 1;
    }

    private static int BareLink(ReadOnlySpan<char> rest, StringBuilder text, List<TextSpan> spans)
    {
        var close = rest.IndexOf('>');
        if (close < 2 || !IsAddress(rest[1..close], out var url)) return 0;
        spans.Add(new("link", text.Length, url.Length, url));
        text.Append(url);
        return close + 1;
    }

    private static int Marked(ReadOnlySpan<char> line, int at, StringBuilder text, List<TextSpan> spans, int depth, ref int endless)
    {
        for (var i = 0; i < Marks.Length; i++)
        {
            var (mark, type) = Marks[i];
            if ((endless & (1 << i)) != 0 || !line[at..].StartsWith(mark, StringComparison.Ordinal) || !Opens(line, at, mark)) continue;
            var close = Close(line, at + mark.Length, mark);
            if (close < 0)
            {
                // What has no end here has none further on: a line of such marks would be looked through again and again.
                endless |= 1 << i;
                continue;
            }

            var start = text.Length;
            Read(line[(at + mark.Length)..close], text, spans, depth + 1);
            spans.Add(new(type, start, text.Length - start));
            return close + mark.Length - at;
        }

        // A run that marks nothing is said as it stands; its rest is not to be taken for a shorter mark.
        var run = Run(line[at..], line[at]);
        text.Append(line.Slice(at, run));
        return run;
    }

    // A mark opens before a letter and not in a word, so that 2*3*4 and some_long_name stay as they are.
    private static bool Opens(ReadOnlySpan<char> line, int at, string mark)
    {
        var next = at + mark.Length;
        return next < line.Length && !char.IsWhiteSpace(line[next]) && (at == 0 || !char.IsLetterOrDigit(line[at - 1]))
            && (mark.Length > 1 || line[next] != mark[0]);
    }

    private static int Close(ReadOnlySpan<char> line, int from, string mark)
    {
        for (var at = from; at < line.Length;)
        {
            if (line[at] == '\\')
            {
                at += 2;
                continue;
            }

            if (line[at] == '`' && CodeEnd(line, at) is var code and > 0)
            {
                at = code;
                continue;
            }

            if (line[at] != mark[0])
            {
                at++;
                continue;
            }

            // In ***both*** the inner mark closes first: the outer one is the end of the run.
            var run = Run(line[at..], mark[0]);
            var close = at + run - mark.Length;
            var closes = run == mark.Length || (run == 3 && mark.Length is 1 or 2);
            if (closes && at > from && !char.IsWhiteSpace(line[at - 1]) && (at + run == line.Length || !char.IsLetterOrDigit(line[at + run]))) return close;
            at += run;
        }

        return -1;
    }

    private static int CodeEnd(ReadOnlySpan<char> line, int at)
    {
        var close = line[(at + 1)..].IndexOf('`');
        return close < 0 ? -1 : at + close + 2;
    }

    private static int Closing(ReadOnlySpan<char> rest, int open, char opening, char closing)
    {
        var depth = 0;
        for (var at = open; at < Math.Min(rest.Length, open + LongestLink); at++)
        {
            if (rest[at] == '\\') at++;
            else if (rest[at] == opening) depth++;
            else if (rest[at] == closing && --depth == 0) return at;
        }

        return -1;
    }

    private static bool IsAddress(ReadOnlySpan<char> target, out string url)
    {
        url = target.ToString();
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto" or "tel" or "tg";
    }

    private static int Run(ReadOnlySpan<char> text, char letter)
    {
        var length = 0;
        while (length < text.Length && text[length] == letter) length++;
        return length;
    }
}
