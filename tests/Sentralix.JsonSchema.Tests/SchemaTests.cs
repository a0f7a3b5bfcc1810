using System.Text.Json;
using Xunit;

namespace Sentralix.JsonSchema.Tests;

/// <summary>A schema as its users hold it.</summary>
public sealed class SchemaTests
{
    private const string Tool = """
        {"type":"object","properties":{"city":{"type":"string","minLength":1,"maxLength":80},"days":{"type":"integer","minimum":1,"maximum":14},
        "units":{"enum":["metric","imperial"]},"alerts":{"type":"boolean"},"phone":{"type":"string","pattern":"^\\+7\\d{10}$"}},"required":["city","days"],"additionalProperties":false}
        """;

    private const string Good = """{"city":"Новосибирск","days":3,"units":"metric","alerts":true,"phone":"+79131234567"}""";

    [Fact]
    public void An_element_and_its_text_are_judged_alike()
    {
        var schema = SchemaText.Schema(Tool);
        using var document = JsonDocument.Parse($$"""{"args":{{Good}},"bad":{"city":1} }""");
        Assert.True(schema.IsValid(document.RootElement.GetProperty("args")));
        Assert.False(schema.IsValid(document.RootElement.GetProperty("bad")));
        Assert.Equal("/city", schema.Validate(document.RootElement.GetProperty("bad")).Errors[0].InstancePath);
        Assert.True(Schema.Compile(JsonDocument.Parse(Tool).RootElement).IsUsable);
    }

    [Fact]
    public void Judging_costs_no_memory()
    {
        var schema = SchemaText.Schema(Tool);
        var good = SchemaText.Utf8(Good);
        var bad = SchemaText.Utf8(Good.Replace("metric", "kelvin", StringComparison.Ordinal));
        for (var i = 0; i < 50; i++) Assert.True(schema.IsValid(good) && !schema.IsValid(bad));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            schema.IsValid(good);
            schema.IsValid(bad);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void One_schema_judges_on_many_threads_at_once()
    {
        var schema = SchemaText.Schema("""{"items":{"anyOf":[{"type":"string","pattern":"^\\p{L}+$"},{"properties":{"a":true},"unevaluatedProperties":false,"type":"object"}]}}""");
        var values = Enumerable.Range(0, 200).Select(i => (Text: SchemaText.Utf8($$"""["слово{{(i % 3 == 0 ? "1" : "")}}",{"a":{{i}}{{(i % 5 == 0 ? ",\"b\":1" : "")}} }]"""), IsValid: i % 3 != 0 && i % 5 != 0)).ToArray();
        var wrong = 0;
        Parallel.For(0, 4_000, i =>
        {
            var (text, isValid) = values[i % values.Length];
            if (schema.IsValid(text) != isValid || schema.Validate(text).IsValid != isValid) Interlocked.Increment(ref wrong);
        });
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void A_small_value_after_a_large_one_sees_nothing_of_it()
    {
        var schema = SchemaText.Schema("""{"unevaluatedItems":{"type":"integer"},"contains":{"type":"string"},"minContains":0}""");
        Assert.True(schema.Judge($"[{string.Join(',', Enumerable.Repeat("\"\\u0061\"", 40_000))}]").IsValid);
        Assert.False(schema.Judge("[1,true]").IsValid);
        Assert.True(schema.Judge("""[1,"\u0061"]""").IsValid);
    }

    [Theory]
    [InlineData("""{"a":1,"b":[true,null]}""", """ { "b" : [ true , null ] , "a" : 1.0 } """, true)]
    [InlineData("""{"a":"é"}""", """{"a":"\u00e9"}""", true)]
    [InlineData("""{"a":100}""", """{"a":1e2}""", true)]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", false)]
    [InlineData("""{"a":1}""", """{"a":"1"}""", false)]
    [InlineData("9007199254740993", "9007199254740992", false)]
    public void A_definition_has_one_hash_however_it_is_written(string one, string other, bool isSame)
    {
        var hash = CanonicalHash.Of(SchemaText.Utf8(one));
        Assert.Matches("^[0-9a-f]{64}$", hash!);
        Assert.Equal(isSame, hash == CanonicalHash.Of(SchemaText.Utf8(other)));
    }

    [Fact]
    public void The_hash_of_a_schema_is_that_of_its_text()
    {
        // Of {"type":"string"}, by sha256sum.
        Assert.Equal("00404e686415370f1711c4d7acfa2905444d3cf23cef2e10c47d445ebe690f96", SchemaText.Schema("""{"type":"string"}""").Hash);
        Assert.Equal(CanonicalHash.Of("""{ "type" : "string" }"""u8), SchemaText.Schema("""{"type":"string"}""").Hash);
        Assert.Null(CanonicalHash.Of("{"u8));
        Assert.Null(CanonicalHash.Of("""{"a":1,"a":1}"""u8));
    }
}
