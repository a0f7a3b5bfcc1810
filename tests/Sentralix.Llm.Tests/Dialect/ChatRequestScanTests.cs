using System.Text;
using Sentralix.Llm.Dialect;
using Xunit;

namespace Sentralix.Llm.Tests.Dialect;

public sealed class ChatRequestScanTests
{
    [Fact]
    public void Finds_what_it_looks_for_wherever_it_stands()
    {
        var shape = Read("""{"messages":[{"model":"no","stream":true}],"stream_options":{"x":{"include_usage":true}}, "max_tokens":7,"model" : "a\u0042" ,"stream":true}""");

        Assert.Equal("aB", shape.Model);
        Assert.True(shape.Stream);
        Assert.False(shape.AsksForUsage);
        Assert.Equal(7, shape.MaxTokens);
    }

    [Fact]
    public void A_field_written_with_escapes_is_the_same_field()
    {
        var shape = Read("""{"mod\u0065l":"m","str\u0065am":true}""");

        Assert.Equal("m", shape.Model);
        Assert.True(shape.Stream);
    }

    [Fact]
    public void Fields_of_other_types_are_left_for_the_upstream_to_refuse()
    {
        var shape = Read("""{"model":"m","max_tokens":"many","temperature":[1],"stream_options":7,"messages":3}""");

        Assert.Equal("m", shape.Model);
        Assert.Null(shape.MaxTokens);
        Assert.Null(shape.Temperature);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("   ", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    [InlineData("{", null)]
    [InlineData("{\"model\":\"m\"", null)]
    [InlineData("{\"model\":\"m\"} x", null)]
    [InlineData("{\"model\":\"m\"}{}", null)]
    [InlineData("{\"model\":\"m\",}", null)]
    [InlineData("{'model':'m'}", null)]
    [InlineData("{\"model\":\"\\ud800\"}", null)]
    [InlineData("{\"messages\":[]}", "model")]
    [InlineData("{\"model\":null}", "model")]
    [InlineData("{\"model\":5}", "model")]
    [InlineData("{\"model\":\"\"}", "model")]
    [InlineData("{\"model\":\"m\",\"model\":\"n\"}", "model")]
    [InlineData("{\"model\":\"m\",\"stream\":\"yes\"}", "stream")]
    [InlineData("{\"model\":\"m\",\"stream\":true,\"stream\":false}", "stream")]
    public void What_it_cannot_be_sure_about_is_refused_and_the_field_named(string body, string? param)
    {
        Assert.False(ChatRequestScan.TryRead(Encoding.UTF8.GetBytes(body), out _, out var refusal));
        Assert.Equal(400, refusal.Status);
        Assert.Equal("invalid_request_error", refusal.Type);
        Assert.Equal(param, refusal.Param);
    }

    [Fact]
    public void Broken_UTF8_is_refused()
    {
        byte[] body = [.. "{\"model\":\"m\",\"messages\":[{\"content\":\""u8, 0xD0, 0x22, .. "}]}"u8];

        Assert.False(ChatRequestScan.TryRead(body, out _, out var refusal));
        Assert.Contains("UTF-8", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_nesting_is_refused_and_the_usual_depth_of_tool_schemas_is_not()
    {
        static byte[] Nested(int depth) => Encoding.UTF8.GetBytes(
            $$"""{"model":"m","tools":{{new string('[', depth)}}{{new string(']', depth)}}}""");

        Assert.True(ChatRequestScan.TryRead(Nested(200), out _, out _));
        Assert.False(ChatRequestScan.TryRead(Nested(100_000), out _, out _));
    }

    private static ChatRequestShape Read(string body)
    {
        Assert.True(ChatRequestScan.TryRead(Encoding.UTF8.GetBytes(body), out var shape, out _));
        return shape;
    }
}
