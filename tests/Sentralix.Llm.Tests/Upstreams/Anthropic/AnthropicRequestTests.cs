using System.Text;
using System.Text.Json;
using Sentralix.Llm.Tests.Upstreams.Translation;
using Sentralix.Llm.Upstreams.Anthropic;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Anthropic;

public sealed class AnthropicRequestTests
{
    private const string Model = "claude-sonnet-4-5";
    private static readonly AnthropicDialect Dialect = new();

    [Fact]
    public void A_request_becomes_one_for_a_message_with_the_limit_that_is_required_there()
    {
        var request = Request("""{"model":"our-model","messages":[{"role":"user","content":"Привет \"ё\""}],"temperature":0.25,"top_p":0.5,"top_k":7,"store":true,"service_tier":"flex","seed":1,"metadata":{"a":"b"},"unheard_of":1}""");

        Translate.AssertJson(
            """{"model":"claude-sonnet-4-5","max_tokens":4096,"temperature":0.25,"top_p":0.5,"top_k":7,"messages":[{"role":"user","content":[{"type":"text","text":"Привет \"ё\""}]}]}""",
            request);
    }

    [Fact]
    public void Cyrillic_is_written_as_itself()
    {
        Assert.True(Dialect.TryChat(Encoding.UTF8.GetBytes("""{"messages":[{"role":"user","content":"Ёлка"}]}"""), Translate.Call(Model), out var written, out _));

        Assert.Contains("\"Ёлка\"", Encoding.UTF8.GetString(written.Body.Span));
        Assert.Equal("v1/messages", written.Path);
    }

    [Theory]
    [InlineData("""{"max_tokens":7}""", 7)]
    [InlineData("""{"max_completion_tokens":8,"max_tokens":7}""", 8)]
    [InlineData("""{"max_tokens":null}""", 4096)]
    public void The_limit_is_the_clients_where_it_gives_one(string fields, int expected) =>
        Assert.Equal(expected, Request(Chat(fields)).GetProperty("max_tokens").GetInt32());

    [Fact]
    public void The_limit_for_those_who_give_none_is_a_setting() =>
        Assert.Equal(99, Request(Chat("{}"), ("default_max_tokens", "99")).GetProperty("max_tokens").GetInt32());

    [Fact]
    public void Version_and_betas_are_settings()
    {
        Assert.True(Dialect.TryChat(Bytes(Chat("{}")), Translate.Call(Model), out var plain, out _));
        Assert.True(Dialect.TryChat(Bytes(Chat("{}")), Translate.Call(Model, false, ("version", "2026-10-21"), ("beta", "context-1m-2025-08-07")), out var set, out _));

        Assert.Equal([new("anthropic-version", "2023-06-01")], plain.Headers);
        Assert.Equal([new("anthropic-version", "2026-10-21"), new("anthropic-beta", "context-1m-2025-08-07")], set.Headers);
    }

    [Fact]
    public void Words_of_system_and_developer_are_the_system_wherever_they_stand()
    {
        var request = Request("""
            {"messages":[{"role":"system","content":"Один"},{"role":"user","content":"a"},{"role":"developer","content":[{"type":"text","text":"Два","cache_control":{"type":"ephemeral"}}]},{"role":"user","content":"b"}]}
            """);

        Translate.AssertJson("""[{"type":"text","text":"Один"},{"type":"text","text":"Два","cache_control":{"type":"ephemeral"}}]""", request.GetProperty("system"));
        Translate.AssertJson("""[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]""", request.GetProperty("messages"));
    }

    [Fact]
    public void Roles_take_turns_and_empty_words_leave_nothing_behind()
    {
        var request = Request("""
            {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":""},{"role":"user","content":[{"type":"text","text":" \n"},{"type":"text","text":"b"}]},{"role":"assistant","content":"c"},{"role":"assistant","content":null,"refusal":"d"}]}
            """);

        Translate.AssertJson(
            """[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"role":"assistant","content":[{"type":"text","text":"c"},{"type":"text","text":"d"}]}]""",
            request.GetProperty("messages"));
    }

