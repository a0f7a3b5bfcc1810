namespace Sentralix.Knowledge.Extraction;

/// <summary>What a document says, free of its format: its title and its blocks in reading order. All text is clean.</summary>
internal sealed record StructuredDocument(string? Title, IReadOnlyList<DocumentBlock> Blocks);

/// <summary>One block. Its text is not empty and has no space at its ends.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Level">A heading's 1–6; a list item's depth from 1; a table's number of header rows (0 or 1); else 0.</param>
/// <param name="Text">Its text; rows of a table and forced line breaks are lines, cells stand between " | ".</param>
internal sealed record DocumentBlock(BlockKind Kind, int Level, string Text);

internal enum BlockKind
{
    Paragraph,
    Heading,
    ListItem,
    Table,
    Code,
}
