using System.Buffers;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Xunit;

namespace Sentralix.Llm.Tests.Dialect;

public sealed class RawJsonTests
{
    [Fact]
    public void Fields_are_walked_with_their_values_as_they_stand()
    {
        var fields = new RawJson("""{ "a" : {"b":[1, 2]} , "\u0061b":"x", "n":null }"""u8).Fields;

        Assert.True(fields.MoveNext() && fields.Current.Is("a"u8));
        Assert.Equal("""{"b":[1, 2]}""", Encoding.UTF8.GetString(fields.Current.Value.Bytes));
        Assert.True(fields.MoveNext() && fields.Current.Is("ab"u8));
        Assert.Equal("\"x\"", Encoding.UTF8.GetString(fields.Current.Value.Bytes));
        Assert.True(fields.MoveNext() && !fields.Current.Value.IsGiven);
        Assert.False(fields.MoveNext());
        Assert.False(new RawJson("""{"n":null}"""u8)["n"u8].IsGiven);
    }

    [Fact]
    public void Items_are_walked_with_their_places()
    {
        var list = """ [1, "two" ,[3]] """u8;
        var items = new RawJson(list).Items;
        var seen = new List<string>();
        while (items.MoveNext()) seen.Add($"{items.Index}@{items.Start}:{Encoding.UTF8.GetString(items.Current.Bytes)}");

        Assert.Equal(["0@1:1", "1@4:\"two\"", "2@11:[3]"], seen);
        Assert.False(items.MoveNext());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"text\"")]
    public void What_is_no_object_and_no_array_has_no_fields_and_no_items(string json)
    {
        var value = new RawJson(Encoding.UTF8.GetBytes(json));

        Assert.False(value.Fields.MoveNext());
        Assert.False(value.Items.MoveNext());
        Assert.False(value["a"u8].IsGiven);
        Assert.False(value.IsObject || value.IsArray || value.IsEmpty);
    }

    [Theory]
    [InlineData("""{"a":1""")]
    [InlineData("""{"a":1}x""")]
    [InlineData("""{"a":[1,}""")]
    [InlineData("nonsense")]
    public void What_is_not_JSON_is_found_on_the_way_to_its_end(string json)
    {
        Assert.ThrowsAny<JsonException>(() =>
        {
            foreach (var field in new RawJson(Encoding.UTF8.GetBytes(json)).Fields) Assert.True(field.Is("a"u8));
        });
    }

    [Theory]
    [InlineData("""[1,2""")]
    [InlineData("""[1]x""")]
    public void So_is_a_list_that_is_none(string json)
    {
        Assert.ThrowsAny<JsonException>(() =>
        {
            foreach (var item in new RawJson(Encoding.UTF8.GetBytes(json)).Items) Assert.True(item.IsNumber);
        });
    }

    [Theory]
    [InlineData("12", 12L)]
    [InlineData("\"12\"", 12L)]
    [InlineData("12.5", null)]
    [InlineData("\"twelve\"", null)]
    [InlineData("", null)]
    public void Whole_numbers_are_read_from_strings_too_where_protobuf_wrote_them(string raw, long? number)
    {
        Assert.Equal(number, new RawJson(Encoding.UTF8.GetBytes(raw)).ProtobufInteger());
        Assert.Equal(raw.StartsWith('"') ? null : number, new RawJson(Encoding.UTF8.GetBytes(raw)).Integer());
    }

    [Fact]
    public void Half_a_surrogate_pair_is_mended_or_refused_as_is_asked()
    {
        var text = Encoding.UTF8.GetBytes(@"""a\ud83d""");

        Assert.Equal("a\ufffd", new RawJson(text).MendedText());
        Assert.ThrowsAny<JsonException>(() => new RawJson(text).Unescaped().Length);
        Assert.ThrowsAny<JsonException>(() => new RawJson(text).Text());
    }

    [Theory]
    [InlineData("{}", "\"{}\"")]
    [InlineData("{ \"a\": [1, \"ё\"] }", "\"{ \\\"a\\\": [1, \\\"ё\\\"] }\"")]
    [InlineData("{\n  \"a\": [\n 1.50, \"ё\"]\n}", "\"{\\\"a\\\":[1.50,\\\"ё\\\"]}\"")]
    public void JSON_is_put_into_a_string_and_what_was_printed_prettily_is_made_compact(string value, string text)
    {
        var written = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(written, DialectJson.Writer)) json.WriteAsText(new RawJson(Encoding.UTF8.GetBytes(value)));

        Assert.Equal(text, Encoding.UTF8.GetString(written.WrittenSpan));
    }

    [Fact]
    public void Half_a_surrogate_pair_in_what_is_made_compact_is_no_JSON()
    {
        using var json = new Utf8JsonWriter(new ArrayBufferWriter<byte>(), DialectJson.Writer);

        Assert.ThrowsAny<JsonException>(() => json.WriteAsText(new RawJson("{\n\"a\":\"\\ud83d\"}"u8)));
    }
}
