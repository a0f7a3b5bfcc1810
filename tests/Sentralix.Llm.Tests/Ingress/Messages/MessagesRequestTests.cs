using System.Text.Json;
using Sentralix.Llm.Ingress.Messages;
using Xunit;
using static Sentralix.Llm.Tests.Ingress.Translated;

namespace Sentralix.Llm.Tests.Ingress.Messages;

public sealed class MessagesRequestTests
{
    private static readonly MessagesDialect Dialect = new();

    [Fact]
    public void A_plain_request_becomes_a_plain_chat_request()
    {
        var chat = Request(Dialect, """
            {"model":"large","max_tokens":100,"system":"Будь краток.","messages":[{"role":"user","content":[{"type":"text","text":"Привет, \"ёлка\""}]}],
             "stop_sequences":["КОНЕЦ"],"stream":true,"temperature":0.5,"top_p":0.9,"top_k":40,"metadata":{"user_id":"u-1"},"service_tier":"auto"}
            """);

        Same("""
            {"top_k":40,"model":"large","max_tokens":100,"messages":[{"role":"system","content":"Будь краток."},{"role":"user","content":"Привет, \"ёлка\""}],
             "stream":true,"temperature":0.5,"top_p":0.9,"stop":["КОНЕЦ"],"user":"u-1"}
            """, chat);
        Assert.Contains("Привет, \\\"ёлка\\\"", chat.GetRawText());
    }

    [Fact]
    public void Results_of_tools_come_first_and_then_what_the_user_says()
    {
        var chat = Messages("""
            {"role":"user","content":"Где заказ?"},
            {"role":"assistant","content":[{"type":"text","text":"Смотрю."},
              {"type":"tool_use","id":"toolu_1","name":"order","input":{"id": "ё-7"}},{"type":"tool_use","id":"toolu_2","name":"now","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"в пути"},
              {"type":"tool_result","tool_use_id":"toolu_2","is_error":true,"content":[{"type":"text","text":"нет часов"}]},
              {"type":"text","text":"Ну что?"}]}
            """);

        Same("""
            [{"role":"user","content":"Где заказ?"},
             {"role":"assistant","content":"Смотрю.","tool_calls":[
               {"id":"toolu_1","type":"function","function":{"name":"order","arguments":"{\"id\": \"ё-7\"}"}},
               {"id":"toolu_2","type":"function","function":{"name":"now","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"toolu_1","content":"в пути"},
             {"role":"tool","tool_call_id":"toolu_2","content":"Error: нет часов"},
             {"role":"user","content":"Ну что?"}]
            """, chat);
    }

    [Theory]
    [InlineData("""{"type":"tool_result","tool_use_id":"t"}""", "\"\"")]
    [InlineData("""{"type":"tool_result","tool_use_id":"t","content":[]}""", "\"\"")]
    [InlineData("""{"type":"tool_result","tool_use_id":"t","is_error":true}""", "\"Error:\"")]
    [InlineData("""{"type":"tool_result","tool_use_id":"t","is_error":true,"content":"x"}""", "\"Error: x\"")]
    [InlineData("""{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}""",
        """[{"type":"text","text":"a"},{"type":"text","text":"b"}]""")]
    [InlineData("""{"type":"tool_result","tool_use_id":"t","is_error":true,"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}""",
        """[{"type":"text","text":"Error:"},{"type":"text","text":"a"},{"type":"text","text":"b"}]""")]
    public void A_result_is_told_whatever_it_holds(string result, string content)
    {
        var message = Assert.Single(Messages($$"""{"role":"user","content":[{{result}}]}""").EnumerateArray());

        Same($$"""{"role":"tool","tool_call_id":"t","content":{{content}}}""", message);
    }

    [Fact]
    public void Images_and_documents_become_parts_and_keep_their_cache_marks()
    {
        var chat = Messages("""
            {"role":"user","content":[
              {"type":"image","source":{"type":"base64","media_type":"image\/png","data":"iVBO\/Rw0=="},"cache_control":{"type":"ephemeral"}},
              {"type":"image","source":{"type":"url","url":"https://example.org/a.png"}},
              {"type":"document","title":"Договор","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"}},
              {"type":"document","title":"Прайс","context":"за \"май\"","source":{"type":"text","media_type":"text/plain","data":"1. Ёлка"}},
              {"type":"text","text":"Что тут?","cache_control":{"type":"ephemeral","ttl":"1h"}}]}
            """);

        Same("""
            [{"role":"user","content":[
              {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO/Rw0=="},"cache_control":{"type":"ephemeral"}},
              {"type":"image_url","image_url":{"url":"https://example.org/a.png"}},
              {"type":"file","file":{"filename":"Договор","file_data":"data:application/pdf;base64,JVBE"}},
              {"type":"text","text":"Прайс\n\nза \"май\"\n\n1. Ёлка"},
              {"type":"text","text":"Что тут?","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]
            """, chat);
    }

    [Fact]
    public void Signed_thoughts_go_back_as_they_came_and_unsigned_ones_where_they_came_from()
    {
        var chat = Messages("""
            {"role":"user","content":"?"},
            {"role":"assistant","content":[{"type":"thinking","thinking":"Хм \"так\"","signature":"c2ln"},{"type":"redacted_thinking","data":"ZW5j"},
              {"type":"tool_use","id":"t","name":"now","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"12"}]},
            {"role":"assistant","content":[{"type":"thinking","thinking":"Раз","signature":""},{"type":"thinking","thinking":"Два","signature":""},{"type":"text","text":"12"}]},
            {"role":"user","content":"!"}
            """);

        Same("""
            {"role":"assistant","content":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"now","arguments":"{}"}}],
             "reasoning_details":[{"type":"reasoning.text","text":"Хм \"так\"","signature":"c2ln"},{"type":"reasoning.encrypted","data":"ZW5j"}]}
            """, chat[1]);
        Same("""{"role":"assistant","content":"12","reasoning_content":"Раз\n\nДва"}""", chat[3]);
    }

