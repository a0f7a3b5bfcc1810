using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Tests.Language;

public sealed class ExpressionTests
{
    [Theory]
    [InlineData("1 + 2 * 3", "int 7")]
    [InlineData("(1 + 2) * 3", "int 9")]
    [InlineData("10 - 3 - 2", "int 5")]
    [InlineData("2 * 3 % 4", "int 2")]
    [InlineData("-vars.n + 1", "int -2")]
    [InlineData("- -3", "int 3")]
    [InlineData("--3", "int 3")]
    [InlineData("!!true", "true")]
    [InlineData("!true || true", "true")]
    [InlineData("true || false && false", "true")]
    [InlineData("(true || false) && false", "false")]
    [InlineData("1 + 1 == 2 && 3 > 2", "true")]
    [InlineData("-2 * -3", "int 6")]
    [InlineData("!(1 == 2)", "true")]
    [InlineData("true ? 1 : false ? 2 : 3", "int 1")]
    [InlineData("false ? 1 : false ? 2 : 3", "int 3")]
    [InlineData("(true ? false : true) ? 1 : 2", "int 2")]
    [InlineData("1 < 2 ? 'a' : 'b'", "'a'")]
    [InlineData("'a' + 'b' | upper", "'aB'")]
    [InlineData("('a' + 'b') | upper", "'AB'")]
    [InlineData("vars.none | default: 'a' | upper", "'A'")]
    [InlineData("vars.none | default: vars.name | upper", "'АННА'")]
    [InlineData("false || true | default: false", "true")]
    [InlineData("'a,b' | split: ',' | join: '-'", "'a-b'")]
    [InlineData("5 | ru.plural: 'заказ', 'заказа', 'заказов'", "'заказов'")]
    [InlineData("vars.order.status == 'delivered'", "true")]
    [InlineData("vars.order.items[0].sku", "'A-1'")]
    [InlineData("vars.order['status']", "'delivered'")]
    [InlineData("vars['первый заказ']", "int 7")]
    [InlineData("vars.tags[1]", "'new'")]
    [InlineData("vars.tags[2 - 1]", "'new'")]
    [InlineData("'vip' in vars.tags", "true")]
    [InlineData("2 in [1, 2.0]", "true")]
    [InlineData("vars.tags contains 'old'", "false")]
    [InlineData("'status' in vars.order", "true")]
    [InlineData("message.text contains 'ЗАКАЗ'", "true")]
    [InlineData("'ёлка' in 'Наша ЁЛКА'", "true")]
    [InlineData("message.text matches '^Где .* заказ'", "true")]
    [InlineData("'Анна' == 'анна'", "false")]
    [InlineData("[1, 'a', null, [true]]", "[1,\"a\",null,[true]]")]
    [InlineData("{a: 1, 'b c': {d: []}}", "{\"a\":1,\"b c\":{\"d\":[]}}")]
    [InlineData("{true: 1}.true", "int 1")]
    [InlineData("{a: 1}.a + [2][0]", "int 3")]
    [InlineData("[]", "[]")]
    [InlineData("{}", "{}")]
    [InlineData("12.50", "decimal 12.50")]
    [InlineData("'it\\'s'", "'it's'")]
    [InlineData("\"two \\\"words\\\"\"", "'two \"words\"'")]
    [InlineData("'a\\n\\t\\\\\\u0416'", "'a\n\t\\Ж'")]
    [InlineData("'\\ud83d\\udc4d'", "'👍'")]
    [InlineData(" \n 1\t+\n2 ", "int 3")]
    [InlineData("now", "timestamp 2026-11-23T21:05:09+03:00")]
    [InlineData("now.hour", "int 21")]
    [InlineData("now.year * 10000 + now.month * 100 + now.day", "int 20261123")]
    [InlineData("now.weekday", "int 1")]
    [InlineData("now.minute + now.second", "int 14")]
    [InlineData("now.unix", "int 1795457109")]
    [InlineData("spent.minutes", "int 90")]
    [InlineData("spent.hours + spent.days + spent.seconds", "int 5401")]
    [InlineData("file.id + ' ' + file.media_type", "'file_1 image/png'")]
    [InlineData("file.size", "int 2048")]
    [InlineData("inputs", "null")]
    [InlineData("7 / 2", "decimal 3.5")]
    [InlineData("6 / 2", "decimal 3")]
    [InlineData("6 / 2 == 3", "true")]
    [InlineData("-7 % 3", "int -1")]
    [InlineData("7.5 % 2", "decimal 1.5")]
    [InlineData("1.10 + 2.20", "decimal 3.30")]
    [InlineData("0.1 + 0.2 == 0.3", "true")]
    public void An_expression_has_this_value(string source, string expected) => Assert.Equal(expected, Sample.Of(source));

