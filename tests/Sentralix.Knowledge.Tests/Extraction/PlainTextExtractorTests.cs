using Sentralix.Knowledge.Extraction;
using Xunit;

namespace Sentralix.Knowledge.Tests.Extraction;

public sealed class PlainTextExtractorTests
{
    [Fact]
    public void Empty_lines_part_paragraphs_and_short_lines_stay_lines() => Assert.Equal(
        ["p: Первый абзац.", "p: г. Москва,↵ул. Лесная, д. 5"],
        Read.Lines(Read.Text("Первый   абзац.\r\n\r\n \r\nг. Москва,\r\nул. Лесная, д. 5\r\n")));

    [Fact]
    public void Lines_broken_at_the_margin_are_joined() => Assert.Equal(
        ["p: Это длинная строка, которую редактор разорвал на границе поля, а не автор."],
        Read.Lines(Read.Text("Это длинная строка, которую редактор разорвал на границе\nполя, а не автор.")));

    [Fact]
    public void Underlined_and_numbered_lines_are_headings() => Assert.Equal(
        ["h1: Правила", "p: Общие слова.", "h2: 2.1. Возврат товара", "p: Можно.", "h2: Обмен", "p: Тоже."],
        Read.Lines(Read.Text("Правила\n=======\nОбщие слова.\n\n2.1. Возврат товара\n\nМожно.\n\nОбмен\n---\nТоже.")));

    [Fact]
    public void The_first_heading_is_the_title() => Assert.Equal("Правила", Read.Text("Правила\n=====\n\nТекст").Title);

    [Fact]
    public void List_items_are_blocks_with_their_continuation() => Assert.Equal(
        ["p: Нужны:", "li1: - паспорт", "li1: - чек, если он сохранился, или выписка из банка,↵которая его заменяет", "li1: 3) заявление"],
        Read.Lines(Read.Text("Нужны:\n- паспорт\n- чек, если он сохранился, или выписка из банка,\n  которая его заменяет\n3) заявление")));

    [Theory]
    [InlineData("")]
    [InlineData(" \n\u200B\u00AD\n ")]
    public void A_file_without_visible_text_is_refused(string text) =>
        Assert.Equal(UnreadableCodes.Empty, Read.Refusal(Read.Outcome(text, "text/plain")));
}
