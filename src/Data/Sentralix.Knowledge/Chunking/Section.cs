using Sentralix.Knowledge.Extraction;

namespace Sentralix.Knowledge.Chunking;

/// <summary>The blocks between one heading and the next, and the headings above them, outermost first.</summary>
internal sealed record Section(IReadOnlyList<PlacedBlock> Headings, IReadOnlyList<PlacedBlock> Blocks)
{
    /// <summary>Where it begins with its own heading.</summary>
    public int Start => Headings.Count > 0 ? Headings[^1].Start : Blocks[0].Start;

    public int End => Blocks[^1].End;

    /// <summary>The sections of a document in order; each has at least one block.</summary>
    public static List<Section> AllOf(PlacedContent content)
    {
        var sections = new List<Section>();
        var headings = new List<PlacedBlock>();
        var blocks = new List<PlacedBlock>();
        foreach (var block in content.Blocks)
        {
            if (block.Block.Kind != BlockKind.Heading)
            {
                blocks.Add(block);
                continue;
            }
            Close(nextLevel: block.Block.Level);
            headings.RemoveAll(heading => heading.Block.Level >= block.Block.Level);
            headings.Add(block);
        }
        Close(nextLevel: 0);
        return sections;

        void Close(int nextLevel)
        {
            // A heading with nothing under it, not even another heading, would else never be found.
            if (blocks.Count == 0 && headings.Count > 0 && headings[^1].Block.Level >= nextLevel) blocks.Add(headings[^1]);
            if (blocks.Count == 0) return;
            sections.Add(new Section([.. headings], [.. blocks]));
            blocks.Clear();
        }
    }
}
