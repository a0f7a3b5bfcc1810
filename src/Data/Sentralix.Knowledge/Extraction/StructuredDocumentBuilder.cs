using System.Text;
using Sentralix.Knowledge.Text;

namespace Sentralix.Knowledge.Extraction;

/// <summary>Gathers blocks; the one place where their text is cleaned and their spaces are settled.</summary>
internal sealed class StructuredDocumentBuilder
{
    private readonly List<DocumentBlock> _blocks = [];

    public string? Title { get; set; }

    /// <summary>Adds a block of running text: runs of spaces become one, line breaks stay.</summary>
    public void AddText(BlockKind kind, int level, string text) => Add(kind, level, Collapsed(CleanText.Of(text)));

    /// <summary>Adds a block whose spaces mean something: code.</summary>
    public void AddCode(string text) => Add(BlockKind.Code, 0, CleanText.Of(text).Trim('\n').TrimEnd());

    /// <summary>Adds a table; rows of cells, the first of which may be its header.</summary>
    public void AddTable(IEnumerable<IReadOnlyList<string>> rows, bool hasHeader)
    {
        var lines = rows
            .Select(cells => string.Join(" | ", cells.Select(OneLine)).TrimEnd())
            .Where(line => line.AsSpan().ContainsAnyExcept(" |"))
            .ToList();
        Add(BlockKind.Table, hasHeader && lines.Count > 1 ? 1 : 0, string.Join('\n', lines));
    }

    /// <summary>The document, or the refusal of one without text. Without a title its first heading of the first level is it.</summary>
    public ExtractionOutcome Build()
    {
        if (_blocks.Count == 0) return new ExtractionOutcome.Unreadable(UnreadableCodes.Empty, "The document has no text.");

        var title = OneLine(Title ?? "");
        if (title.Length == 0) title = OneLine(_blocks.Find(block => block is { Kind: BlockKind.Heading, Level: 1 })?.Text ?? "");
        return new ExtractionOutcome.Readable(new StructuredDocument(title.Length == 0 ? null : title, _blocks));
    }

    private static string OneLine(string text) => Collapsed(CleanText.Of(text)).Replace('\n', ' ');

    private void Add(BlockKind kind, int level, string text)
    {
        if (text.Length > 0 && !string.IsNullOrWhiteSpace(text)) _blocks.Add(new DocumentBlock(kind, level, text));
    }

    private static string Collapsed(string text)
    {
        var result = new StringBuilder(text.Length);
        var space = false;
        var line = false;
        foreach (var character in text)
        {
            if (character is ' ' or '\t') space = true;
            else if (character == '\n') line = true;
            else
            {
                if (result.Length > 0 && (line || space)) result.Append(line ? '\n' : ' ');
                space = line = false;
                result.Append(character);
            }
        }
        return result.ToString();
    }
}
