using Sentralix.Knowledge.Extraction;

namespace Sentralix.Knowledge.Chunking;

/// <summary>The chunks of one section.</summary>
internal static class SectionChunks
{
    private sealed record Piece(int Start, int End, BlockKind Kind, string? TableHeader = null);

    public static IEnumerable<Chunk> Of(string content, Section section, string[] headingPath, int firstOrdinal)
    {
        var pieces = Pieces(content, section.Blocks).ToArray();
        var ordinal = firstOrdinal;
        var i = 0;
        while (i < pieces.Length)
        {
            var next = i + 1;
            while (next < pieces.Length && pieces[next].End - pieces[i].Start <= Chunker.MaxSection) next++;
            foreach (var piece in pieces[i..next])
            {
                yield return new Chunk
                {
                    Ordinal = ordinal++,
                    Kind = piece.Kind,
                    HeadingPath = headingPath,
                    Headings = headingPath,
                    Start = piece.Start,
                    End = piece.End,
                    Text = content[piece.Start..piece.End],
                    TableHeader = piece.TableHeader,
                    SectionStart = pieces[i].Start,
                    SectionEnd = pieces[next - 1].End,
                };
            }
            i = next;
        }
    }

    private static IEnumerable<Piece> Pieces(string content, IReadOnlyList<PlacedBlock> blocks)
    {
        // Small tables and code go with the text around them, big ones stand alone.
        var running = new List<PlacedBlock>();
        foreach (var block in blocks)
        {
            if (block.Block.Kind is not (BlockKind.Table or BlockKind.Code) || block.Block.Text.Length <= Chunker.MaxChunk)
            {
                running.Add(block);
                continue;
            }
            foreach (var piece in TextPieces(content, running)) yield return piece;
            running.Clear();
            foreach (var piece in block.Block.Kind == BlockKind.Table ? TablePieces(content, block) : CodePieces(content, block)) yield return piece;
        }
        foreach (var piece in TextPieces(content, running)) yield return piece;
    }

    private static IEnumerable<Piece> TextPieces(string content, List<PlacedBlock> blocks)
    {
        var stretches = blocks.SelectMany(block => block.Block.Kind is BlockKind.Table or BlockKind.Code
            ? [new Stretch(block.Start, block.End, BeginsBlock: true)]
            : Sentences.Of(content, block.Start, block.End, Chunker.MaxChunk)).ToArray();
        return Packing.Pack(content, stretches, Chunker.MaxChunk)
            .Select(piece => new Piece(piece[0].Start, piece[^1].End, KindOf(blocks, piece[0].Start, piece[^1].End)));
    }

    private static BlockKind KindOf(List<PlacedBlock> blocks, int start, int end)
    {
        var kinds = blocks.Where(block => block.Start < end && block.End > start).Select(block => block.Block.Kind).Distinct().ToArray();
        return kinds is [var kind] ? kind : BlockKind.Paragraph;
    }

    private static IEnumerable<Piece> TablePieces(string content, PlacedBlock table)
    {
        var rows = Lines(content, table.Start, table.End);
        var header = table.Block.Level > 0 ? content[rows[0].Start..rows[0].End] : null;
        if (header?.Length > Chunker.MaxChunk / 2) header = null;

        var limit = Chunker.MaxChunk - (header is null ? 0 : header.Length + 1);
        var stretches = rows
            .SelectMany(row => Sentences.Fitting(content, row.Start, row.End, limit).Select(piece => new Stretch(piece.Start, piece.End, BeginsBlock: true)))
            .ToArray();
        return Packing.Pack(content, stretches, limit)
            .Select(piece => new Piece(piece[0].Start, piece[^1].End, BlockKind.Table, piece[0].Start == table.Start ? null : header));
    }

    private static IEnumerable<Piece> CodePieces(string content, PlacedBlock code)
    {
        var stretches = Lines(content, code.Start, code.End)
            .SelectMany(line => Sentences.Fitting(content, line.Start, line.End, Chunker.MaxCode).Select(piece => new Stretch(piece.Start, piece.End, BeginsBlock: true)))
            .ToArray();
        return Packing.Pack(content, stretches, Chunker.MaxCode).Select(piece => new Piece(piece[0].Start, piece[^1].End, BlockKind.Code));
    }

    private static List<(int Start, int End)> Lines(string content, int start, int end)
    {
        var lines = new List<(int Start, int End)>();
        while (start < end)
        {
            var length = content.AsSpan(start, end - start).IndexOf('\n');
            if (length < 0) length = end - start;
            var trimmed = content.AsSpan(start, length).TrimEnd().Length;
            if (trimmed > 0) lines.Add((start, start + trimmed));
            start += length + 1;
        }
        return lines;
    }
}
