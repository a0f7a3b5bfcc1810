using System.Text.Json;
using Sentralix.Llm.Upstreams.Access;
using Sentralix.Llm.Upstreams.Yandex;
using Sentralix.Peers.Yandex;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Yandex;

/// <summary>Embeddings of YandexGPT's native API behind OpenAI's form.</summary>
public sealed class YandexEmbeddingsTests
{
    [Theory]
    [InlineData("float")]
    [InlineData("base64")]
    [InlineData(null)]
    public async Task Each_text_is_embedded_in_a_call_of_its_own_and_usage_is_summed(string? format)
    {
        await using var peer = await YandexPeer.Start();
        await using var gateway = await Gateway(peer);
        gateway.UpstreamModel = "text-search";
        var asked = format is null ? "" : $",\"encoding_format\":\"{format}\"";

        var (status, answer) = await gateway.Ask($$"""{"model":"m","input":["раз","два","раз два три"]{{asked}}}""", "embeddings");

        Assert.Equal(200, status);
        Assert.Equal(3, peer.Journal.Count);
        var vectors = answer.GetProperty("data").EnumerateArray().Select(item => Vectors.Read(item.GetProperty("embedding"))).ToArray();
        var uri = $"emb://{peer.Behaviour.Folder}/text-search-doc/latest";
        Assert.Equal(["раз", "два", "раз два три"], peer.Journal.Requests.Select(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("text").GetString()));
        Assert.All(peer.Journal.Requests, request => Assert.Equal(uri, JsonDocument.Parse(request.Body).RootElement.GetProperty("modelUri").GetString()));
        Assert.Equal(3, vectors.Select(vector => string.Join(' ', vector)).Distinct().Count());
        Assert.Equal(5, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(format == "base64", answer.GetProperty("data")[0].GetProperty("embedding").ValueKind == JsonValueKind.String);
        Assert.Equal(DialectGateway.Model, answer.GetProperty("model").GetString());
    }

    [Fact]
    public async Task Questions_are_embedded_by_their_own_model_and_in_the_length_asked_for()
    {
        await using var peer = await YandexPeer.Start();
        await using var gateway = await Gateway(peer);
        gateway.UpstreamModel = "text-search";
        gateway.Settings["embedding_task"] = "query";

        var (_, answer) = await gateway.Ask("""{"model":"m","input":"раз","dimensions":4}""", "embeddings");
        gateway.UpstreamModel = "text-search-doc";
        await gateway.Ask("""{"model":"m","input":"раз"}""", "embeddings");

        Assert.Equal(4, answer.GetProperty("data")[0].GetProperty("embedding").GetArrayLength());
        Assert.Equal(
            ["text-search-query", "text-search-doc"],
            peer.Journal.Requests.Select(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("modelUri").GetString()!.Split('/')[3]));
    }

    [Theory]
    [InlineData("""{"model":"m","input":[1,2,3]}""", "unsupported_value")]
    [InlineData("""{"model":"m","input":[]}""", "missing_required_parameter")]
    [InlineData("""{"model":"m","input":"а","encoding_format":"hex"}""", "invalid_value")]
    public async Task Embeddings_that_cannot_be_made_are_refused(string request, string code)
    {
        await using var peer = await YandexPeer.Start();
        await using var gateway = await Gateway(peer);

        var (status, answer) = await gateway.Ask(request, "embeddings");

        Assert.Equal(400, status);
        Assert.Equal(code, answer.GetProperty("error").GetProperty("code").GetString());
    }

    private static async Task<DialectGateway> Gateway(YandexPeer peer)
    {
        var gateway = await DialectGateway.Start(new YandexDialect(), peer.NativeUrl, new HeaderAccess("Authorization", "Api-Key ", peer.Behaviour.ApiKey));
        gateway.Settings["folder_id"] = peer.Behaviour.Folder;
        return gateway;
    }

    private static JsonElement Sent(YandexPeer peer) => JsonDocument.Parse(peer.Journal.Last.Body).RootElement;
}
