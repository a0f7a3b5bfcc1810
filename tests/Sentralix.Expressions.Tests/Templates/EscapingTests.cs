using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Sentralix.Expressions.Templates;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Tests.Templates;

public sealed class EscapingTests
{
    private static readonly string Everything = new([.. Enumerable.Range(1, 0x2ff).Select(c => (char)c), 'Ж', '\u2028', '\u2029', '\ufffe', '\uffff']);

    [Theory]
    [InlineData(TemplateTarget.Plain, "{{ inputs }}", "<b>\"&'", "<b>\"&'")]
    [InlineData(TemplateTarget.Html, "<p title=\"{{ inputs }}\">{{ inputs }}</p>", "<b>\"&'", "<p title=\"&lt;b&gt;&quot;&amp;&#39;\">&lt;b&gt;&quot;&amp;&#39;</p>")]
    [InlineData(TemplateTarget.Html, "5 < 6 {{ inputs }}", "a", "5 < 6 a")]
    [InlineData(TemplateTarget.Html, "<a href=\"{{ inputs }}\">x</a>", "https://a.example/?a=1&b=2", "<a href=\"https://a.example/?a=1&amp;b=2\">x</a>")]
    [InlineData(TemplateTarget.Html, "<a href='/o/{{ inputs }}'>x</a>", "javascript:x", "<a href='/o/javascript:x'>x</a>")]
    [InlineData(TemplateTarget.Html, "<!-- x -->{{ inputs }}", "a", "<!-- x -->a")]
    [InlineData(TemplateTarget.Html, "<script>var x = 1 < 2;</script>{{ inputs }}", "<", "<script>var x = 1 < 2;</script>&lt;")]
    [InlineData(TemplateTarget.Ssml, "<speak><say-as interpret-as='digits'>{{ inputs }}</say-as></speak>", "1<2", "<speak><say-as interpret-as='digits'>1&lt;2</say-as></speak>")]
    [InlineData(TemplateTarget.Ssml, "<speak>{{ inputs }}</speak>", "a\u0001b\u0000", "<speak>ab</speak>")]
    [InlineData(TemplateTarget.MarkdownV2, "*Заказ* {{ inputs }}", "A-1 (2.5)!", "*Заказ* A\\-1 \\(2\\.5\\)\\!")]
    [InlineData(TemplateTarget.MarkdownV2, "{{ inputs }}", "_*[]()~`>#+-=|{}.!\\", "\\_\\*\\[\\]\\(\\)\\~\\`\\>\\#\\+\\-\\=\\|\\{\\}\\.\\!\\\\")]
    [InlineData(TemplateTarget.MarkdownV2, "{{ -2.5 }}", "", "\\-2\\.5")]
    [InlineData(TemplateTarget.MarkdownV2, "{{ 0 - 25 }}", "", "\\-25")]
    [InlineData(TemplateTarget.Json, "{ \"a\": \"x{{ inputs }}\", \"b\": {{ inputs }}, \"c\": {{ vars.n }}, \"d\": {{ vars.none }} }", "\"\\\n", "{ \"a\": \"x\\\"\\\\\\n\", \"b\": \"\\\"\\\\\\n\", \"c\": 3, \"d\": null }")]
    [InlineData(TemplateTarget.Json, "[{% for i in vars.numbers %}{{ i }}{% if !loop.last %}, {% endif %}{% endfor %}]", "", "[3, 1, 2]")]
    [InlineData(TemplateTarget.Json, "\"\\\"{{ inputs }}\"", "\"", "\"\\\"\\\"\"")]
    public void A_value_stays_text_where_it_goes(TemplateTarget target, string source, string value, string expected) =>
        Assert.Equal(expected, Sample.Render(source, Sample.Activation().With("inputs", Value.Of(value)), new TemplateOptions { Target = target }));

