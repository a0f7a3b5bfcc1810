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

/// <summary>YandexGPT's native API behind OpenAI's form.</summary>
public sealed class YandexDialectTests
{
    private const string Hello = """{"model":"our-model","messages":[{"role":"user","content":"Привет"}]}""";

    [Fact]
    public async Task A_question_is_answered_with_usage_and_without_the_folders_id()
    {
        await using var peer = await YandexPeer.Start(new YandexBehaviour { Reasoning = 3 });
        await using var gateway = await Gateway(peer);

        var (status, answer) = await gateway.Ask(Hello);

        Assert.Equal(200, status);
        Assert.StartsWith("chatcmpl-", answer.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(DialectGateway.Model, answer.GetProperty("model").GetString());
        var choice = answer.GetProperty("choices")[0];
        Assert.Equal(YandexBehaviour.DefaultText, choice.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        var usage = answer.GetProperty("usage");
        Assert.Equal(5, usage.GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(10, usage.GetProperty("completion_tokens").GetInt32());
        Assert.Equal(3, usage.GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32());
        Assert.DoesNotContain(peer.Behaviour.Folder, answer.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cloud_is_asked_to_keep_nothing_unless_the_operator_lets_it()
    {
        await using var peer = await YandexPeer.Start();
        await using var gateway = await Gateway(peer);

        await gateway.Ask(Hello);
        gateway.Settings["data_logging"] = "true";
        await gateway.Ask(Hello);

        Assert.Equal(["false", "true"], peer.Journal.Requests.Select(request => request.Headers["x-data-logging-enabled"]));
        Assert.Equal(2, peer.Journal.Requests.Select(request => request.Headers["x-client-request-id"]).Distinct().Count());
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("service_account", false)]
    [InlineData("oauth_token", true)]
    [InlineData("iam_token", true)]
    public async Task The_folder_is_named_beside_a_persons_token_only(string? auth, bool isNamed)
    {
        await using var peer = await YandexPeer.Start();
        await using var gateway = await Gateway(peer);
        if (auth is not null) gateway.Settings["auth"] = auth;

        await gateway.Ask(Hello);

        Assert.Equal(isNamed ? peer.Behaviour.Folder : null, peer.Journal.Last.Headers.GetValueOrDefault("x-folder-id"));
    }

    [Theory]
    [InlineData("yandexgpt", "gpt://b1gstandin0000000000/yandexgpt/latest")]
    [InlineData("yandexgpt/rc", "gpt://b1gstandin0000000000/yandexgpt/rc")]
    [InlineData("gpt://b1gstandin0000000000/yandexgpt-lite/latest", "gpt://b1gstandin0000000000/yandexgpt-lite/latest")]
    public async Task A_models_name_becomes_its_address(string name, string uri)
    {
        await using var peer = await YandexPeer.Start();
        await using var gateway = await Gateway(peer);
        gateway.UpstreamModel = name;

        Assert.Equal(200, (await gateway.Ask(Hello)).Status);
        Assert.Equal(uri, Sent(peer).GetProperty("modelUri").GetString());
    }

    [Fact]
    public async Task A_provider_without_a_folder_says_that_it_lacks_one()
    {
        await using var peer = await YandexPeer.Start();
        await using var gateway = await Gateway(peer);
        gateway.Settings.Clear();

        var (status, answer) = await gateway.Ask(Hello);

        Assert.Equal(500, status);
        Assert.Equal("provider_misconfigured", answer.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(0, peer.Journal.Count);
    }

    [Fact]
    public async Task A_stream_that_repeats_its_text_is_said_once()
    {
        await using var peer = await YandexPeer.Start(manners: new PeerManners { WriteSize = 7 });
        await using var gateway = await Gateway(peer);

        var stream = await gateway.Stream(Hello);

        Assert.Equal(YandexBehaviour.DefaultText, stream.Text);
        Assert.Equal(6, stream.Pieces.Count);
        Assert.Equal("stop", stream.Finish);
        Assert.True(stream.IsDone);
        Assert.Equal(10, stream.Usage!.Value.GetProperty("completion_tokens").GetInt32());
    }

    [Theory]
    // The replacement that stands for half a character, once and twice; a text that loses its last space.
    [InlineData("Да \ufffd", "Да \ufffd\ufffd", "Да 😀!")]
    [InlineData("\ufffd", "", "Ж")]
    [InlineData("Да", "Да! ", "Да!")]
    public async Task Half_a_character_waits_for_its_other_half(params string[] soFar)
    {
        await using var peer = await YandexPeer.Start(new YandexBehaviour
        {
            Answer = _ => new YandexSays(soFar[^1]) { SoFar = soFar[..^1] },
        });
        await using var gateway = await Gateway(peer);

        var stream = await gateway.Stream(Hello);

        Assert.Equal(soFar[^1], stream.Text.TrimEnd());
        Assert.DoesNotContain('\ufffd', stream.Text);
        Assert.True(stream.IsDone);
    }

    [Theory]
    [InlineData("""{"result":{"alternatives":[{"message":{"role":"assistant","text":"Да \ud83d"},"status":"ALTERNATIVE_STATUS_PARTIAL"}]}}""")]
    [InlineData("""{"result":{"alternatives":[{"message":{"role":"assistant","text":"Да \ufffd\ufffd"},"status":"ALTERNATIVE_STATUS_PARTIAL"}]}}""")]
    public void Half_a_surrogate_pair_waits_for_its_other_half(string first)
    {
        using var stream = new YandexDialect().Stream(new ForeignCall { UpstreamModel = "m", Model = DialectGateway.Model, Id = "chatcmpl-1", Created = 1 });
        var written = new ArrayBufferWriter<byte>();

        Assert.True(stream.TryEvent(default, Encoding.UTF8.GetBytes(first), written));
        Assert.True(stream.TryEvent(default, Encoding.UTF8.GetBytes("""{"result":{"alternatives":[{"message":{"role":"assistant","text":"Да \ud83d\ude00!"},"status":"ALTERNATIVE_STATUS_FINAL"}]}}"""), written));

        Assert.Equal(["Да ", "😀!"], HubStream.Read(200, written.WrittenSpan.ToArray()).Pieces);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"result":{}}""")]
    [InlineData("""{"result":{"alternatives":[""")]
    [InlineData("просто слова")]
    public void What_is_no_answer_fails_the_stream_and_the_call(string data)
    {
        var call = new ForeignCall { UpstreamModel = "m", Model = "m", Id = "chatcmpl-1", Created = 1 };
        using var stream = new YandexDialect().Stream(call);

        Assert.False(stream.TryEvent(default, Encoding.UTF8.GetBytes(data), new ArrayBufferWriter<byte>()));
        Assert.False(new YandexDialect().TryAnswer(Encoding.UTF8.GetBytes(data), call, new ArrayBufferWriter<byte>()));
    }

    [Fact]
    public async Task A_text_that_changes_behind_the_readers_back_fails_the_stream()
    {
        await using var peer = await YandexPeer.Start(new YandexBehaviour { Answer = _ => new YandexSays("Другое") { SoFar = ["Одно"] } });
        await using var gateway = await Gateway(peer);

        var stream = await gateway.Stream(Hello);

        Assert.Equal("Одно", stream.Text);
        Assert.False(stream.IsDone);
        Assert.Null(stream.Finish);
    }

    [Fact]
    public async Task The_filters_words_do_not_follow_what_was_said_already()
    {
        await using var peer = await YandexPeer.Start(new YandexBehaviour
        {
            Answer = _ => new YandexSays("Давайте сменим тему?") { SoFar = ["Это делается", "Это делается так:"], Status = "CONTENT_FILTER" },
        });
        await using var gateway = await Gateway(peer);

        var stream = await gateway.Stream(Hello);

        Assert.Equal("Это делается так:", stream.Text);
        Assert.Equal("content_filter", stream.Finish);
        Assert.True(stream.IsDone);
    }

    [Fact]
    public async Task The_filters_words_are_said_where_nothing_else_was()
    {
        await using var peer = await YandexPeer.Start(new YandexBehaviour
        {
            Answer = _ => new YandexSays("Давайте сменим тему?") { SoFar = [], Status = "CONTENT_FILTER" },
        });
        await using var gateway = await Gateway(peer);

        Assert.Equal("Давайте сменим тему?", (await gateway.Stream(Hello)).Text);
    }

    [Theory]
    [InlineData("FINAL", "stop")]
    [InlineData("TRUNCATED_FINAL", "length")]
    [InlineData("CONTENT_FILTER", "content_filter")]
    public async Task Each_end_has_its_reason(string theirs, string ours)
    {
        await using var peer = await YandexPeer.Start(new YandexBehaviour { Answer = _ => new YandexSays("Да.") { Status = theirs } });
        await using var gateway = await Gateway(peer);

        Assert.Equal(ours, (await gateway.Ask(Hello)).Body.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(ours, (await gateway.Stream(Hello)).Finish);
    }

    [Fact]
    public async Task Parallel_calls_get_ids_and_their_results_find_the_functions_again()
    {
        await using var peer = await YandexPeer.Start(new YandexBehaviour
        {
            Answer = asked => asked.Results.Count > 0
                ? new YandexSays(string.Join(';', asked.Results))
                : new YandexSays("") { Calls = [("weather", """{"city":"Орёл"}"""), ("weather", """{"city":"Тула"}"""), ("now", "{}")] },
        });
        await using var gateway = await Gateway(peer);
        const string Tools = """[{"type":"function","function":{"name":"weather","description":"Погода","parameters":{"type":"object"},"strict":true}},{"type":"function","function":{"name":"now"}}]""";

        var (_, answer) = await gateway.Ask($$"""{"model":"m","messages":[{"role":"user","content":"Погода?"}],"tools":{{Tools}},"tool_choice":"required","parallel_tool_calls":true}""");
        var message = answer.GetProperty("choices")[0].GetProperty("message");
        var ids = message.GetProperty("tool_calls").EnumerateArray().Select(call => call.GetProperty("id").GetString()!).ToArray();
        var asked = Sent(peer);
        var (status, second) = await gateway.Ask($$"""
            {"model":"m","tools":{{Tools}},"messages":[{"role":"user","content":"Погода?"},{{message.GetRawText()}},
             {"role":"tool","tool_call_id":"{{ids[1]}}","content":"дождь"},{"role":"tool","tool_call_id":"{{ids[0]}}","content":[{"type":"text","text":"сол"},{"type":"text","text":"нце"}]},
             {"role":"tool","tool_call_id":"{{ids[2]}}","content":"12:00"}]}
            """);

        Assert.Equal("tool_calls", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(JsonValueKind.Null, message.GetProperty("content").ValueKind);
        Assert.Equal(3, ids.Distinct().Count());
        Assert.All(ids, id => Assert.InRange(id.Length, 1, 40));
        Assert.Equal("""{"city":"Орёл"}""", message.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal("REQUIRED", asked.GetProperty("toolChoice").GetProperty("mode").GetString());
        Assert.True(asked.GetProperty("parallelToolCalls").GetBoolean());
        Assert.Equal("Погода", asked.GetProperty("tools")[0].GetProperty("function").GetProperty("description").GetString());
        Assert.Equal(200, status);
        Assert.Equal("weather=дождь;weather=сол\nнце;now=12:00", second.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        // The three results are one message.
        Assert.Equal(3, Sent(peer).GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task Streamed_calls_are_said_once_and_no_two_answers_share_an_id()
    {
        await using var peer = await YandexPeer.Start(new YandexBehaviour { Answer = _ => new YandexSays("") { Calls = [("now", "{}"), ("now", """{"zone":"МСК"}""")] } });
        await using var gateway = await Gateway(peer);

        var first = await gateway.Stream(Hello);
        var second = await gateway.Stream(Hello);

        Assert.Equal([("now", "{}"), ("now", """{"zone":"МСК"}""")], first.Calls.Select(call => (call.Name, call.Arguments)));
        Assert.Equal(4, first.Calls.Concat(second.Calls).Select(call => call.Id).Distinct().Count());
        Assert.Equal("tool_calls", first.Finish);
    }

    [Fact]
    public async Task Every_setting_that_Yandex_has_is_passed_on()
    {
        await using var peer = await YandexPeer.Start();
        await using var gateway = await Gateway(peer);

        var (status, _) = await gateway.Ask("""
            {"model":"m","messages":[{"role":"developer","content":"Кратко."},{"role":"user","content":"Привет"},{"role":"assistant","content":"Да?"},{"role":"user","content":"Ещё"}],
             "temperature":0.7,"max_tokens":10,"max_completion_tokens":20,"reasoning_effort":"high","n":1,"top_p":1,"logprobs":false,"presence_penalty":0,
             "stop":[],"user":"u","metadata":{"a":"b"},"store":true,"seed":7,"service_tier":"auto","modalities":["text"],
             "response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object","properties":{"ё":{"type":"string"}}},"strict":true}}}
            """);

        Assert.Equal(200, status);
        var sent = Sent(peer);
        Assert.Equal(
            ["modelUri", "completionOptions", "messages", "jsonSchema"], sent.EnumerateObject().Select(field => field.Name));
        var options = sent.GetProperty("completionOptions");
        Assert.Equal(0.7, options.GetProperty("temperature").GetDouble());
        Assert.Equal("20", options.GetProperty("maxTokens").GetString());
        Assert.Equal("ENABLED_HIDDEN", options.GetProperty("reasoningOptions").GetProperty("mode").GetString());
        Assert.True(sent.GetProperty("jsonSchema").GetProperty("schema").GetProperty("properties").TryGetProperty("ё", out _));
        Assert.Equal(["system", "user", "assistant", "user"], sent.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()));
        // Cyrillic as itself, not as escapes.
        Assert.Contains("Кратко.", peer.Journal.Last.BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OpenAiFaultKind.CutStream)]
    [InlineData(OpenAiFaultKind.HalfStream)]
    public async Task A_stream_that_breaks_off_is_not_whole(OpenAiFaultKind kind)
    {
        await using var peer = await YandexPeer.Start(manners: new PeerManners { Fault = new OpenAiFault(kind) });
        await using var gateway = await Gateway(peer);

        var stream = await gateway.Stream(Hello);

        Assert.False(stream.IsDone);
        Assert.Null(stream.Finish);
        Assert.Equal("Возврат принимается ", stream.Text);
    }

    [Fact]
    public async Task An_error_in_the_stream_is_told_and_nothing_follows()
    {
        await using var peer = await YandexPeer.Start(manners: new PeerManners
        {
            Fault = new OpenAiFault(OpenAiFaultKind.ErrorInStream) { Status = 429, Body = "ai.textGenerationCompletionSessionsCount.count gauge quota limit exceed: allowed 10 requests" },
        });
        await using var gateway = await Gateway(peer);

        var stream = await gateway.Stream(Hello);

        Assert.False(stream.IsDone);
        Assert.Equal("concurrency_full", stream.Error!.Value.GetProperty("code").GetString());
    }

    private static async Task<DialectGateway> Gateway(YandexPeer peer)
    {
        var gateway = await DialectGateway.Start(new YandexDialect(), peer.NativeUrl, new HeaderAccess("Authorization", "Api-Key ", peer.Behaviour.ApiKey));
        gateway.Settings["folder_id"] = peer.Behaviour.Folder;
        return gateway;
    }

    private static JsonElement Sent(YandexPeer peer) => JsonDocument.Parse(peer.Journal.Last.Body).RootElement;
}
