using System.Text.Json;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Wire;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.GigaChat;

/// <summary>What GigaChat cannot do, what its refusals mean, and its embeddings.</summary>
public sealed class GigaChatRefusalTests
{
    private const string Hello = """{"model":"our-model","messages":[{"role":"user","content":"Привет"}]}""";

    [Theory]
    [InlineData("\"temperature\":2.5", "temperature", "unsupported_value")]
    [InlineData("\"stop\":\"x\"", "stop", "unsupported_parameter")]
    [InlineData("\"logprobs\":true", "logprobs", "unsupported_parameter")]
    [InlineData("\"presence_penalty\":1", "presence_penalty", "unsupported_parameter")]
    [InlineData("\"audio\":{\"voice\":\"alloy\"}", "audio", "unsupported_parameter")]
    [InlineData("\"functions\":[{\"name\":\"f\"}]", "functions", "unsupported_parameter")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}},{\"type\":\"function\",\"function\":{\"name\":\"b\"}}],\"tool_choice\":\"required\"", "tool_choice", "unsupported_value")]
    [InlineData("\"response_format\":{\"type\":\"grammar\"}", "response_format", "unsupported_value")]
    public async Task What_GigaChat_cannot_do_is_refused_by_name(string field, string parameter, string code)
    {
        await using var rig = await GigaChatRig.Start();

        var (status, answer) = await rig.Gateway.Ask($$"""{"model":"m","messages":[{"role":"user","content":"?"}],{{field}}}""");

        Assert.Equal(400, status);
        Assert.Equal((parameter, code), (answer.GetProperty("error").GetProperty("param").GetString(), answer.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(0, rig.Peer.Journal.Count);
    }

    [Theory]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]}""", "messages[0].content", "unsupported_value")]
    [InlineData("""{"role":"tool","tool_call_id":"x","content":"1"}""", "messages[0].tool_call_id", "invalid_value")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]}""", "messages[0].tool_calls[0]", "invalid_value")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"?"}""", "messages[0].tool_calls[0]", "invalid_value")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"5"}}]},{"role":"tool","tool_call_id":"1","content":"?"}""", "messages[0].tool_calls[0].function.arguments", "invalid_value")]
    public async Task Messages_that_GigaChat_cannot_read_are_refused_by_place(string message, string parameter, string code)
    {
        await using var rig = await GigaChatRig.Start();

        var (status, answer) = await rig.Gateway.Ask($$"""{"model":"m","messages":[{{message}}]}""");

        Assert.Equal(400, status);
        Assert.Equal((parameter, code), (answer.GetProperty("error").GetProperty("param").GetString(), answer.GetProperty("error").GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData(402, null, "no_money")]
    [InlineData(404, "No such model", "model_not_found")]
    [InlineData(413, null, "context_length")]
    [InlineData(422, "Tokens limit exceeded", "context_length")]
    [InlineData(422, "Requested model does not support functions", "bad_request")]
    [InlineData(429, null, "rate_limited")]
    [InlineData(500, null, "overloaded")]
    public async Task Each_refusal_has_its_code(int status, string? words, string code)
    {
        await using var rig = await GigaChatRig.Start(manners: new PeerManners { Fault = OpenAiFault.WithStatus(status, body: words), FaultAt = "/api/v1/chat/completions" });

        var (answered, answer) = await rig.Gateway.Ask(Hello);

        Assert.Equal((status, code), (answered, answer.GetProperty("error").GetProperty("code").GetString()));
        Assert.NotEqual("", answer.GetProperty("error").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("float")]
    [InlineData("base64")]
    public async Task Vectors_come_in_the_form_that_the_client_wants_and_usage_is_summed(string format)
    {
        await using var rig = await GigaChatRig.Start();
        rig.Gateway.UpstreamModel = "Embeddings";

        var (status, answer) = await rig.Gateway.Ask($$"""{"model":"m","input":["раз","раз два три"],"encoding_format":"{{format}}"}""", "embeddings");

        Assert.Equal(200, status);
        Assert.Equal(2, answer.GetProperty("data").EnumerateArray().Select(item => string.Join(' ', Vectors.Read(item.GetProperty("embedding")))).Distinct().Count());
        Assert.Equal(4, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(format == "base64", answer.GetProperty("data")[0].GetProperty("embedding").ValueKind == JsonValueKind.String);
    }

    [Fact]
    public async Task The_length_of_vectors_cannot_be_chosen()
    {
        await using var rig = await GigaChatRig.Start();

        var (status, answer) = await rig.Gateway.Ask("""{"model":"m","input":"раз","dimensions":4}""", "embeddings");

        Assert.Equal((400, "dimensions"), (status, answer.GetProperty("error").GetProperty("param").GetString()));
    }
}
