using Sentralix.Knowledge.Chunking;
using Sentralix.Knowledge.Extraction;
using Sentralix.Knowledge.Tests.Extraction;
using Xunit;

namespace Sentralix.Knowledge.Tests.Chunking;

public sealed class ChunkerTests
{
    private static readonly string Sentence = "Это предложение длиной около ста знаков, которое нужно только затем, чтобы занять собою место тут. ";

    [Fact]
    public void Sections_of_some_length_are_chunks_with_their_heading_path()
    {
        var document = Split($"""
            # Правила

            Общее. {Long(2)}

            ## Возврат

            Можно. {Long(3)}

            ### Сроки

            14 дней. {Long(3)}

            ## Обмен

            Тоже. {Long(3)}
            """);
        Assert.Equal("Правила", document.Title);
        Assert.Equal(
            ["", "Возврат", "Возврат › Сроки", "Обмен"],
            document.Chunks.Select(chunk => string.Join(" › ", chunk.HeadingPath)));
        Assert.StartsWith("14 дней.", document.Chunks[2].Text);
    }

    [Fact]
    public void Short_neighbouring_sections_share_a_chunk_that_shows_their_headings()
    {
        var document = Split($"# Цены\n\n{Long(3)}\n\n## Тарифы\n\n### Старт\n\nБесплатно.\n\n### Про\n\n990 ₽.\n\n## Скидки\n\n{Long(4)}");
        Assert.Equal(3, document.Chunks.Count);
        var shared = document.Chunks[1];
        Assert.Equal("Старт\n\nБесплатно.\n\nПро\n\n990 ₽.", shared.Text);
        Assert.Equal(["Тарифы"], shared.HeadingPath);
        Assert.Equal(["Тарифы", "Старт", "Про"], shared.Headings);
    }

    [Fact]
    public void A_heading_with_nothing_under_it_can_still_be_found()
    {
        var document = Split($"# Книга\n\n## Первая\n\n{Long(4)}\n\n## Вторая");
        Assert.Equal("Вторая", document.Chunks[^1].Text);
        Assert.Equal(2, document.Chunks.Count);
    }

    [Fact]
    public void A_long_section_is_cut_at_sentences_into_pieces_of_about_equal_length()
    {
        var chunks = Split("# Т\n\n" + Long(8)).Chunks;
        Assert.Equal(2, chunks.Count);
        Assert.All(chunks, chunk => Assert.InRange(chunk.Text.Length, 300, 500));
        Assert.All(chunks, chunk => Assert.EndsWith("тут.", chunk.Text));
    }

    [Fact]
    public void Paragraphs_are_kept_whole_where_they_fit()
    {
        var chunks = Split($"# Т\n\n{Long(4)}\n\n{Long(5)}\n\n{Long(4)}").Chunks;
        Assert.Equal(3, chunks.Count);
        Assert.Equal([4, 5, 4], chunks.Select(chunk => chunk.Text.Split("тут.").Length - 1));
    }

    [Fact]
    public void An_introduction_with_a_colon_goes_with_what_it_introduces()
    {
        var chunks = Split($"# Т\n\n{Long(4)}\n\nЧтобы вернуть:\n\n{string.Join('\n', Enumerable.Range(1, 4).Select(i => $"{i}. {Sentence}"))}").Chunks;
        Assert.Contains(chunks, chunk => chunk.Text.Contains("вернуть:\n\n1. Это", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_piece_of_a_long_table_has_its_header()
    {
        var rows = string.Join('\n', Enumerable.Range(1, 60).Select(i => $"| Товар номер {i} | {i * 100} ₽ |"));
        var document = Split($"# Цены\n\n| Товар | Цена |\n|---|---|\n{rows}");
        Assert.True(document.Chunks.Count > 2);
        Assert.All(document.Chunks, chunk => Assert.StartsWith("Товар | Цена\n", chunk.TextWithTableHeader));
        Assert.All(document.Chunks, chunk => Assert.Equal(BlockKind.Table, chunk.Kind));
        Assert.Null(document.Chunks[0].TableHeader);
        Assert.Equal(61, document.Chunks.Sum(chunk => chunk.Text.Split('\n').Length));
    }

    [Fact]
    public void Code_of_readable_length_stays_whole_and_longer_code_is_cut_at_lines()
    {
        var line = "let total = items.Sum(item => item.Price);";
        var whole = string.Join('\n', Enumerable.Repeat(line, 40));
        var code = Assert.Single(Split($"```\n{whole}\n```").Chunks);
        Assert.Equal((BlockKind.Code, whole), (code.Kind, code.Text));

        var pieces = Split($"```\n{string.Join('\n', Enumerable.Repeat(line, 100))}\n```").Chunks;
        Assert.InRange(pieces.Count, 3, 4);
        Assert.All(pieces, piece => Assert.EndsWith(";", piece.Text));
        Assert.Equal(100, pieces.Sum(piece => piece.Text.Split('\n').Length));
    }

    [Fact]
    public void The_section_around_a_chunk_can_be_read_from_the_content()
    {
        var document = Split($"# Т\n\n## Раздел\n\n{Long(15)}\n\n## Другой\n\n{Long(4)}");
        Assert.All(document.Chunks, chunk =>
        {
            var section = document.Content[chunk.SectionStart..chunk.SectionEnd];
            Assert.Contains(chunk.Text, section);
            Assert.DoesNotContain("Другой", section);
        });
        Assert.Equal(Long(15).TrimEnd(), document.Content[document.Chunks[0].SectionStart..document.Chunks[0].SectionEnd]);
    }

    [Fact]
    public void The_same_document_is_always_cut_the_same()
    {
        var source = RandomDocuments.Structured(new Random(12));
        Assert.Equal(Chunker.Split(source).Chunks.Select(chunk => (chunk.Start, chunk.End)), Chunker.Split(source).Chunks.Select(chunk => (chunk.Start, chunk.End)));
    }

    private static string Long(int sentences) => string.Concat(Enumerable.Repeat(Sentence, sentences)).TrimEnd();

    private static ChunkedDocument Split(string markdown) => Chunker.Split(Read.Markdown(markdown));
}
