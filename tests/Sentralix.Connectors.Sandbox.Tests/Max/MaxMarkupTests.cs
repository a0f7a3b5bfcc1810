namespace Sentralix.Connectors.Sandbox.Max;

public sealed class MaxMarkupTests
{
    [Theory]
    [InlineData("markdown", "**b** and [site](https://e.org)", "b and site", "strong 0+1, link 6+4")]
    [InlineData("markdown", "++u++ ~~s~~ `a*b*`", "u s a*b*", "underline 0+1, strikethrough 2+1, monospaced 4+4")]
    [InlineData("markdown", "2 * 3 is 6", "2 * 3 is 6", "")]
    [InlineData("html", "<i>so <b>it</b></i> &lt;is&gt;", "so it <is>", "strong 3+2, emphasized 0+5")]
    [InlineData("html", "<a href=\"https://e.org\">go</a><img>", "go", "link 0+2")]
    [InlineData(null, "**b** <i>i</i>", "**b** <i>i</i>", "")]
    public void Marks_leave_the_text_and_become_spans(string? format, string text, string seen, string spans)
    {
        var (read, markup) = MaxMarkup.Read(text, format);

        Assert.Equal(seen, read);
        Assert.Equal(spans, string.Join(", ", markup.Select(mark => $"{mark.Type} {mark.From}+{mark.Length}")));
    }
}
