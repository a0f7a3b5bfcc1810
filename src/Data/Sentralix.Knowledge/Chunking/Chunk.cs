using Sentralix.Knowledge.Extraction;

namespace Sentralix.Knowledge.Chunking;

/// <summary>A stretch of a document that is found and cited as one. Positions are UTF-16 offsets into its content.</summary>
internal sealed record Chunk
{
    public required int Ordinal { get; init; }

    /// <summary>The kind of its blocks; <see cref="BlockKind.Paragraph"/> where they differ.</summary>
    public required BlockKind Kind { get; init; }

    /// <summary>
    /// The headings above all of it, outermost first, without the one that repeats the title: what a citation shows.
    /// </summary>
    public required IReadOnlyList<string> HeadingPath { get; init; }

    /// <summary>Every heading above any part of it: what is indexed. More than the path where small sections share a chunk.</summary>
    public required IReadOnlyList<string> Headings { get; init; }

    public required int Start { get; init; }

    public required int End { get; init; }

    /// <summary>Exactly <c>content[Start..End]</c>.</summary>
    public required string Text { get; init; }

    /// <summary>The header row of the table that this is a later piece of.</summary>
    public string? TableHeader { get; init; }

    /// <summary>The stretch of its section (whole chunks, at most <see cref="Chunker.MaxSection"/>) to read it in context.</summary>
    public required int SectionStart { get; init; }

    public required int SectionEnd { get; init; }

    /// <summary>What is indexed and embedded: rows mean little without their header.</summary>
    public string TextWithTableHeader => TableHeader is null ? Text : $"{TableHeader}\n{Text}";
}

/// <summary>The content of a document, as it is stored, and the chunks that it falls into.</summary>
internal sealed record ChunkedDocument(string? Title, string Content, IReadOnlyList<Chunk> Chunks);
