using System.Text.Json;
using Sentralix.Llm.Upstreams.Anthropic;
using Sentralix.Llm.Upstreams.Gemini;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Translation;

/// <summary>The dialects before a server that nobody here wrote.</summary>
public sealed class AimockTests
{
    private const string Hello = """{"messages":[{"role":"user","content":"hello"}]}""";
    private const string Weather = """{"messages":[{"role":"user","content":"weather"}],"tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]}""";

    [Theory]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    public async Task Chats_plain_and_streamed(string kind)
    {
        await using var aimock = await Aimock.Start();
        using var exchange = Exchange(kind, aimock);

        var answer = await exchange.Ask(Hello, "some-model");
        var stream = await exchange.Stream(Hello, "some-model");

        Assert.Equal("Здравствуйте! Hello from behind the platform.", answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("Здравствуйте! Hello from behind the platform.", stream.Content);
        Assert.True(stream is { IsWhole: true, Understood: true });
        Assert.Equal(["stop"], stream.Finishes);
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    public async Task Calls_several_tools_plain_and_streamed(string kind)
    {
        await using var aimock = await Aimock.Start();
        using var exchange = Exchange(kind, aimock);

        var choice = (await exchange.Ask(Weather, "some-model")).GetProperty("choices")[0];
        var stream = await exchange.Stream(Weather, "some-model");

        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(["tool_calls"], stream.Finishes);
        var plain = choice.GetProperty("message").GetProperty("tool_calls").EnumerateArray().Select(call => call.GetProperty("function").GetProperty("arguments").GetString()!);
        Assert.Equal(["Казань", "Орёл"], plain.Select(City));
        Assert.Equal(["Казань", "Орёл"], stream.Calls.Select(call => City(call.Arguments)));
        Assert.Equal(2, stream.Calls.Select(call => call.Id).Distinct().Count());
    }

    private static string City(string arguments)
    {
        using var json = JsonDocument.Parse(arguments);
        return json.RootElement.GetProperty("city").GetString()!;
    }

    private static ForeignExchange Exchange(string kind, Aimock aimock) => kind == "anthropic"
        ? new ForeignExchange(new AnthropicDialect(), aimock.BaseUrl, "x-api-key", "k")
        : new ForeignExchange(new GeminiDialect(), aimock.BaseUrl, "x-goog-api-key", "k");
}