    [Theory]
    [InlineData("""{"type":"auto"}""", "\"auto\"", null)]
    [InlineData("""{"type":"any","disable_parallel_tool_use":true}""", "\"required\"", false)]
    [InlineData("""{"type":"none"}""", "\"none\"", null)]
    [InlineData("""{"type":"tool","name":"order","disable_parallel_tool_use":false}""", """{"type":"function","function":{"name":"order"}}""", true)]
    public void Tools_and_the_choice_between_them(string choice, string expected, bool? parallel)
    {
        var chat = Request(Dialect, $$$$"""
            {"model":"m","max_tokens":1,"messages":[{"role":"user","content":"?"}],"tool_choice":{{{{choice}}}},
             "tools":[{"name":"order","description":"Заказ","input_schema":{"type":"object","properties":{"id":{"type":"string"}} },"cache_control":{"type":"ephemeral"}},
                      {"type":"custom","name":"now","input_schema":{"type":"object"},"strict":true}]}
            """);

        Same("""
            [{"type":"function","function":{"name":"order","description":"Заказ","parameters":{"type":"object","properties":{"id":{"type":"string"}}}},"cache_control":{"type":"ephemeral"}},
             {"type":"function","function":{"name":"now","parameters":{"type":"object"},"strict":true}}]
            """, chat.GetProperty("tools"));
        Same(expected, chat.GetProperty("tool_choice"));
        Assert.Equal(parallel, chat.TryGetProperty("parallel_tool_calls", out var p) ? p.GetBoolean() : null);
    }

    [Theory]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}", "low")]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":8000}", "medium")]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":32000}", "high")]
    [InlineData("\"thinking\":{\"type\":\"adaptive\"}", "high")]
    [InlineData("\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"xhigh\"}", "xhigh")]
    [InlineData("\"output_config\":{\"effort\":\"max\"}", "max")]
    [InlineData("\"thinking\":{\"type\":\"disabled\"},\"output_config\":{\"effort\":\"max\"}", null)]
    [InlineData("\"stream\":false", null)]
    public void How_much_to_think_is_an_effort(string fields, string? effort)
    {
        var chat = Request(Dialect, $$"""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"?"}],{{fields}}}""");

        Assert.Equal(effort, chat.TryGetProperty("reasoning_effort", out var e) ? e.GetString() : null);
        Assert.False(chat.TryGetProperty("thinking", out _));
    }

    [Fact]
    public void A_format_of_the_answer_is_a_strict_schema()
    {
        var chat = Request(Dialect, """
            {"model":"m","max_tokens":1,"messages":[{"role":"user","content":"?"}],"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}}
            """);

        Same("""{"type":"json_schema","json_schema":{"name":"answer","schema":{"type":"object"},"strict":true}}""", chat.GetProperty("response_format"));
    }

    [Theory]
    [InlineData("""{"model":"m","messages":[]}""", "max_tokens", "missing_required_parameter")]
    [InlineData("""{"model":"m","messages":[],"max_tokens":0}""", "max_tokens", "invalid_type")]
    [InlineData("""{"model":"m","max_tokens":1}""", "messages", "missing_required_parameter")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":"?"}""", "messages", "invalid_type")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":["?"]}""", "messages[0]", "invalid_type")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"tool","content":"?"}]}""", "messages[0].role", "unsupported_value")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user"}]}""", "messages[0].content", "missing_required_parameter")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"?"},{"role":"assistant","content":"{"}]}""", "messages[1]", "unsupported_value")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f"}}]}]}""", "messages[0].content[0].source", "unsupported_value")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"url","url":"https://e.org"}}]}]}""", "messages[0].content[0].source", "unsupported_value")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"document","citations":{"enabled":true},"source":{"type":"text","data":"x"}}]}]}""", "messages[0].content[0].citations", "unsupported_value")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"search_result"}]}]}""", "messages[0].content[0].type", "unsupported_value")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"server_tool_use"}]},{"role":"user","content":"?"}]}""", "messages[0].content[0].type", "unsupported_value")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"n"}]},{"role":"user","content":"?"}]}""", "messages[0].content[0].input", "invalid_type")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[],"tools":[{"type":"web_search_20250305","name":"web_search"}]}""", "tools[0].type", "unsupported_value")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[],"tools":[{"name":"n"}]}""", "tools[0].input_schema", "missing_required_parameter")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[],"tools":[{"name":"n","input_schema":{}}],"tool_choice":{"type":"maybe"}}""", "tool_choice.type", "unsupported_value")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[],"thinking":{"type":"between_tools"}}""", "thinking.type", "unsupported_value")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[],"container":"c"}""", "container", "unsupported_parameter")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[],"mcp_servers":[{}]}""", "mcp_servers", "unsupported_parameter")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[],"inference_geo":"us"}""", "inference_geo", "unsupported_parameter")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[],"n":5}""", "n", "unknown_parameter")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[],"max_completion\u005ftokens":5}""", "max_completion_tokens", "unknown_parameter")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"te\ud800xt"}]}]}""", null, null)]
    public void What_chat_cannot_say_is_refused_and_named(string request, string? param, string? code)
    {
        var refusal = Refusal(Dialect, request);

        Assert.Equal((param, code), (refusal.Param, refusal.Code));
        if (param is not null) Assert.Contains(param, refusal.Message);
    }

    private static JsonElement Messages(string messages) =>
        Request(Dialect, $$"""{"model":"m","max_tokens":1,"messages":[{{messages}}]}""").GetProperty("messages");
}
