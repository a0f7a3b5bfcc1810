using Xunit;

namespace Sentralix.Knowledge.Tests.Extraction;

public sealed class MarkdownExtractorTests
{
    [Fact]
    public void Markdown_becomes_its_blocks()
    {
        var document = Read.Markdown("""
            ---
            title: "Возврат"
            tags: [a]
            ---
            # Возврат товара

            Вернуть **можно** за [14 дней](https://example.com/very/long).
            Строка та же.

            1. Заполните *заявление*
            2. Отправьте:
               - почтой
               - курьером

            | Способ | Срок |
            |--------|------|
            | Почта  | 10   |

            ```bash
            curl -X POST
            ```

            > Цитата
            """);
        Assert.Equal("Возврат", document.Title);
        Assert.Equal(
            [
                "h1: Возврат товара", "p: Вернуть можно за 14 дней. Строка та же.", "li1: 1. Заполните заявление", "li1: 2. Отправьте:", "li2: - почтой",
                "li2: - курьером", "table1: Способ | Срок↵Почта | 10", "code: curl -X POST", "p: Цитата",
            ],
            Read.Lines(document));
    }

    [Fact]
    public void Without_front_matter_the_first_heading_is_the_title() => Assert.Equal("Возврат", Read.Markdown("# Возврат\n\nтекст").Title);

    [Fact]
    public void HTML_inside_is_read_as_HTML() => Assert.Equal(
        ["p: Список:", "li1: - раз", "p: Текст и всё."],
        Read.Lines(Read.Markdown("Список:\n\n<ul><li>раз</ul>\n\nТекст <span hidden>нет</span>и<!-- нет --> всё.\n\n<script>\nнет\n</script>")));

    [Fact]
    public void Footnotes_are_text_and_their_marks_are_not() => Assert.Equal(
        ["p: Срок 14 дней.", "li1: 1. По закону."],
        Read.Lines(Read.Markdown("Срок 14 дней[^1].\n\n[^1]: По закону.")));

    [Fact]
    public void Markdown_that_its_parser_gives_up_on_is_read_as_plain_text()
    {
        var document = Read.Markdown(string.Concat(Enumerable.Repeat("> ", 5_000)) + "дно");
        Assert.Contains("дно", Read.Words(document));
    }
}
