using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Tests.Values;

public sealed class ValueTests
{
    [Fact]
    public void A_value_is_small_and_its_default_is_null()
    {
        Assert.Equal(24, Unsafe.SizeOf<Value>());
        Assert.True(default(Value).IsNull);
        Assert.Equal(Value.Null, default);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1.50")]
    [InlineData("-1.50")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335")]
    [InlineData("0.0000000000000000000000000001")]
    [InlineData("-0.0")]
    public void A_decimal_comes_back_as_it_went_in(string text)
    {
        var number = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(decimal.GetBits(number), decimal.GetBits(Value.Of(number).Decimal));
        Assert.Equal(ValueKind.Decimal, Value.Of(number).Kind);
    }

    [Fact]
    public void A_moment_comes_back_with_its_offset()
    {
        foreach (var hours in new[] { -12, -3.5, 0, 3, 14 })
        {
            var moment = new DateTimeOffset(2026, 11, 23, 1, 2, 3, 4, TimeSpan.FromHours(hours));
            Assert.Equal(moment, Value.Of(moment).Timestamp);
            Assert.Equal(moment.Offset, Value.Of(moment).Timestamp.Offset);
        }

        Assert.Equal(DateTimeOffset.MaxValue, Value.Of(DateTimeOffset.MaxValue).Timestamp);
        Assert.Equal(TimeSpan.MinValue, Value.Of(TimeSpan.MinValue).Duration);
    }

    [Fact]
    public void A_value_taken_for_what_it_is_not_is_a_mistake_of_the_caller()
    {
        Assert.Throws<InvalidOperationException>(() => Value.Of(1L).Text);
        Assert.Throws<InvalidOperationException>(() => Value.Of("a").Whole);
        Assert.Throws<InvalidOperationException>(() => Value.Null.Map);
        Assert.Throws<InvalidOperationException>(() => Value.Of("a").Number);
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("true", "true")]
    [InlineData("5", "int 5")]
    [InlineData("9223372036854775807", "int 9223372036854775807")]
    [InlineData("9223372036854775808", "decimal 9223372036854775808")]
    [InlineData("-9223372036854775808", "int -9223372036854775808")]
    [InlineData("5.0", "decimal 5.0")]
    [InlineData("1e3", "decimal 1000")]
    [InlineData("1e-40", "decimal 0.0000000000000000000000000000")]
    [InlineData("\"да\\u0021\"", "'да!'")]
    [InlineData("[1,[2],{\"a\":null}]", "[1,[2],{\"a\":null}]")]
    [InlineData("{\"a\":1,\"a\":2}", "{\"a\":2}")]
    [InlineData("{\"$bytes\":\"file_1\",\"size\":5,\"media_type\":\"a/b\"}", "bytes file_1")]
    [InlineData("{\"$bytes\":\"file_1\"}", "{\"$bytes\":\"file_1\"}")]
    public void Json_becomes_a_value_by_both_ways(string json, string expected)
    {
        Assert.Equal(expected, Sample.Show(ValueJson.Of(JsonDocument.Parse(json).RootElement)));
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        Assert.Equal(expected, Sample.Show(ValueJson.Read(ref reader)));
    }

    [Theory]
    [InlineData("1e999", FaultCodes.Arithmetic)]
    [InlineData("\"\\ud800\"", FaultCodes.Value)]
    [InlineData("{\"\\ud800\":1}", FaultCodes.Value)]
    public void Json_that_no_value_can_hold_is_refused_by_both_ways(string json, string code)
    {
        Assert.Equal(code, Assert.Throws<ExpressionException>(() => ValueJson.Of(JsonDocument.Parse(json).RootElement)).Code);
        Assert.Equal(code, Assert.Throws<ExpressionException>(() => ReadAll(json, 64)).Code);
    }

    [Fact]
    public void Deep_json_is_refused_however_deep_its_reader_would_go()
    {
        foreach (var depth in new[] { ValueJson.MaxDepth, ValueJson.MaxDepth + 2, 5_000 })
        {
            var json = new string('[', depth) + new string(']', depth);
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 10_000 });
            if (depth <= ValueJson.MaxDepth)
            {
                Assert.Equal(json, ValueJson.Write(ValueJson.Of(document.RootElement)));
                continue;
            }

            Assert.Equal(FaultCodes.Budget, Assert.Throws<ExpressionException>(() => ValueJson.Of(document.RootElement)).Code);
            Assert.Equal(FaultCodes.Budget, Assert.Throws<ExpressionException>(() => ReadAll(json, 10_000)).Code);
        }
    }

    [Fact]
    public void Json_a_million_deep_is_refused_by_json_as_well()
    {
        var activation = Sample.Activation().With("inputs", Value.Of(new string('[', 1_000_000)));
        Assert.Equal(FaultCodes.Value, Sample.Of("json(inputs)", activation));
    }

    [Fact]
    public void Half_of_a_character_is_written_as_a_whole_one()
    {
        Assert.Equal("[\"\uFFFD\"]", ValueJson.Write(Value.Of(ValueList.Of([Value.Of("\ud800")]))));
        Assert.Equal("{\"a\uFFFD\":1}", ValueJson.ToElement(Value.Of(ValueMap.Of(new() { ["a\udc00"] = Value.Of(1L) }))).GetRawText());
    }

    [Fact]
    public void Equal_values_have_equal_hash_codes()
    {
        Value[] values =
        [
            Value.Null, Value.True, Value.False, Value.Of(1L), Value.Of(1m), Value.Of(1.00m), Value.Of("a"), Value.Of(new string(['a'])), Value.Of(TimeSpan.FromTicks(1)),
            Value.Of(Sample.Now), Value.Of(Sample.Now.ToOffset(TimeSpan.FromHours(3))), Value.Of(new BytesRef("f", 1, "x")), Value.Of(new BytesRef("f", 1, "x")),
            Value.Of(ValueList.Of([Value.Of(1L)])), Value.Of(ValueList.Of([Value.Of(1.0m)])), Value.Of(ValueMap.Of(new() { ["a"] = Value.Of(1L) })), Value.Of(ValueMap.Of(new() { ["a"] = Value.Of(1m) })),
        ];
        var equal = 0;
        foreach (var left in values)
        {
            foreach (var right in values)
            {
                if (left != right) continue;
                Assert.Equal(left.GetHashCode(), right.GetHashCode());
                equal++;
            }
        }

        Assert.Equal(17 + 6 + (2 * 5), equal);
    }

    [Fact]
    public void A_condition_that_compares_allocates_nothing()
    {
        var expressions = new[]
        {
            "vars.order.status == 'delivered' && vars.n <= 24", "vars.n < 2 || vars.price > 10.25", "'vip' in vars.tags", "message.text contains 'ЗАКАЗ'",
            "vars.none == null && !vars.yes", "now.hour >= 9 && now.hour < 18", "vars.order.items[0].count == 2", "vars.name != message.text", "size(vars.tags) > 1 ? vars.yes : false",
        }.Select(source => Sample.Compile(source)).ToArray();
        var activation = Sample.Activation();
        long allocated = -1;

        // The first rounds compile.
        for (var round = 0; round < 200 && allocated != 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var expression in expressions) Assert.True(expression.TryTest(activation, out _, out _));
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    private static Value ReadAll(string json, int depth)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = depth });
        return ValueJson.Read(ref reader);
    }
}
