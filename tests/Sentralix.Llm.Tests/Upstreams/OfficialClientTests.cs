using System.ClientModel.Primitives;
using System.ClientModel;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI;
using Sentralix.Llm.Tests.Upstreams.Clients;
using Sentralix.Llm.Upstreams.Access;
using Sentralix.Llm.Upstreams.GigaChat;
using Sentralix.Llm.Upstreams.Yandex;
using Sentralix.Llm.Upstreams;
using Sentralix.Peers.GigaChat;
using Sentralix.Peers.Yandex;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams;

/// <summary>OpenAI's own .NET client as the judge of what the Russian providers' dialects write: a whole round of text, stream, tools
/// and vectors with each.</summary>
public sealed class OfficialClientTests
{
    private const string Arguments = """{"city":"Орёл"}""";

    [Theory]
    [InlineData("yandex")]
    [InlineData("yandex_compatible")]
    [InlineData("gigachat")]
    public async Task Chats_plain_and_streamed(string kind)
    {
        await using var house = await House.Start(kind);
        var client = house.Client.GetChatClient(DialectGateway.Model);

        var plain = (await client.CompleteChatAsync("Привет")).Value;
        var text = "";
        ChatTokenUsage? usage = null;
        ChatFinishReason? finish = null;
        await foreach (var update in client.CompleteChatStreamingAsync("Привет"))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            finish ??= update.FinishReason;
            usage ??= update.Usage;
        }

        Assert.Equal(YandexBehaviour.DefaultText, plain.Content[0].Text);
        Assert.Equal(plain.Content[0].Text, text);
        Assert.Equal(ChatFinishReason.Stop, finish);
        Assert.Equal(plain.Usage.OutputTokenCount, usage!.OutputTokenCount);
    }

    [Theory]
    [InlineData("yandex")]
    [InlineData("yandex_compatible")]
    [InlineData("gigachat")]
    public async Task Calls_a_tool_streamed_and_hears_of_its_result(string kind)
    {
        await using var house = await House.Start(kind);
        var client = house.Client.GetChatClient(DialectGateway.Model);
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("weather", "Погода", BinaryData.FromString("""{"type":"object"}""")) } };
        List<ChatMessage> messages = [new SystemChatMessage("Кратко."), new UserChatMessage("call")];
        var (id, name, arguments) = ("", "", "");

        await foreach (var update in client.CompleteChatStreamingAsync(messages, options))
        {
            foreach (var call in update.ToolCallUpdates)
            {
                id = call.ToolCallId ?? id;
                name = call.FunctionName ?? name;
                arguments += call.FunctionArgumentsUpdate;
            }
        }

        messages.Add(new AssistantChatMessage([ChatToolCall.CreateFunctionToolCall(id, name, BinaryData.FromString(arguments))]));
        messages.Add(new ToolChatMessage(id, """{"sky":"ясно"}"""));
        var answer = (await client.CompleteChatAsync(messages, options)).Value;

        Assert.Equal(("weather", Arguments), (name, arguments));
        Assert.Contains("""{"sky":"ясно"}""", answer.Content[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yandex", "text-search-doc")]
    [InlineData("yandex_compatible", "text-search-doc")]
    [InlineData("gigachat", "Embeddings")]
    public async Task Embeds(string kind, string model)
    {
        await using var house = await House.Start(kind);
        house.Gateway.UpstreamModel = model;

        OpenAIEmbeddingCollection vectors = (await house.Client.GetEmbeddingClient(DialectGateway.Model).GenerateEmbeddingsAsync(["раз", "два", "раз"])).Value;

        Assert.Equal(3, vectors.Count);
        Assert.Equal(8, vectors[0].ToFloats().Length);
        Assert.Equal(vectors[0].ToFloats().ToArray(), vectors[2].ToFloats().ToArray());
        Assert.NotEqual(vectors[0].ToFloats().ToArray(), vectors[1].ToFloats().ToArray());
        Assert.True(vectors.Usage.InputTokenCount > 0);
    }

    [Theory]
    [InlineData("yandex", "text-search-doc")]
    [InlineData("yandex_compatible", "text-search-doc")]
    [InlineData("gigachat", "Embeddings")]
    public async Task The_JavaScript_client_reads_the_vectors_that_it_asks_for_in_base64(string kind, string model)
    {
        await using var house = await House.Start(kind);
        house.Gateway.UpstreamModel = model;
        var (_, plain) = await house.Gateway.Ask("""{"model":"our-model","input":["раз","два"]}""", "embeddings");

        var said = await NodeClient.Run("openai-embed", house.Gateway.Address.AbsoluteUri);

        Assert.Equal(
            plain.GetProperty("data").EnumerateArray().Select(item => Vectors.Read(item.GetProperty("embedding"))),
            said.GetProperty("vectors").EnumerateArray().Select(Vectors.Read));
    }

    [Theory]
    [InlineData("yandex")]
    [InlineData("yandex_compatible")]
    [InlineData("gigachat")]
    public async Task The_JavaScript_client_runs_a_tool_by_itself(string kind)
    {
        await using var house = await House.Start(kind);

        var said = await NodeClient.Run("openai-tools", house.Gateway.Address.AbsoluteUri);

        Assert.Equal("""[{"city":"Орёл"}]""", said.GetProperty("seen").GetRawText());
        Assert.Contains("""{"sky":"ясно"}""", said.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    private sealed class House(IAsyncDisposable peer, DialectGateway gateway) : IAsyncDisposable
    {
        public DialectGateway Gateway => gateway;

        public OpenAIClient Client { get; } = new(
            new ApiKeyCredential("key"), new OpenAIClientOptions { Endpoint = gateway.Address, RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });

        public static Task<House> Start(string kind) => kind == "gigachat" ? GigaChat() : Yandex(kind);

        public async ValueTask DisposeAsync()
        {
            await gateway.DisposeAsync();
            await peer.DisposeAsync();
        }

        private static async Task<House> GigaChat()
        {
            var peer = await GigaChatPeer.Start(new GigaChatBehaviour
            {
                Answer = asked => asked.Results.Count > 0 ? new GigaChatSays(asked.Results[0])
                    : asked.LastUserText == "call" ? new GigaChatSays("") { Call = ("weather", Arguments) }
                    : new GigaChatSays(GigaChatBehaviour.DefaultText),
            });
            var http = new HttpMessageInvoker(new SocketsHttpHandler());
            var tokens = new GigaChatTokens(http, peer.TokenUrl, peer.Behaviour.AuthorizationKey, peer.Behaviour.Scope);
            var gateway = await DialectGateway.Start(new GigaChatDialect(), peer.BaseUrl, new TokenAccess("giga", tokens, TimeProvider.System));
            gateway.UpstreamModel = "GigaChat";
            return new House(peer, gateway);
        }

        private static async Task<House> Yandex(string kind)
        {
            var peer = await YandexPeer.Start(new YandexBehaviour
            {
                Answer = asked => asked.Results.Count > 0 ? new YandexSays(asked.Results[0])
                    : asked.LastUserText == "call" ? new YandexSays("") { Calls = [("weather", Arguments)] }
                    : new YandexSays(YandexBehaviour.DefaultText),
            });
            IForeignDialect dialect = kind == "yandex" ? new YandexDialect() : new YandexCompatibleDialect();
            var gateway = await DialectGateway.Start(
                dialect, kind == "yandex" ? peer.NativeUrl : peer.CompatibleUrl, new HeaderAccess("Authorization", "Api-Key ", peer.Behaviour.ApiKey));
            gateway.Settings["folder_id"] = peer.Behaviour.Folder;
            return new House(peer, gateway);
        }
    }
}
