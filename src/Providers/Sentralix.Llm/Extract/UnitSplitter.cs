using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace Sentralix.Llm.Extract;

/// <summary>Splits a passage into quotable units along its structure: paragraphs into sentences, lists together with
/// the line that leads to them, code and table rows as they are.</summary>
internal sealed partial class UnitSplitter
{
    // A list longer than this is quoted item by item.
    private const int LongestList = 600;

    // What stands over a unit is compared with every question; a heading of a page's length is none.
    private const int LongestHeading = 300;

    private static readonly FrozenSet<string> PointingBack = (
        "он она оно они его ее их это этот эта эти этого этой тогда там также тоже поэтому однако но а и "
        + "it its they their this that these those then there also however therefore but and he she")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private readonly List<TextUnit> units = [];
    private readonly StringBuilder paragraph = new();
    private readonly int passage;
    private readonly string over;
    private string heading = "";
    private string question;
    private int lead;

    private UnitSplitter(int passage, Passage source)
    {
        this.passage = passage;
        // A section of an FAQ has its question as the heading.
        var isAsked = source.Heading.EndsWith('?');
        question = isAsked ? source.Heading : "";
        over = isAsked ? source.Title : $"{source.Title}\n{source.Heading}";
    }

    public static IReadOnlyList<TextUnit> Split(int index, Passage passage)
    {
        var splitter = new UnitSplitter(index, passage);
        splitter.Read(passage.Text.ReplaceLineEndings("\n").Split('\n'));
        return splitter.units;
    }

    private void Read(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.StartsWith("```", StringComparison.Ordinal)) i = ReadCode(lines, i);
            else if (Item().Match(line) is { Success: true } item) i = ReadList(lines, i, item);
            else if (line.Length == 0) EndParagraph();
            else if (line[0] == '#') BeginSection(line.TrimStart('#').Trim());
            else if (line[0] == '|') i = ReadTable(lines, i);
            else paragraph.Append(paragraph.Length == 0 ? "" : " ").Append(line);
        }

        EndParagraph();
    }

    private void BeginSection(string text)
    {
        EndParagraph();
        heading = Cut(Plain(text));
        question = "";
        lead++;
    }

    private void EndParagraph()
    {
        foreach (var sentence in Sentences.In(Plain(paragraph.ToString())))
        {
            // In questions and answers, what is asked tells what the following is about, and is no answer itself.
            if (sentence.EndsWith('?'))
            {
                question = Cut(sentence);
                lead++;
            }
            else
            {
                Add(sentence);
            }
        }

        paragraph.Clear();
    }

    private int ReadCode(string[] lines, int open)
    {
        EndParagraph();
        var close = open + 1;
        while (close < lines.Length && !lines[close].TrimStart().StartsWith("```", StringComparison.Ordinal)) close++;
        var code = string.Join('\n', lines[(open + 1)..close]).Trim('\n');
        if (code.Length > 0 && !JoinToLead(code)) Add(code);
        return close;
    }

    private int ReadList(string[] lines, int first, Match item)
    {
        EndParagraph();
        var items = new List<string>();
        var i = first;
        for (var match = item; ;)
        {
            items.Add(Plain(match.Groups[1].Value));
            // Further lines of the same item are indented; a blank line between items keeps the list together.
            while (i + 1 < lines.Length && IsContinuation(lines[i + 1])) items[^1] += " " + Plain(lines[++i].Trim());
            var next = i + 1;
            while (next < lines.Length && lines[next].Trim().Length == 0) next++;
            if (next >= lines.Length || Item().Match(lines[next].Trim()) is not { Success: true } following) break;
            match = following;
            i = next;
        }

        if (JoinToLead(string.Join('\n', items.Select(text => $"- {text}")))) return i;
        foreach (var text in items) Add(text);
        return i;
    }

    private static bool IsContinuation(string line) =>
        line.Length > 0 && char.IsWhiteSpace(line[0]) && line.Trim().Length > 0 && !Item().IsMatch(line.Trim());

    /// <summary>Each row is a unit, with what its cells are: "Plan: Team; Price: 49 USD".</summary>
    private int ReadTable(string[] lines, int first)
    {
        EndParagraph();
        var end = first;
        while (end < lines.Length && lines[end].TrimStart().StartsWith('|')) end++;
        var rows = lines[first..end].Select(Cells).ToList();
        // A rule of dashes under the first row makes it the head.
        var head = rows.Count > 1 && rows[1].Length > 0 && Array.TrueForAll(rows[1], cell => cell.Trim(':').All(c => c == '-')) ? rows[0] : [];
        foreach (var row in rows.Skip(head.Length > 0 ? 2 : 0))
        {
            var cells = row.Select((cell, i) => i < head.Length && head[i].Length > 0 ? $"{head[i]}: {cell}" : cell);
            Add(string.Join("; ", cells.Where(cell => cell.Length > 0)));
        }

        return end - 1;
    }

    private static string[] Cells(string line) =>
        [.. line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries).Select(Plain)];

    /// <summary>"You need:" and what follows are one statement.</summary>
    private bool JoinToLead(string text)
    {
        if (units is not [.., var last] || !last.Text.EndsWith(':') || last.Lead != lead) return false;
        if (last.Text.Length + text.Length > LongestList) return false;
        units[^1] = new TextUnit(last.Passage, last.Order, $"{last.Text}\n{text}", last.Context, last.Asked, last.Lead, last.LeansBack);
        return true;
    }

    private void Add(string text)
    {
        if (!text.Any(char.IsLetterOrDigit)) return;
        var first = Words.In(text).FirstOrDefault("");
        units.Add(new TextUnit(
            passage, units.Count, text, $"{over}\n{heading}", question, lead,
            units.Count > 0 && PointingBack.Contains(first)));
    }

    private static string Cut(string text) => text.Length <= LongestHeading ? text : text[..LongestHeading];

    /// <summary>Without Markdown's marks for emphasis and links, which the reader of the answer would see as they are.</summary>
    private static string Plain(string text) =>
        Link().Replace(text, "$1").Replace("**", "", StringComparison.Ordinal).Replace("__", "", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?:[-*+•–—]|\d{1,3}[.)])\s+(.+)$")]
    private static partial Regex Item();

    [GeneratedRegex(@"!?\[([^\[\]]*)\]\([^()\s]{0,500}\)")]
    private static partial Regex Link();
}
