namespace Sentralix.Expressions.Tests.Language;

public sealed class NullTests
{
    [Theory]
    [InlineData("vars.none.anything.at_all", "null")]
    [InlineData("vars.none?.anything", "null")]
    [InlineData("vars.none[3].x['y']", "null")]
    [InlineData("vars.missing", "null")]
    [InlineData("vars.tags[9]", "null")]
    [InlineData("vars.tags[-1]", "null")]
    [InlineData("vars.tags[vars.none]", "null")]
    public void A_member_of_null_and_one_that_is_not_there_is_null(string source, string expected) => Assert.Equal(expected, Sample.Of(source));

    [Theory]
    [InlineData("vars.none == null", "true")]
    [InlineData("vars.n == null", "false")]
    [InlineData("null != vars.n", "true")]
    [InlineData("vars.none == 0", "false")]
    [InlineData("vars.none == ''", "false")]
    [InlineData("vars.none != 'a'", "true")]
    [InlineData("vars.none < 3", "false")]
    [InlineData("vars.none >= 3", "false")]
    [InlineData("3 > vars.none", "false")]
    [InlineData("vars.none <= vars.none", "false")]
    [InlineData("vars.none contains 'a'", "false")]
    [InlineData("vars.name contains vars.none", "false")]
    [InlineData("'a' in vars.none", "false")]
    [InlineData("null in [1, null]", "true")]
    [InlineData("vars.none matches 'a'", "false")]
    public void Null_equals_null_and_has_no_order(string source, string expected) => Assert.Equal(expected, Sample.Of(source));

    [Theory]
    [InlineData("vars.none + 1")]
    [InlineData("'a' + vars.none")]
    [InlineData("-vars.none")]
    [InlineData("null * 2")]
    [InlineData("!vars.none")]
    [InlineData("vars.none && true")]
    [InlineData("upper(vars.none)")]
    [InlineData("vars.none.upper()")]
    [InlineData("size(vars.none)")]
    [InlineData("vars.none.map(x, x)")]
    [InlineData("vars.none ? 1 : 2")]
    public void Reckoning_with_null_is_a_fault_of_types(string source) => Assert.Equal(FaultCodes.Type, Sample.Of(source));

    [Theory]
    [InlineData("vars.none?.upper()", "null")]
    [InlineData("vars.name?.upper()", "'АННА'")]
    [InlineData("vars.none?.map(x, x)", "null")]
    [InlineData("vars.none?.matches('a')", "null")]
    [InlineData("vars.name?.matches('а$')", "true")]
    [InlineData("vars.none?.contains('a')", "null")]
    [InlineData("vars.tags?.contains('vip')", "true")]
    [InlineData("vars.tags.filter(t, vars.name?.contains('нн') == true)?.first()?.upper()", "'VIP'")]
    [InlineData("vars.none?.size() | default: 0", "int 0")]
    public void A_call_behind_a_question_mark_is_null_for_null(string source, string expected) => Assert.Equal(expected, Sample.Of(source));
}
