using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Models;
using Sentralix.Peers.OpenAi;
using Xunit;

namespace Sentralix.Llm.Tests;

/// <summary>OpenAI's own .NET client as the judge, of the gateway and of the stand-in behind it alike.</summary>
public sealed class OfficialClientTests
{
    private const string Gateways = "large";
    private const string StandIns = "stand-in-large";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Chats(bool through)
    {
        await using var gateway = await Gateway.Start();

        var completion = (await Chat(gateway, through).CompleteChatAsync("Привет")).Value;

        Assert.Equal(OpenAiBehaviour.DefaultText, completion.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.True(completion.Usage.TotalTokenCount > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Streams_with_usage(bool through)
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { WriteSize = 11 });
        var text = "";
        ChatTokenUsage? usage = null;

        await foreach (var update in Chat(gateway, through).CompleteChatStreamingAsync("Привет"))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            usage ??= update.Usage;
        }

        Assert.Equal(OpenAiBehaviour.DefaultText, text);
        Assert.True(usage?.OutputTokenCount > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Gets_calls_of_tools_plain_and_streamed(bool through)
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour
        {
            Answer = asked => new ChatAnswer("") { ToolCalls = asked.HasTools ? [new("call_1", "order_status", """{"id":"ё-7"}"""), new("call_2", "now", "{}")] : [] },
        });
        var options = new ChatCompletionOptions
        {
            Tools = { ChatTool.CreateFunctionTool("order_status", "", BinaryData.FromString("""{"type":"object"}""")), ChatTool.CreateFunctionTool("now") },
        };
        var client = Chat(gateway, through);

        var plain = (await client.CompleteChatAsync([new UserChatMessage("Где заказ?")], options)).Value;
        var arguments = new Dictionary<int, string>();
        var ids = new Dictionary<int, string>();
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("Где заказ?")], options))
        {
            foreach (var call in update.ToolCallUpdates)
            {
                if (call.ToolCallId is not null) ids[call.Index] = call.ToolCallId;
                arguments[call.Index] = arguments.GetValueOrDefault(call.Index, "") + call.FunctionArgumentsUpdate;
            }
        }

        Assert.Equal(ChatFinishReason.ToolCalls, plain.FinishReason);
        Assert.Equal(["call_1", "call_2"], plain.ToolCalls.Select(call => call.Id));
        Assert.Equal(["call_1", "call_2"], ids.OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal("""{"id":"ё-7"}""", arguments[0]);
        Assert.Equal(plain.ToolCalls[0].FunctionArguments.ToString(), arguments[0]);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(400)]
    public async Task Gets_errors_typed_with_their_status(int status)
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(status, 1) });

        var error = await Assert.ThrowsAsync<ClientResultException>(() => Chat(gateway, through: true).CompleteChatAsync("Привет"));

        Assert.Equal(status, error.Status);
        Assert.True(error.GetRawResponse()!.Headers.TryGetValue("retry-after", out var wait));
        Assert.Equal("1", wait);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Embeds(bool through)
    {
        await using var gateway = await Gateway.Start();
        var client = Client(gateway, through).GetEmbeddingClient(through ? Gateways : StandIns);

        OpenAIEmbeddingCollection vectors = (await client.GenerateEmbeddingsAsync(["раз", "два", "раз"])).Value;

        Assert.Equal(3, vectors.Count);
        Assert.Equal(vectors[0].ToFloats().ToArray(), vectors[2].ToFloats().ToArray());
        Assert.NotEqual(vectors[0].ToFloats().ToArray(), vectors[1].ToFloats().ToArray());
    }

    [Fact]
    public async Task Lists_and_finds_models()
    {
        await using var gateway = await Gateway.Start();
        var client = Client(gateway, through: true).GetOpenAIModelClient();

        OpenAIModelCollection models = (await client.GetModelsAsync()).Value;
        OpenAIModel one = (await client.GetModelAsync("builtin/extract")).Value;

        Assert.Contains(models, model => model.Id == "large");
        Assert.Equal("sentralix", one.OwnedBy);
    }

    [Fact]
    public async Task Talks_to_the_embedded_model_plain_and_streamed()
    {
        await using var gateway = await Gateway.Start();
        var client = Client(gateway, through: true).GetChatClient("builtin/extract");
        ChatMessage[] messages =
        [
            new SystemChatMessage("""<passage n="3" title="Доставка" heading="Сроки">Курьер приезжает за два дня.</passage>"""),
            new UserChatMessage("Когда приезжает курьер?"),
        ];

        var plain = (await client.CompleteChatAsync(messages)).Value;
        var streamed = "";
        ChatFinishReason? finish = null;
        await foreach (var update in client.CompleteChatStreamingAsync(messages))
        {
            streamed += string.Concat(update.ContentUpdate.Select(part => part.Text));
            finish ??= update.FinishReason;
        }

        Assert.Equal("Курьер приезжает за два дня. [3]", plain.Content[0].Text);
        Assert.Equal(plain.Content[0].Text, streamed);
        Assert.Equal(ChatFinishReason.Stop, finish);
        Assert.Equal(0, plain.Usage.TotalTokenCount);
        Assert.Equal(0, gateway.Upstream.Journal.Count);
    }

    private static ChatClient Chat(Gateway gateway, bool through) =>
        Client(gateway, through).GetChatClient(through ? Gateways : StandIns);

    private static OpenAIClient Client(Gateway gateway, bool through) => new(
        new ApiKeyCredential(Gateway.Key),
        new OpenAIClientOptions
        {
            Endpoint = through ? gateway.Address : gateway.Upstream.BaseUrl,
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        });
}
