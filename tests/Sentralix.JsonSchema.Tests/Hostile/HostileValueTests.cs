using System.Text;
using Xunit;

namespace Sentralix.JsonSchema.Tests.Hostile;

/// <summary>Values that are made to break who judges them.</summary>
public sealed class HostileValueTests
{
    private static readonly Schema Any = SchemaText.Schema("""{"uniqueItems":true,"items":{"$ref":"#"},"additionalProperties":{"$ref":"#"}}""");

    [Theory]
    [InlineData("[", "")]
    [InlineData("{\"a\":", "")]
    [InlineData("[", "]")]
    public void A_value_nested_a_million_deep_is_refused(string open, string close)
    {
        var text = string.Concat(Enumerable.Repeat(open, 1_000_000)) + string.Concat(Enumerable.Repeat(close, 1_000_000));
        var schema = SchemaText.Schema("true", new SchemaOptions { MaxInstanceBytes = 16 * 1024 * 1024 });
        Assert.Equal(ValidationStops.TooDeep, schema.Judge(text).Stop);
        Assert.Equal(ValidationStops.TooDeep, Any.Judge(text[..1_000_000]).Stop);
        Assert.Equal(SchemaFaultCodes.TooDeep, SchemaText.Fault(text, new SchemaOptions { MaxSchemaBytes = 16 * 1024 * 1024 }).Code);
    }

    [Fact]
    public void A_value_of_more_bytes_than_allowed_is_refused_unread()
    {
        Assert.Equal(ValidationStops.TooLarge, Any.Judge(new string(' ', 1024 * 1024) + "1").Stop);
        Assert.True(Any.Judge(new string(' ', (1024 * 1024) - 1) + "1").IsValid);
    }

    [Fact]
    public void The_deepest_value_that_is_allowed_is_judged()
    {
        string Nested(int depth) => new string('[', depth) + new string(']', depth);
        Assert.True(Any.Judge(Nested(64)).IsValid);
        Assert.Equal(ValidationStops.TooDeep, Any.Judge(Nested(65)).Stop);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{]")]
    [InlineData("[1,]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("// x\n1")]
    [InlineData("NaN")]
    [InlineData("01")]
    [InlineData("1 2")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("\"\\ud800\\ud800\"")]
    [InlineData("'a'")]
    [InlineData("\uFEFF1")]
    public void What_is_not_JSON_is_said_not_to_be(string text) => Assert.Equal(ValidationStops.NotJson, Any.Judge(text).Stop);

    [Theory]
    [InlineData(new byte[] { 0x22, 0xFF, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xC0, 0x80, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xED, 0xA0, 0x80, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xF0, 0x9F, 0x90, 0x22 })]
    public void Bytes_that_are_no_text_are_not_JSON(byte[] bytes)
    {
        Assert.Equal(ValidationStops.NotJson, Any.Validate(bytes).Stop);
        Assert.False(Any.IsValid(bytes));
    }

    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""[{"x":{"b":1,"c":2,"b":3}}]""")]
    [InlineData("""{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1,"l":1,"m":1,"\u0067":1}""")]
    public void A_name_that_is_there_twice_is_refused(string text) => Assert.Equal(ValidationStops.DuplicateName, Any.Judge(text).Stop);

    [Fact]
    public void An_object_of_a_hundred_thousand_names_is_judged()
    {
        var text = $"{{{string.Join(',', Enumerable.Range(0, 60_000).Select(i => $"\"n{i}\":{i}"))}}}";
        Assert.True(Any.Judge(text).IsValid);
        Assert.True(SchemaText.Schema("""{"unevaluatedProperties":false,"patternProperties":{"^n":true}}""").Judge(text).IsValid);
    }

    [Fact]
    public void A_number_of_a_million_digits_costs_what_its_length_costs()
    {
        var digits = "1" + new string('0', 900_000) + "7";
        var schema = SchemaText.Schema("""{"type":"integer","multipleOf":7,"minimum":3}""");
        Assert.False(schema.Judge(digits).IsValid);
        Assert.Null(schema.Judge(digits).Stop);
        Assert.Equal(ValidationStops.Steps, SchemaText.Schema($$"""{"allOf":[{{string.Join(',', Enumerable.Repeat("""{"minimum":3}""", 50))}}]}""").Judge(digits).Stop);
        var unit = new string('3', 900);
        Assert.Equal(ValidationStops.Steps, SchemaText.Schema($$"""{"multipleOf":{{unit}}}""", new SchemaOptions { MaxSteps = 1_000_000 }).Judge(digits).Stop);
    }

    [Fact]
    public void Many_items_that_are_equal_but_for_their_order_are_stopped_or_judged()
    {
        // Every item is an object of the same members in another order: one hash for all, and comparing them takes the square of their length.
        var random = new Random(1);
        var names = Enumerable.Range(0, 400).Select(i => $"\"n{i}\":0").ToArray();
        var same = $"[{string.Join(',', Enumerable.Range(0, 200).Select(_ => $"{{{string.Join(',', names.OrderBy(_ => random.Next()))}}}"))}]";
        Assert.False(Any.Judge(same).IsValid);
        var different = $"[{string.Join(',', Enumerable.Range(0, 100_000))}]";
        Assert.True(Any.Judge(different).IsValid);
    }

    [Fact]
    public void Random_bytes_are_never_more_than_refused()
    {
        var random = new Random(7);
        string[] alphabet = ["{", "}", "[", "]", ":", ",", "\"", "a", "\\u00", "\\", "1", "e", "-", ".", "true", "null", " ", "\u00e9", "\ud83d\udc32", "\"a\":", "0"];
        var stops = new HashSet<string?>();
        for (var i = 0; i < 30_000; i++)
        {
            byte[] bytes;
            if (i % 2 == 0)
            {
                bytes = new byte[random.Next(40)];
                random.NextBytes(bytes);
            }
            else
            {
                bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(14)).Select(_ => alphabet[random.Next(alphabet.Length)])));
            }

            var validation = Any.Validate(bytes);
            Assert.Equal(validation.IsValid, Any.IsValid(bytes));
            stops.Add(validation.Stop);
            var compilation = Schema.Compile(bytes);
            Assert.Equal(compilation.IsUsable, compilation.Faults.Count == 0);
        }

        Assert.Contains(null, stops);
        Assert.Contains(ValidationStops.NotJson, stops);
    }
}
