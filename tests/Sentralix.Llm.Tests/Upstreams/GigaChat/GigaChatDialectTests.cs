using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.GigaChat;
using Sentralix.Peers.GigaChat;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Wire;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.GigaChat;

/// <summary>GigaChat behind OpenAI's form.</summary>
public sealed class GigaChatDialectTests
{
    private const string Hello = """{"model":"our-model","messages":[{"role":"user","content":"Привет"}]}""";

    private const string Tools =
        """[{"type":"function","function":{"name":"weather","description":"Погода","parameters":{"type":"object"},"strict":true,"few_shot_examples":[{"request":"?","params":{}}]}},{"type":"function","function":{"name":"now"}}]""";

    [Fact]
    public async Task A_question_is_answered_with_an_id_and_usage()
    {
        await using var rig = await GigaChatRig.Start();

        var (status, answer) = await rig.Gateway.Ask(Hello);

        Assert.Equal(200, status);
        Assert.StartsWith("chatcmpl-", answer.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(DialectGateway.Model, answer.GetProperty("model").GetString());
        var choice = answer.GetProperty("choices")[0];
        Assert.Equal(GigaChatBehaviour.DefaultText, choice.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(15, answer.GetProperty("usage").GetProperty("total_tokens").GetInt32());
        Assert.Equal("GigaChat", rig.Sent.GetProperty("model").GetString());
    }

    [Theory]
    // GigaChat's total lacks the cached tokens, and so do the prompt's.
    [InlineData("""{"prompt_tokens":1,"completion_tokens":4,"total_tokens":5,"precached_prompt_tokens":37}""", 38, 37)]
    [InlineData("""{"prompt_tokens":17,"completion_tokens":10,"total_tokens":27,"precached_prompt_tokens":2}""", 19, 2)]
    // Said to be among the prompt's by a total that is smaller by them.
    [InlineData("""{"prompt_tokens":40,"completion_tokens":10,"total_tokens":20,"precached_prompt_tokens":30}""", 40, 30)]
    [InlineData("""{"prompt_tokens":138,"completion_tokens":21,"total_tokens":159,"system_tokens":0}""", 138, 0)]
    public void Cached_tokens_are_put_among_the_prompts(string usage, int prompt, int cached)
    {
        var read = GigaChatUsage.Read(new RawJson(System.Text.Encoding.UTF8.GetBytes(usage)))!.Value;

        Assert.Equal((prompt, cached), (read.PromptTokens, read.CacheRead));
    }

    [Fact]
    public async Task A_streams_last_piece_is_taken_apart()
    {
        await using var rig = await GigaChatRig.Start(new GigaChatBehaviour { Precached = 30 }, new PeerManners { WriteSize = 5 });

        var stream = await rig.Gateway.Stream(Hello);

        Assert.Equal(GigaChatBehaviour.DefaultText, stream.Text);
        Assert.Equal("stop", stream.Finish);
        Assert.True(stream.IsDone);
        var usage = stream.Usage!.Value;
        Assert.Equal((35, 30), (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32()));
    }

    [Theory]
    [InlineData("stop", "stop")]
    [InlineData("length", "length")]
    [InlineData("blacklist", "content_filter")]
    public async Task Each_end_has_its_reason(string theirs, string ours)
    {
        await using var rig = await GigaChatRig.Start(new GigaChatBehaviour { Answer = _ => new GigaChatSays("Да.") { Finish = theirs } });

        Assert.Equal(ours, (await rig.Gateway.Ask(Hello)).Body.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(ours, (await rig.Gateway.Stream(Hello)).Finish);
    }

    [Fact]
    public async Task An_answer_that_GigaChat_gives_up_on_is_a_failure()
    {
        await using var rig = await GigaChatRig.Start(new GigaChatBehaviour { Answer = _ => new GigaChatSays("Да") { Finish = "error" } });

        var (status, _) = await rig.Gateway.Ask(Hello);
        var stream = await rig.Gateway.Stream(Hello);

        Assert.Equal(502, status);
        Assert.Equal("overloaded", stream.Error!.Value.GetProperty("code").GetString());
        Assert.False(stream.IsDone);
    }

    [Theory]
    [InlineData("77d3fb14-457a-46ba-937e-8d856156d003", true)]
    [InlineData("77D3FB14-457A-46BA-937E-8D856156D003", false)]
    [InlineData("состояние / 1", false)]
    public async Task The_state_of_a_call_travels_in_its_id_and_comes_back(string state, bool isShort)
    {
        await using var rig = await GigaChatRig.Start(Calling(state));

        var (_, answer) = await rig.Gateway.Ask($$"""{"model":"m","messages":[{"role":"user","content":"Погода?"}],"tools":{{Tools}},"tool_choice":"auto","parallel_tool_calls":true}""");
        var message = answer.GetProperty("choices")[0].GetProperty("message");
        var call = message.GetProperty("tool_calls")[0];
        var (status, second) = await rig.Gateway.Ask($$"""
            {"model":"m","tools":{{Tools}},"messages":[{"role":"user","content":"Погода?"},{{message.GetRawText()}},
             {"role":"tool","tool_call_id":"{{call.GetProperty("id").GetString()}}","content":"дождь"}]}
            """);

        Assert.Equal("tool_calls", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal("""{"city":"Орёл"}""", call.GetProperty("function").GetProperty("arguments").GetString());
        Assert.Matches("^[a-zA-Z0-9_-]+$", call.GetProperty("id").GetString());
        if (isShort) Assert.InRange(call.GetProperty("id").GetString()!.Length, 1, 40);
        Assert.Equal(200, status);
        Assert.Equal("""{"result":"дождь"}""", second.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        var sent = rig.Sent.GetProperty("messages");
        Assert.Equal(["user", "assistant", "function"], sent.EnumerateArray().Select(m => m.GetProperty("role").GetString()));
        Assert.Equal(state, sent[1].GetProperty("functions_state_id").GetString());
        Assert.Equal("weather", sent[2].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Two_calls_of_one_state_have_two_ids()
    {
        await using var rig = await GigaChatRig.Start(Calling("77d3fb14-457a-46ba-937e-8d856156d003"));

        var first = (await rig.Gateway.Stream(Hello)).Calls.Single();
        var second = (await rig.Gateway.Stream(Hello)).Calls.Single();

        Assert.Equal("""{"city":"Орёл"}""", first.Arguments);
        Assert.NotEqual(first.Id, second.Id);
    }

    [Theory]
    [InlineData("call_abcdefghijklmnop")]
    [InlineData("toolu_01A09q90qw90lq917835lq9")]
    [InlineData("gcu_short")]
    [InlineData("gcu_!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    [InlineData(null)]
    public void An_id_of_another_provider_holds_no_state(string? id) => Assert.Null(FunctionsState.FromId(id));

    [Fact]
    public async Task Calls_at_once_of_an_earlier_model_become_pairs_in_the_order_of_their_results()
    {
        await using var rig = await GigaChatRig.Start();

        var (status, _) = await rig.Gateway.Ask("""
            {"model":"m","messages":[{"role":"user","content":"?"},
             {"role":"assistant","content":"Смотрю.","tool_calls":[{"id":"a","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Тула\"}"}},{"id":"b","type":"function","function":{"name":"now","arguments":""}}]},
             {"role":"tool","tool_call_id":"b","content":"{\"at\":12}"},{"role":"tool","tool_call_id":"a","content":"[1]"},{"role":"user","content":"И?"}]}
            """);

        Assert.Equal(200, status);
        Assert.Equal(
            ["user:?:", "assistant:Смотрю.:now", "function:{\"at\":12}:", "assistant::weather", "function:[1]:", "user:И?:"],
            rig.Sent.GetProperty("messages").EnumerateArray().Select(m =>
                $"{m.GetProperty("role")}:{m.GetProperty("content")}:{(m.TryGetProperty("function_call", out var call) ? call.GetProperty("name").GetString() : "")}"));
    }

    [Fact]
    public async Task System_messages_are_joined_to_one_and_come_first()
    {
        await using var rig = await GigaChatRig.Start();

        var (status, _) = await rig.Gateway.Ask("""
            {"model":"m","messages":[{"role":"user","content":"Привет"},{"role":"system","content":"Кратко."},{"role":"developer","content":[{"type":"text","text":"По-русски."}]},{"role":"user","content":"Ещё"}]}
            """);

        Assert.Equal(200, status);
        var messages = rig.Sent.GetProperty("messages");
        Assert.Equal(3, messages.GetArrayLength());
        Assert.Equal("system", messages[0].GetProperty("role").GetString());
        Assert.Equal("Кратко.\n\nПо-русски.", messages[0].GetProperty("content").GetString());
    }

    [Fact]
    public async Task Fields_of_GigaChats_own_pass_and_those_of_OpenAI_alone_do_not()
    {
        await using var rig = await GigaChatRig.Start();
        rig.Peer.Files.Put(new GigaChatFile("file-1", "договор.pdf", "application/pdf", []));

        var (status, _) = await rig.Gateway.Ask($$"""
            {"model":"m","messages":[{"role":"user","content":"Привет","attachments":["file-1"]}],"profanity_check":true,"update_interval":0.5,"repetition_penalty":1.1,"top_p":0.4,
             "temperature":0.7,"max_tokens":1,"max_completion_tokens":20,"reasoning_effort":"xhigh","logprobs":false,"stop":null,"user":"u","metadata":{},"store":false,"seed":1,
             "stream_options":{"include_usage":true},"prompt_cache_key":"разговор 7","service_tier":"auto","tools":{{Tools}},"tool_choice":{"type":"function","function":{"name":"now"} },
             "response_format":{"type":"json_schema","json_schema":{"name":"x","strict":true,"schema":{"type":"object"} } } }
            """);

        Assert.Equal(200, status);
        var sent = rig.Sent;
        Assert.Equal(
            ["function_call", "functions", "max_tokens", "messages", "model", "profanity_check", "reasoning_effort", "repetition_penalty", "response_format", "stream", "temperature", "top_p", "update_interval"],
            sent.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
        Assert.Equal(20, sent.GetProperty("max_tokens").GetInt32());
        Assert.Equal("high", sent.GetProperty("reasoning_effort").GetString());
        Assert.Equal("""{"type":"json_schema","schema":{"type":"object"},"strict":true}""", sent.GetProperty("response_format").GetRawText());
        Assert.Equal("""{"name":"now"}""", sent.GetProperty("function_call").GetRawText());
        Assert.Equal("""{"name":"weather","description":"Погода","parameters":{"type":"object"},"few_shot_examples":[{"request":"?","params":{}}]}""", sent.GetProperty("functions")[0].GetRawText());
        Assert.True(sent.GetProperty("functions")[1].TryGetProperty("parameters", out _));
        Assert.Equal("file-1", sent.GetProperty("messages")[0].GetProperty("attachments")[0].GetString());
    }

    [Fact]
    public async Task Requests_of_one_conversation_share_a_session()
    {
        await using var rig = await GigaChatRig.Start();

        foreach (var key in (string[])["разговор 7", "разговор 7", "разговор 8"])
            await rig.Gateway.Ask($$"""{"model":"m","messages":[{"role":"user","content":"?"}],"prompt_cache_key":"{{key}}"}""");
        await rig.Gateway.Ask(Hello);

        var sessions = rig.Peer.Journal.Requests.Where(request => request.Path.EndsWith("/completions", StringComparison.Ordinal))
            .Select(request => request.Headers.GetValueOrDefault("X-Session-ID")).ToArray();
        Assert.True(Guid.TryParse(sessions[0], out _));
        Assert.Equal(sessions[0], sessions[1]);
        Assert.NotEqual(sessions[0], sessions[2]);
        Assert.Null(sessions[3]);
    }

    [Theory]
    [InlineData("0", null, "0")]
    [InlineData("0.0", "0.9", "0")]
    [InlineData("0.1", "0.9", "0.9")]
    public async Task Temperature_zero_means_the_likeliest_token(string temperature, string? topP, string sentTopP)
    {
        await using var rig = await GigaChatRig.Start();
        var more = topP is null ? "" : $",\"top_p\":{topP}";

        var (status, _) = await rig.Gateway.Ask($$"""{"model":"m","messages":[{"role":"user","content":"?"}],"temperature":{{temperature}}{{more}}}""");

        Assert.Equal(200, status);
        Assert.Equal(sentTopP, rig.Sent.GetProperty("top_p").GetRawText());
        Assert.Equal(sentTopP != "0", rig.Sent.TryGetProperty("temperature", out _));
    }

    [Fact]
    public async Task Json_is_promised_as_any_object()
    {
        await using var rig = await GigaChatRig.Start();

        await rig.Gateway.Ask("""{"model":"m","messages":[{"role":"user","content":"?"}],"response_format":{"type":"json_object"}}""");

        Assert.Equal("""{"type":"json_schema","schema":{"type":"object"}}""", rig.Sent.GetProperty("response_format").GetRawText());
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_not_whole()
    {
        await using var rig = await GigaChatRig.Start(manners: new PeerManners { Fault = new OpenAiFault(OpenAiFaultKind.HalfStream), FaultAt = "/api/v1/chat/completions" });

        var stream = await rig.Gateway.Stream(Hello);

        Assert.Equal("Возврат принимается ", stream.Text);
        Assert.False(stream.IsDone);
        Assert.Null(stream.Usage);
    }

    [Fact]
    public async Task An_error_in_the_stream_is_told_and_nothing_follows()
    {
        await using var rig = await GigaChatRig.Start(manners: new PeerManners { Fault = new OpenAiFault(OpenAiFaultKind.ErrorInStream), FaultAt = "/api/v1/chat/completions" });

        var stream = await rig.Gateway.Stream(Hello);

        Assert.Equal("overloaded", stream.Error!.Value.GetProperty("code").GetString());
        Assert.False(stream.IsDone);
    }

    private static GigaChatBehaviour Calling(string state) => new()
    {
        Answer = asked => asked.Results.Count > 0
            ? new GigaChatSays(string.Join(';', asked.Results))
            : new GigaChatSays("") { Call = ("weather", """{"city":"Орёл"}"""), State = state },
    };
}
