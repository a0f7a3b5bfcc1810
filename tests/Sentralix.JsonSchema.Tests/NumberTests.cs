using Xunit;

namespace Sentralix.JsonSchema.Tests;

/// <summary>Numbers are what was written, to the last digit.</summary>
public sealed class NumberTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "1.0", true)]
    [InlineData("""{"type":"integer"}""", "1.5e1", true)]
    [InlineData("""{"type":"integer"}""", "1e400", true)]
    [InlineData("""{"type":"integer"}""", "1e-1", false)]
    [InlineData("""{"type":"integer"}""", "100e-2", true)]
    [InlineData("""{"type":"integer"}""", "-0.0", true)]
    [InlineData("""{"type":"integer"}""", "12345678901234567890123.4", false)]
    [InlineData("""{"const":1}""", "1.000", true)]
    [InlineData("""{"const":0}""", "-0.0e5", true)]
    [InlineData("""{"enum":[1e400,2]}""", "10e399", true)]
    [InlineData("""{"const":9007199254740993}""", "9007199254740992", false)]
    [InlineData("""{"const":123456789012345678901234567890}""", "123456789012345678901234567890.00", true)]
    [InlineData("""{"const":123456789012345678901234567890}""", "1.2345678901234567890123456789e29", true)]
    [InlineData("""{"const":123456789012345678901234567890}""", "123456789012345678901234567891", false)]
    [InlineData("""{"const":{"a":[1.0,{"b":2}],"c":3}}""", """{"c":3e0,"a":[1,{"b":2.0}]}""", true)]
    [InlineData("""{"uniqueItems":true}""", "[1,1.0]", false)]
    [InlineData("""{"uniqueItems":true}""", "[0,1,2,3,4,5,6,7,8,0.5e1]", false)]
    [InlineData("""{"multipleOf":0.01}""", "19.99", true)]
    [InlineData("""{"multipleOf":0.01}""", "19.999", false)]
    [InlineData("""{"multipleOf":0.1}""", "0.3", true)]
    [InlineData("""{"multipleOf":3}""", "1e400", false)]
    [InlineData("""{"multipleOf":2}""", "1e400", true)]
    [InlineData("""{"multipleOf":0.5}""", "1e308", true)]
    [InlineData("""{"multipleOf":7}""", "700000000000000000000000000007", true)]
    [InlineData("""{"multipleOf":7}""", "700000000000000000000000000008", false)]
    [InlineData("""{"multipleOf":1234567890123456789012}""", "2469135780246913578024", true)]
    [InlineData("""{"multipleOf":1234567890123456789012}""", "24691357802469135780240000", true)]
    [InlineData("""{"multipleOf":1234567890123456789012}""", "2469135780246913578025", false)]
    [InlineData("""{"multipleOf":1e5}""", "12e4", false)]
    [InlineData("""{"multipleOf":5}""", "0", true)]
    [InlineData("""{"minimum":1e400}""", "9e399", false)]
    [InlineData("""{"minimum":1e400}""", "1e400", true)]
    [InlineData("""{"maximum":18446744073709551615}""", "18446744073709551616", false)]
    [InlineData("""{"maximum":18446744073709551615}""", "18446744073709551615.0", true)]
    [InlineData("""{"exclusiveMaximum":0.1}""", "0.09999999999999999999999", true)]
    [InlineData("""{"exclusiveMinimum":-0.1}""", "-0.1", false)]
    [InlineData("""{"minimum":-5}""", "-5.0000000000000000000001", false)]
    [InlineData("""{"minimum":0}""", "-1e-300", false)]
    [InlineData("""{"maximum":123}""", "122.99999999999999999999", true)]
    [InlineData("""{"minLength":2.0}""", "\"ab\"", true)]
    [InlineData("""{"maxItems":1e0}""", "[1,2]", false)]
    [InlineData("""{"maxLength":1e300}""", "\"ab\"", true)]
    [InlineData("""{"minItems":1e300}""", "[1]", false)]
    public void A_number_is_judged_by_its_value(string schema, string value, bool isValid) => Assert.Equal(isValid, SchemaText.Schema(schema).Judge(value).IsValid);

    [Theory]
    [InlineData("""{"type":"integer"}""", "1e9999999999999999999999")]
    [InlineData("""{"minimum":1}""", "1e-9999999999999999999999")]
    [InlineData("""{"not":{"minimum":1}}""", "1e-9999999999999999999999")]
    public void An_exponent_that_nobody_counts_with_is_not_accepted(string schema, string value) =>
        Assert.Equal(ValidationStops.NumberTooLarge, SchemaText.Schema(schema).Judge(value).Stop);

    [Fact]
    public void Nothing_is_nothing_whatever_its_exponent() => Assert.True(SchemaText.Schema("""{"minimum":0,"type":"integer"}""").Judge("0e9999999999999999999999").IsValid);

    [Theory]
    [InlineData("😀", 1)]
    [InlineData("Привет", 6)]
    [InlineData("e\u0301", 2)]
    [InlineData("\\ud83d\\ude00\\u0041", 2)]
    [InlineData("", 0)]
    public void Length_is_counted_in_characters(string text, int length)
    {
        Assert.True(SchemaText.Schema($$"""{"minLength":{{length}},"maxLength":{{length}}}""").Judge($"\"{text}\"").IsValid);
        Assert.False(SchemaText.Schema($$"""{"minLength":{{length + 1}}}""").Judge($"\"{text}\"").IsValid);
        if (length > 0) Assert.False(SchemaText.Schema($$"""{"maxLength":{{length - 1}}}""").Judge($"\"{text}\"").IsValid);
    }
}
