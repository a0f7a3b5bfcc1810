using System.Text.Json;
using Sentralix.Llm.Tests.Upstreams.Translation;
using Sentralix.Peers.Anthropic;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Serving;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Anthropic;

/// <summary>Anthropic's own client for JavaScript as the judge of the stand-in.</summary>
public sealed class AnthropicNodeClientTests
{
    private const string Key = "sk-ant-stand-in";

    [Fact]
    public async Task Takes_a_message()
    {
        await using var upstream = await Start();

        var message = await Do(upstream, "message");

        Assert.Equal(AnthropicBehaviour.DefaultText, message.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal("end_turn", message.GetProperty("stop_reason").GetString());
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(1, false)]
    [InlineData(5, true)]
    public async Task Puts_a_stream_together_however_it_is_torn(int? writeSize, bool interleaved)
    {
        await using var upstream = await Start(new AnthropicBehaviour
        {
            Answer = _ => Calls() with { Interleaved = interleaved },
            Manner = new PeerManner { WriteSize = writeSize },
        });

        var message = await Do(upstream, "stream");

        Assert.Equal("tool_use", message.GetProperty("stop_reason").GetString());
        Assert.Equal(["thinking", "text", "tool_use", "tool_use"], message.GetProperty("content").EnumerateArray().Select(block => block.GetProperty("type").GetString()));
        Translate.AssertJson("""{"id":"ё-7"}""", message.GetProperty("content")[2].GetProperty("input"));
        Translate.AssertJson("{}", message.GetProperty("content")[3].GetProperty("input"));
        Assert.Equal(15, message.GetProperty("usage").GetProperty("output_tokens").GetInt32());
        Assert.Equal(("message_start", "message_stop"), (message.GetProperty("events")[0].GetString(), message.GetProperty("events").EnumerateArray().Last().GetString()));
    }

    [Fact]
    public async Task Goes_once_around_the_loop_of_tools_with_its_thinking()
    {
        await using var upstream = await Start(new AnthropicBehaviour
        {
            Answer = request => request.GetProperty("messages").GetArrayLength() > 1 ? new AnthropicMessage([MessageBlock.Text("В пути.")]) : Calls(),
        });

        var message = await Do(upstream, "loop");

        Assert.Equal("В пути.", message.GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("forged", "BadRequestError", 400, "Invalid `signature` in `thinking` block")]
    [InlineData("unlimited", "BadRequestError", 400, "max_tokens: Field required")]
    public async Task Is_refused_by_the_rules(string what, string error, int status, string words)
    {
        await using var upstream = await Start();

        var refused = await ProviderClient.Fail("anthropic-client.mjs", what, upstream.BaseUrl, Key, "claude-opus-5-5");

        Assert.Equal((error, status), (refused.GetProperty("class").GetString(), refused.GetProperty("status").GetInt32()));
        Assert.Contains(words, refused.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(401, "AuthenticationError", "authentication_error")]
    [InlineData(402, "PaymentRequiredError", "billing_error")]
    [InlineData(404, "NotFoundError", "not_found_error")]
    [InlineData(429, "RateLimitError", "rate_limit_error")]
    [InlineData(529, "OverloadedError", "overloaded_error")]
    public async Task Gets_errors_typed(int status, string error, string type)
    {
        await using var upstream = await Start(new AnthropicBehaviour { Fault = OpenAiFault.WithStatus(status) });

        var refused = await ProviderClient.Fail("anthropic-client.mjs", "message", upstream.BaseUrl, Key, "claude-opus-5-5");

        Assert.Equal((error, status, type), (refused.GetProperty("class").GetString(), refused.GetProperty("status").GetInt32(), refused.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task Gets_an_error_in_the_middle_of_a_stream()
    {
        await using var upstream = await Start(new AnthropicBehaviour { Fault = new OpenAiFault(OpenAiFaultKind.ErrorInStream) { AfterPieces = 1 } });

        var refused = await ProviderClient.Fail("anthropic-client.mjs", "stream", upstream.BaseUrl, Key, "claude-opus-5-5");

        Assert.Equal("overloaded_error", refused.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Lists_the_models()
    {
        await using var upstream = await Start();

        var models = await Do(upstream, "models");

        Assert.Equal(upstream.Behaviour.Models, models.GetProperty("ids").EnumerateArray().Select(id => id.GetString()!));
    }

    private static AnthropicMessage Calls() => new([
        MessageBlock.Thinking("Хм", "…"), MessageBlock.Text("Смо", "трю."), MessageBlock.ToolUse("toolu_1", "order", "{\"id\":", "\"ё-7\"}"), MessageBlock.ToolUse("toolu_2", "now")]);

    private static Task<AnthropicUpstream> Start(AnthropicBehaviour? behaviour = null) => AnthropicUpstream.Start((behaviour ?? new AnthropicBehaviour()) with { RequiredKey = Key });

    private static Task<JsonElement> Do(AnthropicUpstream upstream, string what) => ProviderClient.Succeed("anthropic-client.mjs", what, upstream.BaseUrl, Key, "claude-opus-5-5");
}
