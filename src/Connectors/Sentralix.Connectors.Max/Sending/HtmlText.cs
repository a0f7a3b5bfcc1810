using System.Text;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Max.Sending;

/// <summary>Texts as MAX's HTML. Unlike its Markdown, every letter can be written in it.</summary>
internal static class HtmlText
{
    /// <summary>The longest address that a link has.</summary>
    private const int LongestUrl = 2048;

    /// <summary>Whether MAX can show a span, or finds it itself.</summary>
    public static bool CanShow(TextSpan span) => FindsItself(span) || Tag(span) is not null;

    /// <summary>The text with tags; null where there is nothing to show but the text.</summary>
    public static string? Of(string text, IReadOnlyList<TextSpan>? spans)
    {
        var marks = (spans ?? []).Where(span => Tag(span) is not null).OrderBy(span => span.Offset).ThenByDescending(span => span.Length).ToArray();
        if (marks.Length == 0) return null;

        // Spans may overlap, tags may not: what an end lies under is closed with it, and opened again.
        var html = new StringBuilder(text.Length + (marks.Length * 16));
        var open = new List<TextSpan>();
        var written = 0;
        foreach (var place in marks.SelectMany(mark => new[] { mark.Offset, End(mark) }).Distinct().Order())
        {
            Escape(text.AsSpan(written, place - written), html);
            written = place;
            var under = open.FindIndex(mark => End(mark) == place);
            var next = new List<TextSpan>();
            if (under >= 0)
            {
                for (var i = open.Count - 1; i >= under; i--) html.Append("</").Append(Tag(open[i])).Append('>');
                next.AddRange(open.Skip(under).Where(mark => End(mark) > place));
                open.RemoveRange(under, open.Count - under);
            }

            next.AddRange(marks.Where(mark => mark.Offset == place));
            foreach (var mark in next)
            {
                Open(mark, html);
                open.Add(mark);
            }
        }

        Escape(text.AsSpan(written), html);
        return html.ToString();
    }

    /// <summary>How long a text is as it is sent.</summary>
    public static int Length(string text, IReadOnlyList<TextSpan>? spans) => Of(text, spans)?.Length ?? text.Length;

    private static int End(TextSpan span) => span.Offset + span.Length;

    private static bool FindsItself(TextSpan span) => span.Type is "mention" or "command" or "emoji";

    private static string? Tag(TextSpan span) => span.Type switch
    {
        "bold" => "b",
        "italic" or "quote" => "i",
        "underline" => "u",
        "strike" => "s",
        "code" => "code",
        "pre" => "pre",
        "highlight" => "mark",
        "heading" => "h1",
        "link" when span.Url is { Length: > 0 and <= LongestUrl } => "a",
        _ => null,
    };

    private static void Open(TextSpan mark, StringBuilder html)
    {
        html.Append('<').Append(Tag(mark));
        if (mark.Type == "link")
        {
            html.Append(" href=\"");
            Escape(mark.Url, html);
            html.Append('"');
        }

        html.Append('>');
    }

    // Only what would be taken for a mark: entities for other letters would count as several.
    private static void Escape(ReadOnlySpan<char> text, StringBuilder html)
    {
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '&' => html.Append("&amp;"),
                '<' => html.Append("&lt;"),
                '>' => html.Append("&gt;"),
                '"' => html.Append("&quot;"),
                _ => html.Append(letter),
            };
        }
    }
}