    [Theory]
    [InlineData("9223372036854775807 + 1")]
    [InlineData("-9223372036854775807 - 2")]
    [InlineData("9223372036854775807 * 2")]
    [InlineData("-(-9223372036854775807 - 1)")]
    [InlineData("79228162514264337593543950335.0 + 1")]
    [InlineData("79228162514264337593543950335.0 * 2")]
    [InlineData("1 / 0")]
    [InlineData("1.5 / 0.0")]
    [InlineData("1 % 0")]
    [InlineData("1.5 % 0")]
    [InlineData("timestamp('9999-12-31') + duration('P2D')")]
    [InlineData("duration('P10000000D') * 1000000000000")]
    [InlineData("abs(-9223372036854775807 - 1)")]
    [InlineData("round(79228162514264337593543950335.0)")]
    [InlineData("addMonths(now, 120000)")]
    public void A_number_out_of_range_is_a_fault_and_not_a_wrong_number(string source) => Assert.Equal(FaultCodes.Arithmetic, Sample.Of(source));

    [Fact]
    public void The_least_whole_number_divided_by_minus_one_leaves_nothing() => Assert.Equal("int 0", Sample.Of("(-9223372036854775807 - 1) % -1"));

    [Theory]
    [InlineData("false && 1 / 0 == 0", "false")]
    [InlineData("true || 1 / 0 == 0", "true")]
    [InlineData("true ? 1 : 1 / 0", "decimal 1")]
    public void What_does_not_matter_is_not_evaluated(string source, string expected) =>
        Assert.Equal(expected.Replace("decimal 1", "int 1", StringComparison.Ordinal), Sample.Of(source));

    [Fact]
    public void A_shared_expression_gives_every_thread_its_own_value()
    {
        var expression = Sample.Compile("inputs.list.filter(x, x % 2 == inputs.rest).map(x, x * inputs.by).sum()");
        Parallel.For(0, 200, i =>
        {
            var activation = Sample.Activation().With("inputs", ValueJson.Of(System.Text.Json.JsonDocument.Parse($$"""{ "list": [1,2,3,4,5,6], "rest": {{i % 2}}, "by": {{i}} }""").RootElement));
            for (var round = 0; round < 50; round++)
            {
                Assert.True(expression.TryEvaluate(activation, out var value, out _));
                Assert.Equal((i % 2 == 0 ? 12 : 9) * (long)i, value.Whole);
            }
        });
    }

    [Fact]
    public void An_expression_of_another_vocabulary_is_no_input_but_a_mistake_of_the_caller()
    {
        var expression = Sample.Compile("other", Vocabulary.Of("other"));
        Assert.Throws<ArgumentException>(() => expression.TryEvaluate(Sample.Activation(), out _, out _));
    }

    [Fact]
    public void A_root_that_is_made_on_reading_is_made_once_and_only_when_it_is_read()
    {
        var made = 0;
        var activation = Sample.Activation().With("inputs", () =>
        {
            made++;
            return Value.Of(5);
        });
        Assert.Equal("int 1", Sample.Of("1", activation));
        Assert.Equal(0, made);
        Assert.Equal("int 10", Sample.Of("inputs + inputs", activation));
        Assert.Equal("int 5", Sample.Of("inputs", activation));
        Assert.Equal(1, made);
    }

    [Fact]
    public void A_root_that_cannot_be_made_is_a_fault_of_the_expression_that_reads_it()
    {
        var activation = Sample.Activation().With("inputs", () => throw new ExpressionException(FaultCodes.Budget, "too deep"));
        Assert.Equal(FaultCodes.Budget, Sample.Of("inputs.a", activation));
        Assert.Equal("int 1", Sample.Of("1", activation));
    }
}
