using System.Text.Json;
using Sentralix.JsonSchema.Patterns;
using Xunit;

namespace Sentralix.JsonSchema.Tests;

/// <summary>Patterns as published schemas write them.</summary>
public sealed class PatternDialectTests
{
    [Theory]
    [InlineData("^[\\w-.]+$", "a-b.c", true)]
    [InlineData("^[\\w-.]+$", "a b", false)]
    [InlineData("^[^\\@]+\\@[^\\@]+$", "a@b", true)]
    [InlineData("^\\-\\_\\ $", "-_ ", true)]
    [InlineData("^a{,3}$", "a{,3}", true)]
    [InlineData("^{{name}}$", "{{name}}", true)]
    [InlineData("]", "]", true)]
    [InlineData("^[А-ЯЁ][а-яё]+$", "Ёлка", true)]
    [InlineData("^\\d+$", "٣", false)]
    [InlineData("^\\w+$", "слово", false)]
    [InlineData("^\\p{L}+$", "слово", true)]
    [InlineData("^.$", "🐲", true)]
    [InlineData("^abc$", "abc\n", false)]
    [InlineData("^(?=.*\\d)(?=.*[A-Z]).{8,}$", "Passw0rdX", true)]
    [InlineData("^(?=.*\\d)(?=.*[A-Z]).{8,}$", "password", false)]
    [InlineData("\\bкод\\b", "код", false)]
    [InlineData("(?<year>\\d{4})-(?<month>\\d\\d)", "от 2026-11", true)]
    public void A_pattern_means_what_it_means_in_a_browser(string pattern, string text, bool isFound) =>
        Assert.Equal(isFound, SchemaText.Schema(JsonSerializer.Serialize(new { pattern })).Judge(JsonSerializer.Serialize(text)).IsValid);

    [Theory]
    [InlineData("^\\+7\\d{10}$")]
    [InlineData("^[A-Z]{2}-\\d{1,6}$")]
    [InlineData("^\\p{L}{1,40}$")]
    [InlineData("^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$")]
    [InlineData("^\\d{4}-\\d{2}-\\d{2}$")]
    [InlineData("заказ|order")]
    public void A_pattern_of_every_day_costs_one_look_a_character(string pattern) => Assert.True(SchemaPattern.Compile(pattern, SchemaOptions.Default).IsTable);

    [Theory]
    [InlineData("\\p{Klingon}")]
    [InlineData("\\q")]
    [InlineData("\\8")]
    [InlineData("a**")]
    [InlineData("{2}")]
    [InlineData("a{3,2}")]
    [InlineData("[b-a]")]
    [InlineData("(?P<n>a)")]
    [InlineData("(?i)a")]
    [InlineData("\\u{110000}")]
    [InlineData("a\\")]
    public void What_is_no_expression_of_ECMA_262_is_refused(string pattern) =>
        Assert.Equal(SchemaFaultCodes.PatternInvalid, SchemaText.Fault(JsonSerializer.Serialize(new { pattern })).Code);

    [Theory]
    [InlineData("^(a+)+$", true)]
    [InlineData("^\\p{Script=Cyrillic}{1,100}$", true)]
    [InlineData("^.{1,4000}$", true)]
    [InlineData("^.{1,9000}$", false)]
    [InlineData("^(?=a)", false)]
    [InlineData("\\ba", true)]
    [InlineData("(?:){2000000000}a", true)]
    [InlineData("^(?:(?:a|aa){1,200}){1,200}$", false)]
    public void Only_what_must_be_is_left_to_the_clock(string pattern, bool isLinear) => Assert.Equal(isLinear, SchemaPattern.Compile(pattern, SchemaOptions.Default).IsLinear);
}
