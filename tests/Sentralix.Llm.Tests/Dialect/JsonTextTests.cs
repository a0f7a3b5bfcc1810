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

            Assert.Equal(text, new RawJson(Encoding.UTF8.GetBytes(escaped)).MendedText());
            Assert.Equal(text, new RawJson(Encoding.UTF8.GetBytes(plain)).MendedText());
        }
    }
}
