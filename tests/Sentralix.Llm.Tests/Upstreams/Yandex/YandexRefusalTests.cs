using Sentralix.Llm.Upstreams.Access;
using Sentralix.Llm.Upstreams.Yandex;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Wire;
using Sentralix.Peers.Yandex;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Yandex;

/// <summary>What YandexGPT's native API cannot do, and what its refusals mean.</summary>
public sealed class YandexRefusalTests
{
    private const string Hello = """{"model":"our-model","messages":[{"role":"user","content":"Привет"}]}""";

    [Theory]
    [InlineData("\"temperature\":1.2", "temperature", "unsupported_value")]
    [InlineData("\"n\":2", "n", "unsupported_value")]
    [InlineData("\"top_p\":0.5", "top_p", "unsupported_parameter")]
    [InlineData("\"stop\":[\"\\n\"]", "stop", "unsupported_parameter")]
    [InlineData("\"logprobs\":true", "logprobs", "unsupported_parameter")]
    [InlineData("\"logit_bias\":{\"1\":-100}", "logit_bias", "unsupported_parameter")]
    [InlineData("\"frequency_penalty\":0.5", "frequency_penalty", "unsupported_parameter")]
    [InlineData("\"modalities\":[\"text\",\"audio\"]", "modalities", "unsupported_value")]
    [InlineData("\"functions\":[{\"name\":\"f\"}]", "functions", "unsupported_parameter")]
    [InlineData("\"response_format\":{\"type\":\"grammar\"}", "response_format", "unsupported_value")]
    [InlineData("\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"f\"}}]", "tools[0].type", "unsupported_value")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":{\"type\":\"allowed_tools\"}", "tool_choice", "unsupported_value")]
    public async Task What_Yandex_cannot_do_is_refused_by_name(string field, string parameter, string code)
    {
        await using var peer = await YandexPeer.Start();
        await using var gateway = await Gateway(peer);

        var (status, answer) = await gateway.Ask($$"""{"model":"m","messages":[{"role":"user","content":"Привет"}],{{field}}}""");

        Assert.Equal(400, status);
        Assert.Equal(parameter, answer.GetProperty("error").GetProperty("param").GetString());
        Assert.Equal(code, answer.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(0, peer.Journal.Count);
    }

    [Theory]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://a/b.png"}}]}""", "messages[0].content")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"а"},{"type":"input_audio","input_audio":{"data":"","format":"wav"}}]}""", "messages[0].content")]
    [InlineData("""{"role":"tool","tool_call_id":"call_of_nobody","content":"1"}""", "messages[0].tool_call_id")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"[1"}}]}""", "messages[0].tool_calls[0].function.arguments")]
    [InlineData("""{"role":"critic","content":"а"}""", "messages[0].role")]
    public async Task Messages_that_Yandex_cannot_read_are_refused_by_place(string message, string parameter)
    {
        await using var peer = await YandexPeer.Start();
        await using var gateway = await Gateway(peer);

        var (status, answer) = await gateway.Ask($$"""{"model":"m","messages":[{{message}}]}""");

        Assert.Equal(400, status);
        Assert.Equal(parameter, answer.GetProperty("error").GetProperty("param").GetString());
        Assert.Equal(0, peer.Journal.Count);
    }

    [Theory]
    [InlineData(429, "ai.textGenerationCompletionSessionsCount.count gauge quota limit exceed: allowed 10 requests", "concurrency_full")]
    [InlineData(429, "ai.textGenerationCompletionRequestsPerHour.rate rate quota limit exceed: allowed 100 requests", "rate_limited")]
    [InlineData(401, "The token has expired", "auth")]
    [InlineData(403, "Permission to [resource-manager.folder b1g] denied", "auth")]
    [InlineData(403, "The cloud's billing account is not active", "no_money")]
    [InlineData(400, "invalid model_uri", "model_not_found")]
    [InlineData(400, "Error in session: number of input tokens must be no more than 8192, got 9158", "context_length")]
    [InlineData(400, "temperature must be in [0, 1]", "bad_request")]
    [InlineData(503, "unavailable", "overloaded")]
    public async Task Each_refusal_has_its_code(int status, string words, string code)
    {
        await using var peer = await YandexPeer.Start(manners: new PeerManners { Fault = OpenAiFault.WithStatus(status, body: words) });
        await using var gateway = await Gateway(peer);

        var (answered, answer) = await gateway.Ask(Hello);

        Assert.Equal(status, answered);
        Assert.Equal(code, answer.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(words, answer.GetProperty("error").GetProperty("message").GetString());
    }

    private static async Task<DialectGateway> Gateway(YandexPeer peer)
    {
        var gateway = await DialectGateway.Start(new YandexDialect(), peer.NativeUrl, new HeaderAccess("Authorization", "Api-Key ", peer.Behaviour.ApiKey));
        gateway.Settings["folder_id"] = peer.Behaviour.Folder;
        return gateway;
    }
}
