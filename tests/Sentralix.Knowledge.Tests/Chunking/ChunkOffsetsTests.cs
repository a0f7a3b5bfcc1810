using Sentralix.Knowledge.Chunking;
using Sentralix.Knowledge.Extraction;
using Xunit;

namespace Sentralix.Knowledge.Tests.Chunking;

public sealed class ChunkOffsetsTests
{
    [Fact]
    public void In_any_document_every_chunk_is_a_slice_of_the_content_and_none_of_it_is_lost()
    {
        var random = new Random(6);
        for (var i = 0; i < 600; i++) AssertWellCut(RandomDocuments.Structured(random));
    }

    [Fact]
    public void Pages_and_texts_made_of_anything_are_cut_as_well()
    {
        var random = new Random(7);
        var html = new HtmlExtractor(ExtractionLimits.Default);
        var markdown = new MarkdownExtractor(html);
        for (var i = 0; i < 1_000; i++)
        {
            var text = RandomMarkup.Any(random);
            foreach (var outcome in new[] { html.Read(text, new StructuredDocumentBuilder()), markdown.Extract(RandomMarkup.Utf8(text), null), PlainTextExtractor.Read(text) })
                if (outcome is ExtractionOutcome.Readable readable) AssertWellCut(readable.Document);
        }
    }

    private static void AssertWellCut(StructuredDocument source)
    {
        var document = Chunker.Split(source);
        var content = document.Content;
        var covered = 0;
        for (var i = 0; i < document.Chunks.Count; i++)
        {
            var chunk = document.Chunks[i];
            Assert.Equal(i, chunk.Ordinal);
            Assert.Equal(content[chunk.Start..chunk.End], chunk.Text);
            Assert.False(string.IsNullOrWhiteSpace(chunk.Text));
            Assert.False(char.IsWhiteSpace(chunk.Text[^1]));
            Assert.False(char.IsLowSurrogate(chunk.Text[0]) || char.IsHighSurrogate(chunk.Text[^1]), "a surrogate pair was cut");
            Assert.True(chunk.Text.Length <= (chunk.Kind == BlockKind.Code ? Chunker.MaxCode : Chunker.MaxChunk), $"{chunk.Kind} of {chunk.Text.Length}");
            Assert.True(chunk.TextWithTableHeader.Length <= Math.Max(Chunker.MaxChunk, chunk.Text.Length));
            Assert.True(chunk.SectionStart <= chunk.Start && chunk.SectionEnd >= chunk.End);
            Assert.True(chunk.SectionEnd - chunk.SectionStart <= Math.Max(Chunker.MaxSection, chunk.Text.Length));
            Assert.Subset(chunk.Headings.ToHashSet(), chunk.HeadingPath.ToHashSet());

            // Between chunks stand spaces and the headings that are in the paths.
            Assert.True(chunk.Start >= covered, "chunks overlap");
            AssertOnlyHeadings(source, content, covered, chunk.Start);
            covered = chunk.End;
        }
        AssertOnlyHeadings(source, content, covered, content.Length);
    }

    private static void AssertOnlyHeadings(StructuredDocument source, string content, int start, int end)
    {
        var between = content[start..end];
        foreach (var line in between.Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            Assert.Contains(source.Blocks, block => block.Kind == BlockKind.Heading && block.Text == line);
    }
}
