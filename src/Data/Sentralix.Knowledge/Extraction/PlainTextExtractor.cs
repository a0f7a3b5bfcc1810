using System.Text;
using System.Text.RegularExpressions;

namespace Sentralix.Knowledge.Extraction;

/// <summary>Plain text: blocks are parted by empty lines; lists, underlined and numbered headings are recognised.</summary>
internal sealed partial class PlainTextExtractor : IDocumentExtractor
{
    // Lines at least this long were broken by an editor at the margin, not by the author.
    private const int WrappedLine = 50;
    private const int MaxHeading = 100;

    public IReadOnlyCollection<string> MediaTypes => ["text/plain"];

    public IReadOnlyCollection<string> FileEndings => [".txt", ".text", ".log"];

    public ExtractionOutcome Extract(ReadOnlySpan<byte> content, string? charset) =>
        TextDecoding.Decode(content, charset) is { } text
            ? Read(text)
            : new ExtractionOutcome.Unreadable(UnreadableCodes.NotText, "The file is not readable text in UTF-8, UTF-16, Windows-1251, KOI8-R or CP866.");

    /// <summary>The blocks of a text that is decoded already.</summary>
    public static ExtractionOutcome Read(string text)
    {
        var document = new StructuredDocumentBuilder();
        var block = new List<string>();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                block.Add(line.Trim());
                continue;
            }
            AddBlock(document, block);
            block.Clear();
        }
        AddBlock(document, block);
        return document.Build();
    }

    private static void AddBlock(StructuredDocumentBuilder document, List<string> lines)
    {
        var start = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            // A line of === or --- makes the line above it a heading.
            if (i == start + 1 && Underline().IsMatch(lines[i]))
            {
                document.AddText(BlockKind.Heading, lines[i][0] == '=' ? 1 : 2, lines[i - 1]);
                start = i + 1;
            }
            else if (ListMarker().IsMatch(lines[i]))
            {
                AddParagraph(document, lines[start..i]);
                var end = i + 1;
                while (end < lines.Count && !ListMarker().IsMatch(lines[end])) end++;
                document.AddText(BlockKind.ListItem, 1, Joined(lines[i..end]));
                start = end;
                i = end - 1;
            }
        }
        AddParagraph(document, lines[Math.Min(start, lines.Count)..]);
    }

    private static void AddParagraph(StructuredDocumentBuilder document, List<string> lines)
    {
        if (lines.Count == 1 && lines[0].Length <= MaxHeading && NumberedHeading().Match(lines[0]) is { Success: true } numbered)
            document.AddText(BlockKind.Heading, Math.Min(6, numbered.Groups[1].Value.Trim('.').Count('.') + 1), lines[0]);
        else
            document.AddText(BlockKind.Paragraph, 0, Joined(lines));
    }

    private static string Joined(List<string> lines)
    {
        var text = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            if (i > 0) text.Append(lines[i - 1].Length >= WrappedLine ? ' ' : '\n');
            text.Append(lines[i]);
        }
        return text.ToString();
    }

    [GeneratedRegex(@"^(={3,}|-{3,})$")]
    private static partial Regex Underline();

    [GeneratedRegex(@"^([-*•–—]|\d{1,3}[.)])\s+\S")]
    private static partial Regex ListMarker();

    // "2.1. Возврат товара": a number of two or more levels, no end of a sentence.
    [GeneratedRegex(@"^(\d{1,2}(?:\.\d{1,2})+\.?)\s+\p{Lu}.*[^.!?:;,]$")]
    private static partial Regex NumberedHeading();
}
