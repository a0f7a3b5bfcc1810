using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress.Messages;
using Xunit;
using static Sentralix.Llm.Tests.Ingress.Translated;

namespace Sentralix.Llm.Tests.Ingress.Messages;

public sealed class MessagesAnswerTests
{
    private static readonly MessagesDialect Dialect = new();

    [Fact]
    public void Thoughts_text_and_calls_become_blocks()
    {
        var answer = Answer(Dialect, """
            {"id":"x","object":"chat.completion","model":"secret-folder/m","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":"Смотрю \"тут\".",
              "reasoning_content":"Хм","reasoning_details":[{"type":"reasoning.text","text":"Хм","signature":"c2ln"},{"type":"reasoning.encrypted","data":"ZW5j"}],
              "tool_calls":[{"id":"call_1","type":"function","function":{"name":"order","arguments":"{\"id\": \"ё-7\"}"}},{"type":"function","function":{"name":"now","arguments":""}}]}}],
             "usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":30,"cache_write_1h_tokens":10},"completion_tokens_details":{"reasoning_tokens":5}}}
            """);

        Same("""
            {"id":"msg_01","type":"message","role":"assistant","model":"large","content":[
               {"type":"thinking","thinking":"Хм","signature":"c2ln"},{"type":"redacted_thinking","data":"ZW5j"},
               {"type":"text","text":"Смотрю \"тут\"."},
               {"type":"tool_use","id":"call_1","name":"order","input":{"id":"ё-7"}},{"type":"tool_use","id":"toolu_01_2","name":"now","input":{}}],
             "stop_reason":"tool_use","stop_sequence":null,
             "usage":{"input_tokens":10,"cache_creation_input_tokens":30,"cache_read_input_tokens":60,
               "cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":10},"output_tokens":20,"output_tokens_details":{"thinking_tokens":5}}}
            """, answer);
    }

    [Theory]
    [InlineData("stop", "end_turn")]
    [InlineData("length", "max_tokens")]
    [InlineData("content_filter", "refusal")]
    [InlineData("tool_calls", "end_turn")]
    [InlineData("something_new", "end_turn")]
    public void Why_the_model_stopped(string finish, string reason)
    {
        var answer = Answer(Dialect, $$$$"""{"choices":[{"finish_reason":"{{{{finish}}}}","message":{"content":"да"}}]}""");

        Assert.Equal(reason, answer.GetProperty("stop_reason").GetString());
    }

    [Fact]
    public void A_server_that_calls_tools_and_says_stop_has_stopped_for_them()
    {
        var answer = Answer(Dialect, """{"choices":[{"finish_reason":"stop","message":{"content":null,"tool_calls":[{"id":"a","function":{"name":"n","arguments":"{}"}}]}}]}""");

        Assert.Equal("tool_use", answer.GetProperty("stop_reason").GetString());
    }

    [Fact]
    public void A_refusal_is_a_text_that_says_so_in_its_reason()
    {
        var answer = Answer(Dialect, """{"choices":[{"finish_reason":"stop","message":{"content":null,"refusal":"Не могу."}}]}""");

        Same("""[{"type":"text","text":"Не могу."}]""", answer.GetProperty("content"));
        Assert.Equal("refusal", answer.GetProperty("stop_reason").GetString());
    }

    [Theory]
    [InlineData("{\\\"id\\\": ", """{"INVALID_JSON":"{\"id\": "}""")]
    [InlineData("[1]", """{"INVALID_JSON":"[1]"}""")]
    [InlineData("  ", "{}")]
    public void Arguments_that_are_no_object_are_never_taken_for_none(string arguments, string input)
    {
        var answer = Answer(Dialect, $$$$"""{"choices":[{"finish_reason":"length","message":{"tool_calls":[{"id":"a","function":{"name":"n","arguments":"{{{{arguments}}}}"}}]}}]}""");

        Same(input, answer.GetProperty("content")[0].GetProperty("input"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"choices\":[]")]
    [InlineData("{\"choices\":[7]}")]
    [InlineData("{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}}]}")]
    [InlineData("{\"choices\":[{\"message\":{\"content\":7}}]}")]
    [InlineData("not json")]
    public void What_is_no_chat_answer_is_not_taken_for_one(string answer) =>
        Assert.False(Dialect.TryAnswer(Encoding.UTF8.GetBytes(answer), Call(), new System.Buffers.ArrayBufferWriter<byte>()));

    [Theory]
    [InlineData(400, "invalid_request_error")]
    [InlineData(401, "authentication_error")]
    [InlineData(402, "billing_error")]
    [InlineData(403, "permission_error")]
    [InlineData(404, "not_found_error")]
    [InlineData(409, "invalid_request_error")]
    [InlineData(413, "request_too_large")]
    [InlineData(422, "invalid_request_error")]
    [InlineData(429, "rate_limit_error")]
    [InlineData(500, "api_error")]
    [InlineData(502, "api_error")]
    [InlineData(503, "api_error")]
    [InlineData(504, "timeout_error")]
    [InlineData(529, "overloaded_error")]
    public void Errors_have_the_type_of_their_status(int status, string type)
    {
        var error = JsonDocument.Parse(Dialect.Error(new OpenAiError(status, "Нет.", "x", "tools[0].name", "quota_exceeded"))).RootElement;

        Same($$$$"""{"type":"error","error":{"type":"{{{{type}}}}","message":"tools[0].name: Нет.","details":{"error_code":"quota_exceeded"}}}""", error);
    }
}
