using System.Buffers;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Upstreams;
using Sentralix.Llm.Upstreams.Access;
using Sentralix.Llm.Upstreams.Yandex;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Wire;
using Sentralix.Peers.Yandex;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Yandex;

/// <summary>Yandex's API in OpenAI's form, and what has to be mended in it.</summary>
public sealed class YandexCompatibleTests
{
    private const string Hello = """{"model":"our-model","messages":[{"role":"user","content":"Привет"}]}""";
    private const string Tools = """[{"type":"function","function":{"name":"weather","parameters":{"type":"object"}}},{"type":"function","function":{"name":"now"}}]""";

    [Fact]
    public async Task The_answer_passes_with_our_name_of_the_model()
    {
        await using var peer = await YandexPeer.Start();
        await using var gateway = await Gateway(peer);

        var (status, answer) = await gateway.Ask(Hello);

        Assert.Equal(200, status);
        Assert.Equal(DialectGateway.Model, answer.GetProperty("model").GetString());
        Assert.Equal(YandexBehaviour.DefaultText, answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(20, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.DoesNotContain(peer.Behaviour.Folder, answer.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(peer.Behaviour.Folder, peer.Journal.Last.Headers["OpenAI-Project"]);
        Assert.Equal("false", peer.Journal.Last.Headers["x-data-logging-enabled"]);
    }

    [Fact]
    public async Task Every_other_byte_of_the_request_stays()
    {
        await using var peer = await YandexPeer.Start();
        await using var gateway = await Gateway(peer);
        const string Request = """{ "messages":[{"role":"user","content":"\u041f\u0440\u0438\u0432\u0435\u0442 ё"}],  "model" : "our-model","temperature":0.30,"nobody_knows":{"a":[1, 2]} }""";

        await gateway.Ask(Request);

        Assert.Equal(Request.Replace("\"our-model\"", $"\"gpt://{peer.Behaviour.Folder}/yandexgpt/latest\"", StringComparison.Ordinal), peer.Journal.Last.BodyText);
    }

    [Fact]
    public async Task A_stream_carries_usage_in_a_chunk_with_empty_choices()
    {
        await using var peer = await YandexPeer.Start(manners: new PeerManners { WriteSize = 5 });
        await using var gateway = await Gateway(peer);

        var stream = await gateway.Stream(Hello);

        Assert.Equal(YandexBehaviour.DefaultText, stream.Text);
        Assert.Equal("stop", stream.Finish);
        Assert.Equal(10, stream.Usage!.Value.GetProperty("completion_tokens").GetInt32());
        Assert.True(stream.IsDone);
    }

    [Fact]
    public async Task Ids_that_are_names_become_unique_and_go_back_as_names()
    {
        await using var peer = await YandexPeer.Start(Calling());
        await using var gateway = await Gateway(peer);

        var (_, answer) = await gateway.Ask($$"""{"model":"m","messages":[{"role":"user","content":"Погода?"}],"tools":{{Tools}}}""");
        var message = answer.GetProperty("choices")[0].GetProperty("message");
        var ids = message.GetProperty("tool_calls").EnumerateArray().Select(call => call.GetProperty("id").GetString()!).ToArray();
        var (status, second) = await gateway.Ask($$"""
            {"model":"m","tools":{{Tools}},"messages":[{"role":"user","content":"Погода?"},{{message.GetRawText()}},
             {"role":"tool","tool_call_id":"{{ids[0]}}","content":"дождь"},{"role":"tool","content":"12:00","tool_call_id":"{{ids[2]}}"}]}
            """);

        Assert.Equal(3, ids.Distinct().Count());
        Assert.All(ids, id => Assert.InRange(id.Length, 1, 40));
        Assert.Equal(200, status);
        Assert.Equal("weather=дождь;now=12:00", second.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.DoesNotContain(ids[0], peer.Journal.Last.BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streamed_ids_are_unique_over_answers()
    {
        await using var peer = await YandexPeer.Start(Calling());
        await using var gateway = await Gateway(peer);

        var first = await gateway.Stream(Hello);
        var second = await gateway.Stream(Hello);

        Assert.Equal(["weather", "weather", "now"], first.Calls.Select(call => call.Name));
        Assert.Equal(6, first.Calls.Concat(second.Calls).Select(call => call.Id).Distinct().Count());
        Assert.Equal("tool_calls", first.Finish);
        Assert.True(first.IsDone);
    }

    [Fact]
    public async Task Proper_ids_of_hosted_models_stay_both_ways()
    {
        await using var peer = await YandexPeer.Start(Calling());
        await using var gateway = await Gateway(peer);
        gateway.UpstreamModel = "qwen3-235b-a22b-fp8";

        var (_, answer) = await gateway.Ask(Hello);
        var message = answer.GetProperty("choices")[0].GetProperty("message");
        var id = message.GetProperty("tool_calls")[0].GetProperty("id").GetString();
        var (status, second) = await gateway.Ask($$"""{"model":"m","messages":[{{message.GetRawText()}},{"role":"tool","tool_call_id":"{{id}}","content":"дождь"}]}""");

        Assert.StartsWith("chatcmpl-tool-", id, StringComparison.Ordinal);
        Assert.Equal(200, status);
        Assert.Equal($"{id}=дождь", second.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public void Usage_beside_a_choice_gets_a_chunk_of_its_own()
    {
        var call = new ForeignCall { UpstreamModel = "yandexgpt", Model = DialectGateway.Model, Id = "chatcmpl-1", Created = 1, Stream = true };
        using var stream = new YandexCompatibleDialect().Stream(call);
        var written = new ArrayBufferWriter<byte>();

        Assert.True(stream.TryEvent(default, """{"id":"a","object":"chat.completion.chunk","model":"gpt://f/m","choices":[{"index":0,"delta":{"content":"Да","reasoning_content":"ё"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4},"odd":1}"""u8, written));
        Assert.True(stream.TryEvent(default, "[DONE]"u8, written));

        var read = HubStream.Read(200, [.. written.WrittenSpan, .. "data: [DONE]\n\n"u8]);
        Assert.True(stream.IsWhole);
        Assert.Equal("Да", read.Text);
        Assert.Equal(3, read.Usage!.Value.GetProperty("prompt_tokens").GetInt32());
        Assert.Equal("ё", read.Chunks[0].GetProperty("choices")[0].GetProperty("delta").GetProperty("reasoning_content").GetString());
        Assert.Equal(1, read.Chunks[0].GetProperty("odd").GetInt32());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"choices\":")]
    [InlineData("просто слова")]
    public void What_is_no_chunk_fails_the_stream(string data)
    {
        using var stream = new YandexCompatibleDialect().Stream(new ForeignCall { UpstreamModel = "m", Model = "m", Id = "chatcmpl-1", Created = 1 });

        Assert.False(stream.TryEvent(default, Encoding.UTF8.GetBytes(data), new ArrayBufferWriter<byte>()));
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_not_whole()
    {
        await using var peer = await YandexPeer.Start(manners: new PeerManners { Fault = new OpenAiFault(OpenAiFaultKind.HalfStream) });
        await using var gateway = await Gateway(peer);

        Assert.False((await gateway.Stream(Hello)).IsDone);
    }

    [Fact]
    public async Task Errors_have_their_codes()
    {
        await using var peer = await YandexPeer.Start(new YandexBehaviour { Concurrency = 0 });
        await using var gateway = await Gateway(peer);

        var (status, answer) = await gateway.Ask(Hello);

        Assert.Equal(429, status);
        Assert.Equal("concurrency_full", answer.GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("float")]
    [InlineData("base64")]
    public async Task Vectors_come_in_the_form_that_the_client_wants(string format)
    {
        await using var peer = await YandexPeer.Start();
        await using var gateway = await Gateway(peer);
        gateway.UpstreamModel = "text-search-doc";

        var (_, plain) = await gateway.Ask("""{"model":"m","input":["раз","два"]}""", "embeddings");
        var (status, answer) = await gateway.Ask($$"""{"model":"m","input":["раз","два"],"encoding_format":"{{format}}","odd":1}""", "embeddings");

        Assert.Equal(200, status);
        Assert.Equal(
            plain.GetProperty("data").EnumerateArray().Select(item => Vectors.Read(item.GetProperty("embedding"))),
            answer.GetProperty("data").EnumerateArray().Select(item => Vectors.Read(item.GetProperty("embedding"))));
        Assert.Equal(format == "base64", answer.GetProperty("data")[0].GetProperty("embedding").ValueKind == JsonValueKind.String);
        Assert.Equal(DialectGateway.Model, answer.GetProperty("model").GetString());
        Assert.Equal(2, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        var sent = JsonDocument.Parse(peer.Journal.Last.Body).RootElement;
        Assert.False(sent.TryGetProperty("encoding_format", out _));
        Assert.Equal(1, sent.GetProperty("odd").GetInt32());
    }

    private static YandexBehaviour Calling() => new()
    {
        Answer = asked => asked.Results.Count > 0
            ? new YandexSays(string.Join(';', asked.Results))
            : new YandexSays("") { Calls = [("weather", """{"city":"Орёл"}"""), ("weather", """{"city":"Тула"}"""), ("now", "{}")] },
    };

    private static async Task<DialectGateway> Gateway(YandexPeer peer)
    {
        var gateway = await DialectGateway.Start(new YandexCompatibleDialect(), peer.CompatibleUrl, new HeaderAccess("Authorization", "Api-Key ", peer.Behaviour.ApiKey));
        gateway.Settings["folder_id"] = peer.Behaviour.Folder;
        return gateway;
    }
}
