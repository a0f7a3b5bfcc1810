using Xunit;

namespace Sentralix.Knowledge.Tests.Extraction;

/// <summary>What a reader of the page can't see must not reach the model: that is how instructions are planted.</summary>
public sealed class HiddenTextTests
{
    [Theory]
    [InlineData("<div style='display:none'>плохо</div>")]
    [InlineData("<p style='color:#333; DISPLAY : none !important'>плохо</p>")]
    [InlineData("<div hidden>плохо</div>")]
    [InlineData("<span style='visibility:hidden'>плохо</span>")]
    [InlineData("<span style='opacity:0.0'>плохо</span>")]
    [InlineData("<span style='font-size:0'>плохо</span>")]
    [InlineData("<span style='font-size:1px'>плохо</span>")]
    [InlineData("<div style='position:absolute; left:-9999px'>плохо</div>")]
    [InlineData("<div style='text-indent:-9999px'>плохо</div>")]
    [InlineData("<div style='height:0;overflow:hidden'>плохо</div>")]
    [InlineData("<p style='color:#FFF'>плохо</p>")]
    [InlineData("<p style='color: rgb(255, 255, 255)'>плохо</p>")]
    [InlineData("<font color=white>плохо</font>")]
    [InlineData("<table><tr><td>а<td style='display:none'>плохо<td>б</table>")]
    [InlineData("<ul><li style='display:none'>плохо</ul>")]
    [InlineData("<div style='display:none'><div><p>плохо</p></div></div>")]
    [InlineData("<input type=hidden value=плохо>")]
    public void Hidden_text_is_left_out_of_pages_and_of_Markdown(string hidden)
    {
        Assert.DoesNotContain("плохо", Read.Words(Read.Html($"<p>хорошо {hidden}</p>")));
        Assert.DoesNotContain("плохо", Read.Words(Read.Markdown($"хорошо\n\n{hidden}\n\nхорошо")));
    }

    [Theory]
    [InlineData("<p style='color:white;background:#000'>хорошо</p>")]
    [InlineData("<div style='background-color:navy'><p style='color:#fff'>хорошо</p></div>")]
    [InlineData("<table><tr><td bgcolor=black><font color=white>хорошо</font><td>б</table>")]
    [InlineData("<p style='font-size:0.9em'>хорошо</p>")]
    [InlineData("<p style='opacity:0.5; position:absolute; left:10px'>хорошо</p>")]
    [InlineData("<div style='display:block;color:#f00'>хорошо</div>")]
    public void Styled_text_that_can_be_seen_stays(string visible) => Assert.Contains("хорошо", Read.Words(Read.Html(visible)));

    [Fact]
    public void Invisible_characters_are_removed_from_every_format()
    {
        const string Smuggled = "сло\u200Bво \u202Eдва\U000E0041\U000E0042";
        Assert.Equal("слово два", Read.Words(Read.Html($"<p>{Smuggled}</p>")));
        Assert.Equal("слово два", Read.Words(Read.Markdown(Smuggled)));
        Assert.Equal("слово два", Read.Words(Read.Text(Smuggled)));
    }
}
