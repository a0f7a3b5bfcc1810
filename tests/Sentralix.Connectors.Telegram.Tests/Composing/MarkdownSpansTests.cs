using Sentralix.Connectors.Messaging.Composing;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.Telegram.Tests.Composing;

public sealed class MarkdownSpansTests
{
    [Theory]
    [InlineData("Цена **100 ₽** в день", "Цена 100 ₽ в день", "bold", 5, 5)]
    [InlineData("__важно__", "важно", "bold", 0, 5)]
    [InlineData("это *курсив*!", "это курсив!", "italic", 4, 6)]
    [InlineData("это _курсив_", "это курсив", "italic", 4, 6)]
    [InlineData("~~нет~~ да", "нет да", "strike", 0, 3)]
    [InlineData("нажмите `rm -rf *`", "нажмите rm -rf *", "code", 8, 8)]
    [InlineData("``a`b``", "a`b", "code", 0, 3)]
    [InlineData("## Итог ##", "Итог", "heading", 0, 4)]
    [InlineData("> слова", "слова", "quote", 0, 5)]
    [InlineData("👩‍👧 **да**", "👩‍👧 да", "bold", 6, 2)]
    public void Marks_become_spans(string markdown, string text, string type, int offset, int length)
    {
        var read = MarkdownSpans.Read(markdown);

        Assert.Equal(text, read.Text);
        Assert.Equal(new TextSpan(type, offset, length), Assert.Single(read.Spans));
    }

    [Theory]
    [InlineData("[наш сайт](https://example.com/a_(b)) тут", "наш сайт тут", 8, "https://example.com/a_(b)")]
    [InlineData("![схема](https://example.com/a.png \"t\")", "схема", 5, "https://example.com/a.png")]
    [InlineData("<https://example.com>", "https://example.com", 19, "https://example.com")]
    [InlineData("[](https://example.com)", "https://example.com", 19, "https://example.com")]
    public void Links_keep_their_address(string markdown, string text, int length, string url)
    {
        var read = MarkdownSpans.Read(markdown);

        Assert.Equal(text, read.Text);
        Assert.Equal(new TextSpan("link", 0, length, url), Assert.Single(read.Spans));
    }

    [Theory]
    [InlineData("2*3*4 = 24 и 5 * 6 * 7")]
    [InlineData("some_long_name и __init")]
    [InlineData("a ** b ** c")]
    [InlineData("[1] сноска (см. ниже)")]
    [InlineData("[страница](page.html)")]
    [InlineData("[x](javascript:alert)")]
    [InlineData("5 < 6 и 7 > 6")]
    [InlineData("#тег и # ")]
    [InlineData("1. первый\n2. второй\n\n\n  конец ")]
    [InlineData("C:\\Users\\me")]
    [InlineData("** **")]
    [InlineData("```\nоткрыто и не закрыто")]
    [InlineData("-5 градусов\n+7 999 000-00-00")]
    public void What_only_looks_like_a_mark_stays_as_it_is(string text)
    {
        var read = MarkdownSpans.Read(text);

        Assert.Equal(text, read.Text);
        Assert.Empty(read.Spans);
    }

    [Fact]
    public void Bold_may_hold_italic_and_a_link()
    {
        var read = MarkdownSpans.Read("***оба*** и **a *b* [c](https://c.example)**");

        Assert.Equal("оба и a b c", read.Text);
        Assert.Equivalent(
            new TextSpan[] { new("bold", 0, 3), new("italic", 0, 3), new("bold", 6, 5), new("italic", 8, 1), new("link", 10, 1, "https://c.example") }, read.Spans, strict: true);
    }

    [Fact]
    public void A_fence_keeps_its_lines_and_its_language()
    {
        var read = MarkdownSpans.Read("Пример:\n```csharp\nvar a = 1 * 2;\n**x**\n```\nвсё");

        Assert.Equal("Пример:\nvar a = 1 * 2;\n**x**\nвсё", read.Text);
        Assert.Equal(new TextSpan("pre", 8, 20, Language: "csharp"), Assert.Single(read.Spans));
    }

    [Fact]
    public void Lists_get_bullets_and_keep_their_depth_and_quoted_lines_are_one_quotation()
    {
        var read = MarkdownSpans.Read("- раз\n  * два\n> a\n> b");

        Assert.Equal("• раз\n  • два\na\nb", read.Text);
        Assert.Equal(new TextSpan("quote", 14, 3), Assert.Single(read.Spans));
    }

    [Fact]
    public void Escaped_marks_are_letters() => Assert.Equal("*не курсив* и _тоже_", MarkdownSpans.Read("\\*не курсив\\* и \\_тоже\\_").Text);

    [Fact]
    public void Marks_without_end_in_each_other_do_not_break_the_process()
    {
        var deep = string.Concat(Enumerable.Repeat("*_", 8000)) + "x" + string.Concat(Enumerable.Repeat("_*", 8000));

        Assert.Contains("x", MarkdownSpans.Read(deep).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" *a", 10_000)]
    [InlineData("[", 32_000)]
    [InlineData("[a](", 8_000)]
    public void A_line_of_marks_without_end_is_letters(string mark, int times)
    {
        var text = string.Concat(Enumerable.Repeat(mark, times));

        Assert.Equal(text, MarkdownSpans.Read(text).Text);
    }

    [Fact]
    public void Spans_of_a_part_are_taken_as_they_are()
    {
        var read = FormattedText.Of(new MessagePart { Type = PartTypes.Text, Text = "**a**", Spans = [new("italic", 2, 1), new("bold", 4, 9)] });

        Assert.Equal("**a**", read.Text);
        Assert.Equal(new TextSpan("italic", 2, 1), Assert.Single(read.Spans));
    }
}