    [Fact]
    public void All_results_of_a_turn_stand_in_one_message_before_what_the_user_says()
    {
        var request = Request("""
            {"messages":[
              {"role":"user","content":"Где заказ?"},
              {"role":"assistant","content":"Смотрю.","tool_calls":[
                {"id":"toolu_1","type":"function","function":{"name":"order","arguments":"{\"id\":\"ё-7\"}"}},
                {"id":"toolu_2","type":"function","function":{"name":"now","arguments":""}}]},
              {"role":"tool","tool_call_id":"toolu_1","content":"В пути"},
              {"role":"user","content":"Ну?"},
              {"role":"tool","tool_call_id":"toolu_2","content":[{"type":"text","text":"12:00"}]}]}
            """);

        Translate.AssertJson("""
            [{"role":"user","content":[{"type":"text","text":"Где заказ?"}]},
             {"role":"assistant","content":[{"type":"text","text":"Смотрю."},{"type":"tool_use","id":"toolu_1","name":"order","input":{"id":"ё-7"}},{"type":"tool_use","id":"toolu_2","name":"now","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"В пути"},{"type":"tool_result","tool_use_id":"toolu_2","content":[{"type":"text","text":"12:00"}]},{"type":"text","text":"Ну?"}]}]
            """, request.GetProperty("messages"));
    }

    [Fact]
    public void Images_and_documents_come_inside_the_request_or_from_an_address()
    {
        var request = Request("""
            {"messages":[{"role":"user","content":[
              {"type":"image_url","image_url":{"url":"data:image\/png;base64,iVBORw\/+=","detail":"high"}},
              {"type":"image_url","image_url":{"url":"https://example.com/кот.png"},"cache_control":{"type":"ephemeral","ttl":"1h"}},
              {"type":"file","file":{"filename":"договор.pdf","file_data":"data:application/pdf;base64,JVBERi0="}}]}]}
            """);

        Translate.AssertJson("""
            [{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw/+="}},
             {"type":"image","source":{"type":"url","url":"https://example.com/кот.png"},"cache_control":{"type":"ephemeral","ttl":"1h"}},
             {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="},"title":"договор.pdf"}]
            """, request.GetProperty("messages")[0].GetProperty("content"));
    }

    [Fact]
    public void Marks_for_the_prompt_cache_are_kept_on_parts_messages_tools_and_the_request()
    {
        var request = Request("""
            {"cache_control":{"type":"ephemeral"},
             "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}},"cache_control":{"type":"ephemeral","ttl":"1h"}}],
             "messages":[
              {"role":"user","cache_control":{"type":"ephemeral"},"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
              {"role":"assistant","cache_control":{"type":"ephemeral"},"content":"c","tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"t","content":"d","cache_control":{"type":"ephemeral"}}]}
            """);

        const string mark = """{"type":"ephemeral"}""";
        Translate.AssertJson(mark, request.GetProperty("cache_control"));
        Translate.AssertJson("""{"type":"ephemeral","ttl":"1h"}""", request.GetProperty("tools")[0].GetProperty("cache_control"));
        var messages = request.GetProperty("messages");
        Assert.False(messages[0].GetProperty("content")[0].TryGetProperty("cache_control", out _));
        Translate.AssertJson(mark, messages[0].GetProperty("content")[1].GetProperty("cache_control"));
        Assert.False(messages[1].GetProperty("content")[0].TryGetProperty("cache_control", out _));
        Translate.AssertJson(mark, messages[1].GetProperty("content")[1].GetProperty("cache_control"));
        Translate.AssertJson(mark, messages[2].GetProperty("content")[0].GetProperty("cache_control"));
    }

    [Fact]
    public void Tools_keep_their_schemas_and_strictness()
    {
        var request = Request(Chat("""
            {"tools":[{"type":"function","function":{"name":"order","description":"Заказ","parameters":{"type":"object","properties":{"id":{"type":"string"}}},"strict":true}},
                      {"type":"function","function":{"name":"now","strict":null}}]}
            """));

        Translate.AssertJson("""
            [{"name":"order","description":"Заказ","input_schema":{"type":"object","properties":{"id":{"type":"string"}}},"strict":true},
             {"name":"now","input_schema":{"type":"object","properties":{}}}]
            """, request.GetProperty("tools"));
        Assert.False(request.TryGetProperty("tool_choice", out _));
    }