    [Theory]
    [InlineData(TemplateTarget.Html, "<a {{ inputs }}>")]
    [InlineData(TemplateTarget.Html, "<{{ inputs }}>")]
    [InlineData(TemplateTarget.Html, "<a href={{ inputs }}>")]
    [InlineData(TemplateTarget.Html, "<a onclick=\"{{ inputs }}\">")]
    [InlineData(TemplateTarget.Html, "<a OnClick = 'x{{ inputs }}'>")]
    [InlineData(TemplateTarget.Html, "<p style=\"{{ inputs }}\">")]
    [InlineData(TemplateTarget.Html, "<script>{{ inputs }}</script>")]
    [InlineData(TemplateTarget.Html, "<SCRIPT src='x'>{{ inputs }}</script>")]
    [InlineData(TemplateTarget.Html, "<style>{{ inputs }}</style>")]
    [InlineData(TemplateTarget.Html, "<!-- {{ inputs }} -->")]
    [InlineData(TemplateTarget.Html, "{% if vars.yes %}<a{% endif %}>")]
    [InlineData(TemplateTarget.Html, "{% for i in vars.tags %}<a title=\"{% endfor %}")]
    [InlineData(TemplateTarget.Html, "{{ inputs | raw }}")]
    [InlineData(TemplateTarget.Ssml, "<prosody rate={{ inputs }}>")]
    [InlineData(TemplateTarget.MarkdownV2, "{{ inputs | raw }}")]
    [InlineData(TemplateTarget.Json, "\"\\{{ inputs }}\"")]
    [InlineData(TemplateTarget.Json, "{% if vars.yes %}\"{% else %}{% endif %}{{ inputs }}")]
    public void Where_nothing_makes_a_value_safe_it_may_not_stand(TemplateTarget target, string source)
    {
        var faults = Template.Compile(source, Sample.Vocabulary, new TemplateOptions { Target = target }).Faults;
        Assert.All(faults, fault => Assert.Equal(FaultCodes.Unsafe, fault.Code));
        Assert.NotEmpty(faults);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData(" JavaScript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("java\tscript:alert(1)")]
    public void An_address_cannot_be_a_script(string address) => Assert.Equal(
        FaultCodes.Unsafe,
        Sample.Render("<a href=\"{{ inputs }}\">", Sample.Activation().With("inputs", Value.Of(address)), new TemplateOptions { Target = TemplateTarget.Html }));

    [Fact]
    public void Raw_goes_through_where_it_is_allowed() => Assert.Equal(
        "<b>x</b>", Sample.Render("{{ inputs | raw }}", Sample.Activation().With("inputs", Value.Of("<b>x</b>")), new TemplateOptions { Target = TemplateTarget.Html, AllowsRaw = true }));

    [Fact]
    public void Raw_is_no_filter_but_at_the_end()
    {
        Assert.Equal(FaultCodes.Unknown, Sample.Render("{{ vars.name | raw | upper }}"));
        Assert.Equal(FaultCodes.Unknown, Sample.Of("vars.name | raw"));
    }

    [Fact]
    public void Whatever_is_in_a_value_the_document_around_it_stays_whole()
    {
        var activation = Sample.Activation().With("inputs", Value.Of(Everything));
        var xml = Sample.Render("<a b=\"{{ inputs }}\" c='{{ inputs }}'>{{ inputs }}</a>", activation, new TemplateOptions { Target = TemplateTarget.Ssml });
        var element = XElement.Parse(xml, LoadOptions.PreserveWhitespace);
        var kept = new StringBuilder(Everything).Replace("\r", "\n").ToString().Where(c => c is '\t' or '\n' or (>= ' ' and not '\u007f' and not '\ufffe' and not '\uffff')).ToArray();
        Assert.Equal(new string(kept), element.Value);
        Assert.Empty(element.Elements());

        var json = Sample.Render("{\"a\": \"{{ inputs }}\", \"b\": {{ inputs }}}", activation, new TemplateOptions { Target = TemplateTarget.Json });
        using var document = JsonDocument.Parse(json);
        Assert.Equal(Everything, document.RootElement.GetProperty("a").GetString());
        Assert.Equal(Everything, document.RootElement.GetProperty("b").GetString());
    }
}
