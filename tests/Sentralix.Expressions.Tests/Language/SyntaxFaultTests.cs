using Sentralix.Expressions.Templates;

namespace Sentralix.Expressions.Tests.Language;

public sealed class SyntaxFaultTests
{
    [Theory]
    [InlineData("", 1, 1, "a value was expected, but the end was found")]
    [InlineData("1 +", 1, 4, "a value behind '+' was expected, but the end was found")]
    [InlineData("(1", 1, 3, "')' was expected, but the end was found")]
    [InlineData("vars.", 1, 6, "a name behind '.' was expected, but the end was found")]
    [InlineData("vars.n = 3", 1, 8, "an operator or the end was expected, but '=' was found; '==' compares")]
    [InlineData("vars.n and true", 1, 8, "an operator or the end was expected, but 'and' was found; '&&' is and")]
    [InlineData("not vars.yes", 1, 5, "an operator or the end was expected, but 'vars' was found")]
    [InlineData("vars.yes & true", 1, 10, "an operator or the end was expected, but '&' was found; '&&' is and")]
    [InlineData("1 < 2 < 3", 1, 7, "an operator or the end was expected, but '<' was found; comparisons are put together with '&&'")]
    [InlineData("1 2", 1, 3, "an operator or the end was expected, but '2' was found")]
    [InlineData("1e5", 1, 2, "an operator was expected, but 'e5' was found")]
    [InlineData("«да»", 1, 1, "a value was expected, but '«' was found; texts stand in 'single' or \"double\" quotes")]
    [InlineData("'abc", 1, 1, "the text that begins here has no closing '")]
    [InlineData("'abc\\'", 1, 1, "the text that begins here has no closing '")]
    [InlineData("'a\\q'", 1, 3, "behind '\\' may stand n, r, t, \\, ', \" or u and four hexadecimal digits")]
    [InlineData("'\\ud83d'", 1, 1, "the text has half of a character")]
    [InlineData("99999999999999999999", 1, 1, "the whole number is too large; with '.0' behind it, it is a decimal")]
    [InlineData("99999999999999999999999999999999999.0", 1, 1, "the number is too large")]
    [InlineData("true ? 1", 1, 9, "':' was expected, but the end was found")]
    [InlineData("true ? 'a' | upper : 'b'", 1, 12, "':' was expected, but '|' was found; a filter inside '? :' or behind ':' needs brackets around it")]
    [InlineData("vars.none ?? 1", 1, 12, "a value behind '?' was expected, but '?' was found; default(value, other) replaces null")]
    [InlineData("vars.name |", 1, 12, "the name of a filter was expected, but the end was found")]
    [InlineData("[1, ]", 1, 5, "a value was expected, but ']' was found")]
    [InlineData("{a 1}", 1, 4, "':' was expected, but '1' was found")]
    [InlineData("{1: 2}", 1, 2, "',' or '}' was expected, but '1' was found")]
    [InlineData("size(1", 1, 7, "',' or ')' was expected, but the end was found")]
    [InlineData("(vars.n)(1)", 1, 9, "an operator or the end was expected, but '(' was found; only a name can be called")]
    [InlineData("vars.tags\n  .first()\n  .upper(", 3, 10, "',' or ')' was expected, but the end was found")]
    [InlineData("in", 1, 1, "a value was expected, but 'in' was found; comparisons are put together with '&&'")]
    [InlineData("👍", 1, 1, "a value was expected, but '👍' was found")]
    public void What_is_no_expression_is_refused_with_the_place_and_what_was_expected(string source, int line, int column, string message)
    {
        var fault = Sample.Fault(source);
        Assert.Equal((FaultCodes.Syntax, line, column, message), (fault.Code, fault.Line, fault.Column, fault.Message));
    }

