using System.Net;
using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Sentralix.Peers.Anthropic;
using Sentralix.Peers.OpenAi;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Anthropic;

/// <summary>Anthropic's own .NET client as the judge of the stand-in, with its check of answers switched on.</summary>
public sealed class AnthropicDotNetClientTests
{
    private const string Key = "sk-ant-stand-in";
    private const string Model = "claude-opus-5-5";

    [Fact]
    public async Task Takes_a_message()
    {
        await using var upstream = await Start();
        using var client = Client(upstream);

        var message = await client.Messages.Create(Hello(), TestContext.Current.CancellationToken);

        Assert.True(message.Content.Single().TryPickText(out var text));
        Assert.Equal(AnthropicBehaviour.DefaultText, text.Text);
        Assert.Equal("end_turn", message.StopReason?.Raw());
        Assert.Equal((25, 15), (message.Usage.InputTokens, message.Usage.OutputTokens));
    }

    [Fact]
    public async Task Takes_a_stream_of_thinking_text_and_calls()
    {
        await using var upstream = await Start(new AnthropicBehaviour
        {
            Answer = _ => new AnthropicMessage([
                MessageBlock.Thinking("Хм", "…"), MessageBlock.Redacted("ZGF0YQ=="), MessageBlock.Text("Смо", "трю."), MessageBlock.ToolUse("toolu_1", "order", "{\"id\":", "\"ё-7\"}")]),
        });
        using var client = Client(upstream);
        var (thinking, signature, text, input, output) = ("", "", "", "", 0L);

        await foreach (var happened in client.Messages.CreateStreaming(Hello(), TestContext.Current.CancellationToken))
        {
            if (happened.TryPickDelta(out var end)) output = end.Usage.OutputTokens;
            if (!happened.TryPickContentBlockDelta(out var delta)) continue;
            if (delta.Delta.TryPickThinking(out var thought)) thinking += thought.Thinking;
            if (delta.Delta.TryPickSignature(out var signed)) signature += signed.Signature;
            if (delta.Delta.TryPickText(out var piece)) text += piece.Text;
            if (delta.Delta.TryPickInputJson(out var json)) input += json.PartialJson;
        }

        Assert.Equal(("Хм…", "Смотрю.", """{"id":"ё-7"}""", 15L), (thinking, text, input, output));
        Assert.NotEmpty(signature);
    }

    [Fact]
    public async Task Gives_a_tools_result_back()
    {
        await using var upstream = await Start(new AnthropicBehaviour
        {
            Answer = request => request.GetProperty("messages").GetArrayLength() > 1
                ? new AnthropicMessage([MessageBlock.Text("В пути.")])
                : new AnthropicMessage([MessageBlock.ToolUse("toolu_1", "order", """{"id":"ё-7"}""")]),
        });
        using var client = Client(upstream);

        var call = await client.Messages.Create(Hello(), TestContext.Current.CancellationToken);
        Assert.True(call.Content.Single().TryPickToolUse(out var use));
        var answer = await client.Messages.Create(
            Hello() with
            {
                Messages =
                [
                    new UserMessageParam("Где заказ?"),
                    new AssistantMessageParam(new List<ContentBlockParam> { new ToolUseBlockParam { ID = use.ID, Name = use.Name, Input = use.Input } }),
                    new UserMessageParam(new List<ContentBlockParam> { new ToolResultBlockParam { ToolUseID = use.ID, Content = "в пути" } }),
                ],
            },
            TestContext.Current.CancellationToken);

        Assert.Equal("ё-7", use.Input["id"].GetString());
        Assert.True(answer.Content.Single().TryPickText(out var text));
        Assert.Equal("В пути.", text.Text);
    }

    [Theory]
    [InlineData(401, typeof(AnthropicUnauthorizedException))]
    [InlineData(402, typeof(AnthropicPaymentRequiredException))]
    [InlineData(404, typeof(AnthropicNotFoundException))]
    [InlineData(429, typeof(AnthropicRateLimitException))]
    [InlineData(529, typeof(AnthropicOverloadedException))]
    public async Task Gets_errors_typed(int status, System.Type type)
    {
        await using var upstream = await Start(new AnthropicBehaviour { Fault = OpenAiFault.WithStatus(status) });
        using var client = Client(upstream);

        var error = await Assert.ThrowsAnyAsync<AnthropicApiException>(() => client.Messages.Create(Hello(), TestContext.Current.CancellationToken));

        Assert.IsType(type, error);
        Assert.Equal((HttpStatusCode)status, error.StatusCode);
    }

    [Fact]
    public async Task Gets_an_error_in_the_middle_of_a_stream()
    {
        await using var upstream = await Start(new AnthropicBehaviour { Fault = new OpenAiFault(OpenAiFaultKind.ErrorInStream) { AfterPieces = 1 } });
        using var client = Client(upstream);

        await Assert.ThrowsAsync<AnthropicSseException>(async () =>
        {
            await foreach (var _ in client.Messages.CreateStreaming(Hello(), TestContext.Current.CancellationToken))
            {
            }
        });
    }

    [Theory]
    [InlineData("sk-ant-wrong", Model, 401)]
    [InlineData(Key, "claude-nobody", 404)]
    public async Task Is_refused_by_the_rules(string key, string model, int status)
    {
        await using var upstream = await Start();
        using var client = Client(upstream, key);

        var error = await Assert.ThrowsAnyAsync<AnthropicApiException>(() => client.Messages.Create(Hello() with { Model = model }, TestContext.Current.CancellationToken));

        Assert.Equal((HttpStatusCode)status, error.StatusCode);
    }

    [Fact]
    public async Task Is_refused_a_call_without_its_result()
    {
        await using var upstream = await Start();
        using var client = Client(upstream);
        var lonely = new ToolUseBlockParam { ID = "toolu_1", Name = "f", Input = new Dictionary<string, JsonElement>() };

        var error = await Assert.ThrowsAsync<AnthropicBadRequestException>(() => client.Messages.Create(
            Hello() with { Messages = [new UserMessageParam("a"), new AssistantMessageParam(new List<ContentBlockParam> { lonely }), new UserMessageParam("b")] },
            TestContext.Current.CancellationToken));

        Assert.Contains("without `tool_result` blocks immediately after: toolu_1", error.Message);
    }

    private static MessageCreateParams Hello() => new() { Model = Model, MaxTokens = 100, Messages = [new UserMessageParam("Где заказ?")] };

    private static Task<AnthropicUpstream> Start(AnthropicBehaviour? behaviour = null) => AnthropicUpstream.Start((behaviour ?? new AnthropicBehaviour()) with { RequiredKey = Key });

    private static AnthropicClient Client(AnthropicUpstream upstream, string key = Key) =>
        new() { ApiKey = key, BaseUrl = upstream.BaseUrl.ToString().TrimEnd('/'), MaxRetries = 0, ResponseValidation = true };
}
