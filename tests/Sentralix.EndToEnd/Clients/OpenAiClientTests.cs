using System.Text.Json;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Clients;

/// <summary>OpenAI's client for JavaScript with nothing changed but its base URL and key, before an upstream that nobody here wrote.</summary>
public sealed class OpenAiClientTests(ClientsHost host) : IClassFixture<ClientsHost>
{
    private const string Said = "Здравствуйте! Hello from behind the platform.";

    public static IEnumerable<TheoryDataRow<string>> Bases => ClientsHost.Bases;

    [Theory, MemberData(nameof(Bases))]
    public async Task A_chat_is_answered_by_the_upstream(string path)
    {
        var answer = await Succeed("chat", path);

        Assert.Equal(Said, answer.GetProperty("text").GetString());
        Assert.Equal(("assistant", "stop", "chat.completion"), (Text(answer, "role"), Text(answer, "finish_reason"), Text(answer, "object")));
        AssertUsage(answer.GetProperty("usage"));
    }

    [Theory, MemberData(nameof(Bases))]
    public async Task A_streamed_chat_comes_in_pieces_and_ends_with_its_usage(string path)
    {
        var answer = await Succeed("stream", path);

        Assert.Equal(Said, answer.GetProperty("text").GetString());
        Assert.True(answer.GetProperty("pieces").GetInt32() > 1);
        Assert.Equal("stop", Text(answer, "finish_reason"));
        AssertUsage(answer.GetProperty("usage"));
    }

    [Theory, MemberData(nameof(Bases))]
    public async Task The_calls_of_offered_tools_come_back(string path)
    {
        foreach (var way in (string[])["tools", "streamed_tools"])
        {
            var answer = await Succeed(way, path);

            Assert.Equal("tool_calls", Text(answer, "finish_reason"));
            var call = Assert.Single(answer.GetProperty("calls").EnumerateArray());
            Assert.NotEmpty(call.GetProperty("id").GetString()!);
            Assert.Equal("get_weather", Text(call.GetProperty("function"), "name"));
            using var arguments = JsonDocument.Parse(Text(call.GetProperty("function"), "arguments")!);
            Assert.Equal("Казань", Text(arguments.RootElement, "city"));
        }
    }

    [Theory, MemberData(nameof(Bases))]
    public async Task A_wrong_key_is_an_AuthenticationError(string path)
    {
        var error = await Fail("chat", path, key: "sx_live_nobody_ever_made_this_key_0123");

        Assert.Equal(("AuthenticationError", 401, "invalid_api_key"), (Text(error, "class"), error.GetProperty("status").GetInt32(), Text(error, "code")));
    }

    [Theory, MemberData(nameof(Bases))]
    public async Task An_unknown_model_is_a_NotFoundError_that_names_it(string path)
    {
        var error = await Fail("stream", path, model: "no-such-model");

        Assert.Equal(("NotFoundError", 404, "model_not_found"), (Text(error, "class"), error.GetProperty("status").GetInt32(), Text(error, "code")));
        Assert.Contains("no-such-model", Text(error, "message"));
    }

    [Theory, MemberData(nameof(Bases))]
    public async Task Embeddings_come_a_vector_for_each_text(string path)
    {
        var answer = await Succeed("embeddings", path);

        var vectors = answer.GetProperty("vectors").EnumerateArray().Select(v => v.EnumerateArray().Select(n => n.GetDouble()).ToList()).ToList();
        Assert.Equal(2, vectors.Count);
        Assert.NotEmpty(vectors[0]);
        Assert.Equal(vectors[0].Count, vectors[1].Count);
        Assert.NotEqual(vectors[0], vectors[1]);
        Assert.Equal([0, 1], answer.GetProperty("indexes").EnumerateArray().Select(i => i.GetInt32()));
    }

    [Theory, MemberData(nameof(Bases))]
    public async Task The_models_of_all_upstreams_are_listed(string path)
    {
        var answer = await Succeed("models", path);

        var ids = answer.GetProperty("ids").EnumerateArray().Select(i => i.GetString()).ToList();
        Assert.Contains(ClientsHost.OwnModel, ids);
        Assert.Contains(ClientsHost.AimockModel, ids);
        Assert.Equal(ClientsHost.AimockModel, Text(answer, "one"));
    }

    [Fact]
    public async Task A_model_that_is_an_assistant_answers_as_that_assistant()
    {
        NodePeers.Require();
        var assistant = await host.Api.MakeAssistant(new { model = ClientsHost.AimockModel });

        var answer = await Succeed("stream", "/api/v1", model: assistant);

        Assert.Equal(Said, Text(answer, "text"));
        AssertUsage(answer.GetProperty("usage"));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static void AssertUsage(JsonElement usage)
    {
        var (prompt, completion) = (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32());
        Assert.True(prompt > 0 && completion > 0, usage.GetRawText());
        Assert.Equal(prompt + completion, usage.GetProperty("total_tokens").GetInt32());
    }

    private async Task<JsonElement> Succeed(string what, string path, string model = ClientsHost.AimockModel)
    {
        NodePeers.Require();
        var answer = await NodePeers.OpenAi(what, host.At(path), Installation.AdminKey, model);
        return answer.TryGetProperty("ok", out var ok) ? ok : throw new InvalidOperationException(answer.GetRawText());
    }

    private async Task<JsonElement> Fail(string what, string path, string key = Installation.AdminKey, string model = ClientsHost.AimockModel)
    {
        NodePeers.Require();
        var answer = await NodePeers.OpenAi(what, host.At(path), key, model);
        return answer.TryGetProperty("error", out var error) ? error : throw new InvalidOperationException(answer.GetRawText());
    }
}