    [Theory]
    [InlineData("secrets.key", 1, 7, "secrets cannot be read by expressions")]
    [InlineData("1 + varz.n", 5, 4, "there is no 'varz'; did you mean 'vars'?")]
    [InlineData("upperr('a')", 1, 6, "there is no function 'upperr'; did you mean 'upper'?")]
    [InlineData("'a' | startswith: 'b'", 7, 10, "there is no filter 'startswith'; did you mean 'startsWith'?")]
    [InlineData("vars.tags.fillter(x, x)", 11, 7, "there is no function 'fillter'; did you mean 'filter'?")]
    [InlineData("vars.tags.filter(1)", 11, 6, "filter names the items: items.filter(x, …), where x stands for each of them")]
    [InlineData("ru.plurals(1)", 1, 10, "there is no function 'ru.plurals'; did you mean 'ru.plural'?")]
    [InlineData("now.yaer", 1, 8, "timestamp has no 'yaer'; it has year, month, day, hour, minute, second, weekday, unix")]
    public void A_name_that_does_not_exist_is_refused_with_the_nearest_that_does(string source, int column, int length, string message)
    {
        var fault = Expression.Compile(source, Sample.Vocabulary).Faults[0];
        Assert.Equal((FaultCodes.Unknown, column, length, message), (fault.Code, fault.Column, fault.Length, fault.Message));
    }

    [Fact]
    public void All_faults_of_types_and_names_are_told_at_once_in_their_order() =>
        Assert.Equal(
            [(FaultCodes.Unknown, 0), (FaultCodes.Type, 8), (FaultCodes.Unknown, 19)],
            Expression.Compile("varz + ('a' - 1) + nope(1)", Sample.Vocabulary).Faults.Select(fault => (fault.Code, fault.Offset)));

    [Theory]
    [InlineData("vars.order.items.map(x, x.price + vars.none)", "expr_type", 24)]
    [InlineData("1 +\n  upper(vars.n).size()", "expr_type", 6)]
    [InlineData("[1, vars.n / 0]", "expr_arithmetic", 4)]
    [InlineData("int(vars.name) + 1", "expr_value", 0)]
    public void A_fault_while_running_tells_its_place_too(string source, string code, int offset)
    {
        Assert.False(Sample.Compile(source).TryEvaluate(Sample.Activation(), out _, out var fault));
        Assert.Equal((code, offset), (fault.Code, fault.Offset));
    }

    [Theory]
    [InlineData("Здравствуйте,\nу вас {{ vars.n + }} заказа", "expr_syntax", 2, 19)]
    [InlineData("{{ varz }}", "expr_unknown", 1, 4)]
    [InlineData("{% if vars.yes %}да", "template_syntax", 1, 1)]
    [InlineData("да {% endif %}", "template_syntax", 1, 4)]
    [InlineData("{% if vars.yes %}{% for x in vars.tags %}{% endif %}", "template_syntax", 1, 42)]
    [InlineData("{% else %}", "template_syntax", 1, 1)]
    [InlineData("{% if vars.yes %}{% else %}{% elsif vars.yes %}{% endif %}", "template_syntax", 1, 28)]
    [InlineData("{% fi %}", "expr_syntax", 1, 4)]
    [InlineData("{% for x vars.tags %}{% endfor %}", "expr_syntax", 1, 10)]
    [InlineData("{% for true in vars.tags %}{% endfor %}", "expr_syntax", 1, 8)]
    [InlineData("{% for vars in vars.tags %}{% endfor %}", "expr_syntax", 1, 1)]
    [InlineData("а {# б", "template_syntax", 1, 3)]
    [InlineData("{% raw %}{{", "template_syntax", 1, 1)]
    [InlineData("{{ vars.n", "expr_syntax", 1, 10)]
    [InlineData("{{ 'a }}", "expr_syntax", 1, 4)]
    [InlineData("{{ }}", "expr_syntax", 1, 4)]
    public void A_fault_of_a_template_tells_its_place_in_the_template(string source, string code, int line, int column)
    {
        var fault = Assert.Single(Template.Compile(source, Sample.Vocabulary).Faults);
        Assert.Equal((code, line, column), (fault.Code, fault.Line, fault.Column));
    }

    [Fact]
    public void A_fault_while_rendering_tells_its_place_in_the_template()
    {
        var template = Template.Compile("Раз\nдва {{ vars.name - 1 }}", Sample.Vocabulary).Value!;
        Assert.False(template.TryRender(Sample.Activation(), out _, out var fault));
        Assert.Equal((FaultCodes.Type, 2, 8), (fault.Code, fault.Line, fault.Column));
    }
}
