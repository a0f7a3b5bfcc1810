using System.Text;
using System.Text.RegularExpressions;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Composing;

/// <summary>Reads the Markdown that assistants write: headings, lists, quotes, fenced code, and what <see cref="InlineMarkdown"/> knows.
/// What is none of these stays as it is, letter by letter: a person's text that only looks a little like Markdown is not to suffer.</summary>
public static partial class MarkdownSpans
{
    /// <summary>The text without marks, and what they said.</summary>
    public static FormattedText Read(string markdown)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        var text = new StringBuilder(markdown.Length);
        var spans = new List<TextSpan>();
        var lines = markdown.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0) text.Append('\n');
            if (Fence().Match(lines[i]) is { Success: true } fence && Close(lines, i, fence.Groups["mark"].Value) is { } close)
            {
                var start = text.Length;
                text.AppendJoin('\n', lines[(i + 1)..close]);
                var language = fence.Groups["language"].Value;
                Add(spans, new("pre", start, text.Length - start, Language: language.Length > 0 ? language : null));
                i = close;
                continue;
            }

            ReadLine(lines[i], text, spans);
        }

        // Marks around nothing would leave nothing to say.
        var said = text.ToString();
        return string.IsNullOrWhiteSpace(said) ? new(markdown, []) : new(said, Joined(spans, said));
    }

    private static void ReadLine(string line, StringBuilder text, List<TextSpan> spans)
    {
        var start = text.Length;
        if (Heading().Match(line) is { Success: true } heading)
        {
            InlineMarkdown.Read(heading.Groups["text"].Value, text, spans);
            Add(spans, new("heading", start, text.Length - start));
        }
        else if (Bullet().Match(line) is { Success: true } bullet)
        {
            text.Append(bullet.Groups["indent"].Value).Append("• ");
            InlineMarkdown.Read(bullet.Groups["text"].Value, text, spans);
        }
        else if (Quote().Match(line) is { Success: true } quote)
        {
            InlineMarkdown.Read(quote.Groups["text"].Value, text, spans);
            Add(spans, new("quote", start, text.Length - start));
        }
        else
        {
            InlineMarkdown.Read(line, text, spans);
        }
    }

    private static int? Close(string[] lines, int open, string mark)
    {
        for (var i = open + 1; i < lines.Length; i++)
            if (lines[i].Trim() is var line && line.Length >= mark.Length && line.All(letter => letter == mark[0])) return i;
        return null;
    }

    private static void Add(List<TextSpan> spans, TextSpan span)
    {
        if (span.Length > 0) spans.Add(span);
    }

    // Quoted lines that follow each other are one quotation.
    private static List<TextSpan> Joined(List<TextSpan> spans, string text)
    {
        var joined = new List<TextSpan>();
        foreach (var span in spans.OrderBy(span => span.Offset).ThenByDescending(span => span.Length))
        {
            var before = span.Type == "quote" ? joined.FindIndex(other => other.Type == "quote" && other.Offset + other.Length + 1 == span.Offset && text[span.Offset - 1] == '\n') : -1;
            if (before < 0) joined.Add(span);
            else joined[before] = joined[before] with { Length = span.Offset + span.Length - joined[before].Offset };
        }

        return joined;
    }

    [GeneratedRegex(@"^[ \t]*(?<mark>`{3,}|~{3,})[ \t]*(?<language>[\w+#.-]*)[ \t\r]*$")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^ {0,3}#{1,6}[ \t]+(?<text>\S.*?)(?:[ \t]+#+)?[ \t\r]*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(?<indent>[ \t]*)[*+-][ \t]+(?<text>\S.*)$")]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^ {0,3}>[ \t]?(?<text>.*)$")]
    private static partial Regex Quote();
}
