using System.Text;
using Sentralix.Knowledge.Extraction;

namespace Sentralix.Knowledge.Chunking;

/// <summary>A block and where it stands in the content.</summary>
internal readonly record struct PlacedBlock(DocumentBlock Block, int Start, int End);

/// <summary>
/// The one text of a document, stored with it: all blocks in order, an empty line between them, list items and their
/// like on lines of their own. All offsets, of chunks and of citations, count in it.
/// </summary>
internal sealed record PlacedContent(string Text, IReadOnlyList<PlacedBlock> Blocks)
{
    public static PlacedContent Of(IReadOnlyList<DocumentBlock> blocks)
    {
        var text = new StringBuilder();
        var placed = new List<PlacedBlock>(blocks.Count);
        foreach (var block in blocks)
        {
            if (placed.Count > 0)
                text.Append(block.Kind == BlockKind.ListItem && placed[^1].Block.Kind == BlockKind.ListItem ? "\n" : "\n\n");
            placed.Add(new PlacedBlock(block, text.Length, text.Length + block.Text.Length));
            text.Append(block.Text);
        }
        return new PlacedContent(text.ToString(), placed);
    }
}