    [Theory]
    [InlineData("\"auto\"", "true", null)]
    [InlineData("\"auto\"", "false", """{"type":"auto","disable_parallel_tool_use":true}""")]
    [InlineData("null", "false", """{"type":"auto","disable_parallel_tool_use":true}""")]
    [InlineData("\"none\"", "false", """{"type":"none"}""")]
    [InlineData("\"required\"", "true", """{"type":"any"}""")]
    [InlineData("\"required\"", "false", """{"type":"any","disable_parallel_tool_use":true}""")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""", "null", """{"type":"tool","name":"f"}""")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""", "false", """{"type":"tool","name":"f","disable_parallel_tool_use":true}""")]
    public void The_choice_of_a_tool_is_told_in_the_providers_words(string choice, string parallel, string? expected)
    {
        var request = Request(Chat($$"""{"tools":[{"type":"function","function":{"name":"f"} }],"tool_choice":{{choice}},"parallel_tool_calls":{{parallel}} }"""));

        if (expected is null) Assert.False(request.TryGetProperty("tool_choice", out _));
        else Translate.AssertJson(expected, request.GetProperty("tool_choice"));
    }

    [Theory]
    [InlineData("\"стоп\"", """["стоп"]""")]
    [InlineData("""["a","б"]""", """["a","б"]""")]
    public void Words_that_stop_it_are_a_list(string stop, string expected) =>
        Translate.AssertJson(expected, Request(Chat($$"""{"stop":{{stop}} }""")).GetProperty("stop_sequences"));

    [Theory]
    [InlineData("""{"user":"u-1"}""", "u-1")]
    [InlineData("""{"user":"u-1","safety_identifier":"s-2"}""", "s-2")]
    public void Who_asks_is_told(string fields, string expected) =>
        Assert.Equal(expected, Request(Chat(fields)).GetProperty("metadata").GetProperty("user_id").GetString());

    [Fact]
    public void A_schema_for_the_answer_is_kept()
    {
        var request = Request(Chat("""{"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object","additionalProperties":false}}}}"""));

        Translate.AssertJson("""{"format":{"type":"json_schema","schema":{"type":"object","additionalProperties":false}}}""", request.GetProperty("output_config"));
        Assert.False(Request(Chat("""{"response_format":{"type":"text"}}""")).TryGetProperty("output_config", out _));
    }

    [Theory]
    [InlineData("1.5", "1")]
    [InlineData("0", "0")]
    public void A_temperature_above_the_providers_highest_is_its_highest(string asked, string expected) =>
        Assert.Equal(expected, Request(Chat($$"""{"temperature":{{asked}} }""")).GetProperty("temperature").GetRawText());

    [Fact]
    public void Models_and_versions_without_temperature_refuse_one_that_is_not_the_default()
    {
        var newModel = Translate.Refusal(Dialect, Chat("""{"temperature":0.3}"""), Translate.Call("claude-opus-5-5"));
        var newVersion = Translate.Refusal(Dialect, Chat("""{"top_p":0.3}"""), Translate.Call(Model, false, ("version", "2026-10-21")));
        var unchanged = Translate.Request(Dialect, Chat("""{"temperature":1,"top_p":1.0}"""), Translate.Call("claude-opus-5-5"));
        var dropped = Translate.Request(Dialect, Chat("""{"temperature":0.3}"""), Translate.Call("claude-opus-5-5", false, ("sampling", "drop")));

        Assert.Equal(("temperature", "unsupported_parameter", 400), (newModel.Param, newModel.Code, newModel.Status));
        Assert.Equal("top_p", newVersion.Param);
        Assert.False(unchanged.TryGetProperty("temperature", out _) || unchanged.TryGetProperty("top_p", out _));
        Assert.False(dropped.TryGetProperty("temperature", out _));
    }

    [Theory]
    [InlineData("claude-opus-5-5", "low", """{"type":"adaptive"}""", "low")]
    [InlineData("claude-opus-5-5", "minimal", """{"type":"adaptive"}""", "low")]
    [InlineData("claude-sonnet-4-6", "xhigh", """{"type":"adaptive"}""", "xhigh")]
    [InlineData("claude-opus-5-5", "none", """{"type":"disabled"}""", null)]
    [InlineData("claude-sonnet-4-5", "medium", """{"type":"enabled","budget_tokens":4096}""", null)]
    [InlineData("claude-3-7-sonnet-20250219", "low", """{"type":"enabled","budget_tokens":1024}""", null)]
    public void The_effort_is_told_in_the_way_of_the_model(string model, string effort, string thinking, string? told)
    {
        var request = Translate.Request(Dialect, Chat($$"""{"reasoning_effort":"{{effort}}"}"""), Translate.Call(model));

        Translate.AssertJson(thinking, request.GetProperty("thinking"));
        Assert.Equal(told, request.TryGetProperty("output_config", out var output) ? output.GetProperty("effort").GetString() : null);
    }

    [Fact]
    public void A_budget_for_thinking_leaves_room_for_the_answer()
    {
        var open = Request(Chat("""{"reasoning_effort":"high"}"""));
        var limited = Request(Chat("""{"reasoning_effort":"high","max_completion_tokens":6000}"""));
        var refused = Translate.Refusal(Dialect, Chat("""{"reasoning_effort":"low","max_tokens":2000}"""), Translate.Call(Model));

        Assert.Equal(4096 + 16_384, open.GetProperty("max_tokens").GetInt32());
        Assert.Equal(3000, limited.GetProperty("thinking").GetProperty("budget_tokens").GetInt32());
        Assert.Equal(("max_tokens", "unsupported_value"), (refused.Param, refused.Code));
    }

    [Fact]
    public void A_client_that_names_the_providers_own_thinking_gets_it()
    {
        var request = Request(Chat("""{"reasoning_effort":"high","thinking":{"type":"enabled","budget_tokens":2048}}"""));

        Translate.AssertJson("""{"type":"enabled","budget_tokens":2048}""", request.GetProperty("thinking"));
    }

    [Theory]
    [InlineData("""{"n":2}""", "n", "unsupported_value")]
    [InlineData("""{"logprobs":true}""", "logprobs", "unsupported_parameter")]
    [InlineData("""{"top_logprobs":2}""", "top_logprobs", "unsupported_parameter")]
    [InlineData("""{"logit_bias":{"50256":-100}}""", "logit_bias", "unsupported_parameter")]
    [InlineData("""{"frequency_penalty":0.5}""", "frequency_penalty", "unsupported_parameter")]
    [InlineData("""{"presence_penalty":-1}""", "presence_penalty", "unsupported_parameter")]
    [InlineData("""{"modalities":["text","audio"]}""", "modalities", "unsupported_value")]
    [InlineData("""{"audio":{"voice":"x","format":"wav"}}""", "audio", "unsupported_parameter")]
    [InlineData("""{"web_search_options":{}}""", "web_search_options", "unsupported_parameter")]
    [InlineData("""{"functions":[{"name":"f"}]}""", "functions", "unsupported_parameter")]
    [InlineData("""{"response_format":{"type":"json_object"}}""", "response_format", "unsupported_value")]
    [InlineData("""{"response_format":{"type":"grammar"}}""", "response_format", "invalid_value")]
    [InlineData("""{"reasoning_effort":"extreme"}""", "reasoning_effort", "unsupported_value")]
    [InlineData("""{"max_tokens":"many"}""", "max_tokens", "invalid_value")]
    [InlineData("""{"stop":7}""", "stop", "invalid_value")]
    [InlineData("""{"messages":[]}""", "messages", "invalid_value")]
    [InlineData("""{"messages":[{"role":"function","content":"x"}]}""", "messages[0].role", "unsupported_value")]
    [InlineData("""{"tools":[{"type":"custom","custom":{"name":"x"}}]}""", "tools[0].type", "unsupported_value")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[]}}}""", "tool_choice", "unsupported_value")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"input_audio","input_audio":{"data":"","format":"wav"}}]}]}""", "messages[0].content[1].type", "unsupported_value")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/tiff;base64,AA=="}}]}]}""", "messages[0].content[0].image_url.url", "unsupported_value")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://example.com/a.png"}}]}]}""", "messages[0].content[0].image_url.url", "unsupported_value")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"file-1"}}]}]}""", "messages[0].content[0].file", "unsupported_value")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"file","file":{"file_data":"data:text/csv;base64,AA=="}}]}]}""", "messages[0].content[0].file.file_data", "unsupported_value")]
    [InlineData("""{"messages":[{"role":"system","content":[{"type":"image_url","image_url":{"url":"https://a/b.png"}}]}]}""", "messages[0].content[0].type", "unsupported_value")]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{\"a\":"}}]}]}""", "messages[1].tool_calls[0].function.arguments", "invalid_value")]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","function_call":{"name":"f","arguments":"{}"}}]}""", "messages[1].function_call", "unsupported_parameter")]
    public void What_cannot_be_kept_is_refused_by_name(string fields, string param, string code)
    {
        var refusal = Translate.Refusal(Dialect, Chat(fields), Translate.Call(Model));

        Assert.Equal((400, param, code), (refusal.Status, refusal.Param, refusal.Code));
        Assert.NotEmpty(refusal.Message);
    }

    [Theory]
    [InlineData("""{"n":1,"logprobs":false,"top_logprobs":0,"logit_bias":{},"frequency_penalty":0,"presence_penalty":0.0,"modalities":["text"],"functions":[],"audio":null,"stop":null,"tools":[],"tool_choice":"none","parallel_tool_calls":false}""")]
    public void Values_that_ask_for_nothing_pass(string fields)
    {
        var request = Request(Chat(fields));

        Assert.Equal(["model", "max_tokens", "messages"], request.EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused_and_not_a_crash()
    {
        var refusal = Translate.Refusal(Dialect, Chat("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{\"a\":\"\ud800\"}"}}]}]}"""), Translate.Call(Model));

        Assert.Equal(400, refusal.Status);
    }

    [Theory]
    [InlineData("default_max_tokens", "many")]
    [InlineData("thinking", "hard")]
    [InlineData("sampling", "perhaps")]
    [InlineData("thinking_display", "loud")]
    public void A_wrong_setting_is_named(string name, string value)
    {
        var refusal = Translate.Refusal(Dialect, Chat("{}"), Translate.Call(Model, false, (name, value)));

        Assert.Equal((500, "wrong_setting"), (refusal.Status, refusal.Code));
        Assert.Contains(name, refusal.Message);
    }

    [Fact]
    public void Embeddings_are_refused()
    {
        Assert.False(Dialect.TryEmbeddings("""{"input":"a"}"""u8, Translate.Call(Model), out _, out var refusal));
        Assert.Equal("unsupported_value", refusal.Code);
    }

    [Theory]
    [InlineData("claude-3-7-sonnet-20250219", 3, 7)]
    [InlineData("claude-3-opus-20240229", 3, 0)]
    [InlineData("claude-sonnet-4-20250514", 4, 0)]
    [InlineData("claude-opus-4-5-20251101", 4, 5)]
    [InlineData("anthropic/claude-sonnet-4.6", 4, 6)]
    [InlineData("claude-sonnet-5", 5, 0)]
    [InlineData("claude-latest", int.MaxValue, 0)]
    public void The_generation_of_a_model_is_in_its_name(string name, int major, int minor) =>
        Assert.Equal(new ClaudeModel(major, minor), ClaudeModel.Of(name));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A request with these fields, and with a message where they bring none.</summary>
    private static string Chat(string fields)
    {
        using var given = JsonDocument.Parse(fields);
        return given.RootElement.TryGetProperty("messages", out _)
            ? fields
            : $$"""{"messages":[{"role":"user","content":"a"}]{{(fields.Trim() == "{}" ? "" : ",")}}{{fields.Trim()[1..]}}""";
    }

    private static JsonElement Request(string chat, params (string, string)[] settings) => Translate.Request(Dialect, chat, Translate.Call(Model, false, settings));
}
