using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Xunit;

namespace Sentralix.Llm.Tests.Dialect;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"Привет\"", "Привет")]
    [InlineData(@"""\u041f\u0440 \n\t\r\b\f\""\\\/ё""", "Пр \n\t\r\b\f\"\\/ё")]
    [InlineData(@"""a\ud83d\ude00b""", "a😀b")]
    [InlineData(@"""a\ud83d""", "a\ufffd")]
    [InlineData(@"""a\ud83dx\ude00""", "a\ufffdx\ufffd")]
    [InlineData(@"""\ud83d\u0041""", "\ufffdA")]
    public void Strings_are_decoded_and_half_a_surrogate_pair_is_no_disaster(string raw, string text) =>
        Assert.Equal(text, Encoding.UTF8.GetString(JsonText.Decode(Encoding.UTF8.GetBytes(raw))));

    [Fact]
    public void What_the_library_can_decode_is_decoded_as_the_library_does()
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => new Rune(random.Next(4) switch { 0 => random.Next(0x20), 1 => random.Next(0x80), 2 => 0x400 + random.Next(0x100), _ => 0x1F600 + random.Next(0x40) })));
            var escaped = JsonSerializer.Serialize(text);
            var plain = JsonSerializer.Serialize(text, DialectJson.Options);

            Assert.Equal(text, JsonText.String(Encoding.UTF8.GetBytes(escaped)));
            Assert.Equal(text, JsonText.String(Encoding.UTF8.GetBytes(plain)));
        }
    }

    [Theory]
    [InlineData("12", 12L)]
    [InlineData("\"12\"", 12L)]
    [InlineData("12.5", null)]
    [InlineData("\"twelve\"", null)]
    [InlineData("", null)]
    public void Whole_numbers_are_read_from_strings_too(string raw, long? number) => Assert.Equal(number, JsonText.Number(Encoding.UTF8.GetBytes(raw)));

    [Fact]
    public void Fields_are_walked_with_their_values_as_they_stand()
    {
        var fields = new JsonFields("""{ "a" : {"b":[1, 2]} , "\u0061b":"x", "n":null }"""u8);

        Assert.True(fields.Next() && fields.Is("a"u8));
        Assert.Equal("""{"b":[1, 2]}""", Encoding.UTF8.GetString(fields.Value));
        Assert.True(fields.Next() && fields.Is("ab"u8));
        Assert.Equal("\"x\"", Encoding.UTF8.GetString(fields.Value));
        Assert.True(fields.Next() && fields.IsNull);
        Assert.False(fields.Next());
        Assert.True(JsonFields.Find("""{"n":null}"""u8, "n"u8).IsEmpty);
        Assert.False(new JsonFields(default).IsObject);
        Assert.False(new JsonItems("{}"u8).IsArray);
    }
}
