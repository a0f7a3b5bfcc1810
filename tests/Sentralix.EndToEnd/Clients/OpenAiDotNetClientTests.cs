using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Clients;

/// <summary>OpenAI's client for .NET with nothing changed but its base URL and key.</summary>
public sealed class OpenAiDotNetClientTests(ClientsHost host) : IClassFixture<ClientsHost>
{
    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool(
        "get_weather", "The weather in a city", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""));

    public static IEnumerable<TheoryDataRow<string>> Bases => ClientsHost.Bases;

    [Theory, MemberData(nameof(Bases))]
    public async Task A_chat_is_answered_by_the_upstream(string path)
    {
        ChatCompletion answer = await Client(path).CompleteChatAsync([new UserChatMessage("Как вернуть товар?")]);

        Assert.Equal(OpenAiBehaviour.DefaultText, answer.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.True(answer.Usage.InputTokenCount > 0 && answer.Usage.OutputTokenCount > 0);
    }

    [Theory, MemberData(nameof(Bases))]
    public async Task A_streamed_chat_comes_in_pieces_and_ends_with_its_usage(string path)
    {
        var text = new StringBuilder();
        var pieces = 0;
        ChatTokenUsage? usage = null;
        ChatFinishReason? finish = null;
        await foreach (var update in Client(path).CompleteChatStreamingAsync([new UserChatMessage("Как вернуть товар?")]))
        {
            foreach (var part in update.ContentUpdate.Where(p => p.Text.Length > 0))
            {
                text.Append(part.Text);
                pieces++;
            }

            finish = update.FinishReason ?? finish;
            usage = update.Usage ?? usage;
        }

        Assert.Equal(OpenAiBehaviour.DefaultText, text.ToString());
        Assert.True(pieces > 1);
        Assert.Equal(ChatFinishReason.Stop, finish);
        Assert.True(usage is { InputTokenCount: > 0, OutputTokenCount: > 0 });
    }

    [Theory, MemberData(nameof(Bases))]
    public async Task The_calls_of_offered_tools_come_back(string path)
    {
        ChatCompletion answer = await Client(path).CompleteChatAsync([new UserChatMessage("Какая погода в Казани?")], new ChatCompletionOptions { Tools = { Weather } });

        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
        var call = Assert.Single(answer.ToolCalls);
        Assert.Equal(("call_7", "get_weather"), (call.Id, call.FunctionName));
        using var arguments = JsonDocument.Parse(call.FunctionArguments);
        Assert.Equal("Казань", arguments.RootElement.GetProperty("city").GetString());
    }

    [Theory, MemberData(nameof(Bases))]
    public async Task A_wrong_key_and_an_unknown_model_are_its_exceptions_with_their_status(string path)
    {
        var key = await Assert.ThrowsAsync<ClientResultException>(() => Client(path, key: "sx_live_nobody_ever_made_this_key_0123").CompleteChatAsync([new UserChatMessage("Привет")]));
        var model = await Assert.ThrowsAsync<ClientResultException>(() => Client(path, model: "no-such-model").CompleteChatAsync([new UserChatMessage("Привет")]));

        Assert.Equal((401, 404), (key.Status, model.Status));
        Assert.Contains("invalid_api_key", key.Message);
        Assert.Contains("no-such-model", model.Message);
    }

    private ChatClient Client(string path, string key = Installation.AdminKey, string model = ClientsHost.OwnModel) =>
        new(model, new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = host.At(path), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });
}
