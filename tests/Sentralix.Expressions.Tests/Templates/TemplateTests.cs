using Sentralix.Expressions.Templates;
using Sentralix.Expressions.Tests.Language;

namespace Sentralix.Expressions.Tests.Templates;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Здравствуйте!", "Здравствуйте!")]
    [InlineData("{{ vars.name }}, у вас {{ vars.n + 1 }} заказа{{ vars.none }}.", "Анна, у вас 4 заказа.")]
    [InlineData("{{vars.name}}{{vars.n}}", "Анна3")]
    [InlineData("до {{ vars.order.eta | time: 'HH:mm' }}, {{ vars.order.eta | date: 'd MMMM' }}", "до 18:00, 22 ноября")]
    [InlineData("{{ 5 }} {{ 2.50 }} {{ true }} {{ null }} {{ spent }} {{ [1,'а'] }} {{ {a: 1} }}", "5 2.50 true  PT1H30M [1,\"а\"] {\"a\":1}")]
    [InlineData("{{ {a: {b: 1}} | toJson }}", "{\"a\":{\"b\":1}}")]
    [InlineData("{{ '}}' }}{{ '{{' }}{{ '%}' }}", "}}{{%}")]
    [InlineData("{{ vars.none | default: 'друг' | upper }}", "ДРУГ")]
    [InlineData("{ {a} { { } } % }", "{ {a} { { } } % }")]
    [InlineData("a } b %} c #}", "a } b %} c #}")]
    [InlineData("{% if vars.yes %}да{% endif %}", "да")]
    [InlineData("{% if !vars.yes %}да{% endif %}", "")]
    [InlineData("{% if vars.n == 1 %}1{% elsif vars.n == 3 %}3{% elsif true %}x{% else %}-{% endif %}", "3")]
    [InlineData("{% if vars.n == 1 %}1{% elsif vars.n == 2 %}2{% else %}-{% endif %}", "-")]
    [InlineData("{% for i in vars.order.items %}{{ loop.index }}/{{ loop.length }} {{ i.sku }}{% if !loop.last %}, {% endif %}{% endfor %}", "1/2 A-1, 2/2 B-2")]
    [InlineData("{% for i in vars.numbers %}{% if loop.first %}[{% endif %}{{ i }}{% if loop.last %}]{% endif %}{% endfor %}", "[312]")]
    [InlineData("{% for i in [1,2] %}{% for j in ['а','б'] %}{{ i }}{{ j }}{{ loop.index }} {% endfor %}{{ loop.index }};{% endfor %}", "1а1 1б2 1;2а1 2б2 2;")]
    [InlineData("{% for i in [3] %}{{ vars.numbers.map(x, x * i).join('-') }}{% endfor %}", "9-3-6")]
    [InlineData("{% for i in vars.empty %}x{% endfor %}{% for i in vars.none %}x{% endfor %}.", ".")]
    [InlineData("{% raw %}{{ vars.name }} {% if %}{% endraw %}", "{{ vars.name }} {% if %}")]
    [InlineData("а{# {{ нет }} #}б", "аб")]
    [InlineData("а{% comment %}{{ нет {% endif %}{% endcomment %}б", "аб")]
    [InlineData("а  {{- vars.n -}}  б", "а3б")]
    [InlineData("а {{- vars.n }} б", "а3 б")]
    [InlineData("а {{ vars.n -}} б", "а 3б")]
    [InlineData("а\n  {%- if vars.yes -%}\n  да\n  {%- endif -%}\n б", "адаб")]
    [InlineData("а {#- x -#} б", "аб")]
    [InlineData("а {%- raw -%}  x  {%- endraw -%} б", "аxб")]
    [InlineData("{{ vars.n -1 }}", "2")]
    [InlineData("{{ vars.n - 1 -}} !", "2!")]
    [InlineData("{{-3}}", "3")]
    [InlineData("{{ -3 }}", "-3")]
    [InlineData("{{ 7%2 }}", "1")]
    [InlineData("{% if 7%2==1%}да{%endif%}", "да")]
    [InlineData("{{ vars.name | raw }}", "Анна")]
    [InlineData("{{ now | date: 'd' }}", "23")]
    public void A_template_gives_this_text(string source, string expected) => Assert.Equal(expected, Sample.Render(source));

    [Theory]
    [InlineData("{{ upper(vars.n) }}", "expr_type")]
    [InlineData("{% if vars.n %}{% endif %}", "expr_type")]
    [InlineData("{% for i in vars.name %}{% endfor %}", "expr_type")]
    [InlineData("{{ 1 / vars.none }}", "expr_type")]
    [InlineData("{{ 1 / 0 }}", "expr_arithmetic")]
    public void A_template_that_cannot_be_rendered_says_why(string source, string code) => Assert.Equal(code, Sample.Render(source));

    [Theory]
    [InlineData("{{vars.name|upper}}{%if vars.yes%}a{%elsif 1==2%}b{%else%}c{%endif%}", "{{ vars.name | upper }}{% if vars.yes %}a{% elsif 1 == 2 %}b{% else %}c{% endif %}")]
    [InlineData("a {%- for x in vars.tags -%} {{x}} {% endfor %}{# no #}{{ x|raw }}", "a{% for x in vars.tags %}{{ x }} {% endfor %}{{ x | raw }}")]
    [InlineData("{% raw %}{{ x }}{% endraw %}!", "{% raw %}{{ x }}!{% endraw %}")]
    [InlineData("{ {%- raw %}{x{% endraw %}", "{% raw %}{{x{% endraw %}")]
    public void A_template_has_a_canonical_text(string source, string canonical)
    {
        var vocabulary = Vocabulary.Of("vars", "x1", "y");
        var options = new TemplateOptions { AllowsRaw = true };
        source = source.Replace("{{ x|raw }}", "{{ y|raw }}", StringComparison.Ordinal);
        canonical = canonical.Replace("{{ x | raw }}", "{{ y | raw }}", StringComparison.Ordinal);
        Assert.Equal(canonical, Template.Compile(source, vocabulary, options).Value!.Canonical);
        Assert.Equal(canonical, Template.Compile(canonical, vocabulary, options).Value!.Canonical);
    }

    [Fact]
    public void The_canonical_text_is_the_same_template()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var parts = Parts(new RandomExpressions(seed), new Random(seed), depth: 3);
            var text = TemplatePrinter.Print(parts);
            var again = TemplateTree.Build(TemplateGrammar.Parse(text, Budget.Default), Budget.Default);
            Assert.True(Shown(parts) == Shown(again), $"seed {seed}: {text}\n{Shown(parts)}\n{Shown(again)}");
        }
    }

    private static List<Part> Parts(RandomExpressions expressions, Random random, int depth)
    {
        var parts = new List<Part>();
        for (var i = random.Next(4); i > 0; i--)
        {
            Part part = random.Next(depth > 0 ? 4 : 2) switch
            {
                // Two texts side by side are one.
                0 => parts is [.., TextPart] ? new OutputPart(expressions.Any(2), random.Next(3) == 0, default) : new TextPart(expressions.One([" ", "да", "{", "{{", "{%", "}", "{# #}", "\n"])),
                1 => new OutputPart(expressions.Any(2), random.Next(3) == 0, default),
                2 => new IfPart([.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => (expressions.Any(2), (IReadOnlyList<Part>)Parts(expressions, random, depth - 1)))], Parts(expressions, random, depth - 1), default),
                _ => new ForPart("item", expressions.Any(2), Parts(expressions, random, depth - 1), default),
            };
            parts.Add(part);
        }

        return parts;
    }

    private static string Shown(IReadOnlyList<Part> parts) => string.Join("; ", parts.Select(part => part switch
    {
        TextPart text => $"text({text.Text})",
        OutputPart output => Structure.Of(output.Whole),
        IfPart choice => $"if({string.Join(" elsif ", choice.Cases.Select(c => $"{Structure.Of(c.Condition)} {{{Shown(c.Body)}}}"))} else {{{Shown(choice.Otherwise)}}})",
        ForPart loop => $"for({loop.Variable} {Structure.Of(loop.List)} {{{Shown(loop.Body)}}})",
        _ => throw new ArgumentOutOfRangeException(nameof(parts)),
    }));
}
