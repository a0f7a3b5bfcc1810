using System.Net;
using System.Text;
using Sentralix.Llm.Tests.Upstreams.Translation;
using Sentralix.Llm.Upstreams;
using Sentralix.Llm.Upstreams.Anthropic;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Anthropic;

public sealed class AnthropicAnswerTests
{
    private static readonly AnthropicDialect Dialect = new();

    [Fact]
    public void A_message_becomes_a_completion_that_calls_itself_as_the_platform_does()
    {
        var answer = Translate.Answer(Dialect, Message("""[{"type":"text","text":"Приве"},{"type":"text","text":"т, \"ё\""}]"""), Translate.Call("claude-x"));

        Translate.AssertJson("""
            {"id":"chatcmpl-42","object":"chat.completion","created":1790000000,"model":"our-model",
             "choices":[{"index":0,"message":{"role":"assistant","content":"Привет, \"ё\"","refusal":null},"logprobs":null,"finish_reason":"stop"}],
             "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0}}}
            """, answer);
    }

    [Fact]
    public void Calls_of_tools_come_with_their_arguments_as_text()
    {
        var answer = Translate.Answer(
            Dialect,
            Message("""
                [{"type":"tool_use","id":"toolu_1","name":"order","input":{"id": "ё-7",
                  "n": [1, 2.50]}},{"type":"tool_use","id":"toolu_2","name":"now","input":{}}]
                """, "tool_use"),
            Translate.Call("claude-x"));

        var choice = answer.GetProperty("choices")[0];
        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
        Translate.AssertJson("""
            {"role":"assistant","content":null,"refusal":null,"tool_calls":[
              {"id":"toolu_1","type":"function","function":{"name":"order","arguments":"{\"id\":\"ё-7\",\"n\":[1,2.50]}"}},
              {"id":"toolu_2","type":"function","function":{"name":"now","arguments":"{}"}}]}
            """, choice.GetProperty("message"));
    }

    [Fact]
    public void Thinking_comes_out_readable_and_as_it_must_go_back()
    {
        var message = Translate.Answer(
            Dialect,
            Message("""[{"type":"thinking","thinking":"Хм…","signature":"c2ln"},{"type":"redacted_thinking","data":"ZGF0YQ=="},{"type":"text","text":"Да"}]"""),
            Translate.Call("claude-x")).GetProperty("choices")[0].GetProperty("message");

        Assert.Equal("Хм…", message.GetProperty("reasoning_content").GetString());
        Translate.AssertJson("""
            [{"type":"reasoning.text","index":0,"format":"anthropic-claude-v1","text":"Хм…","signature":"c2ln"},
             {"type":"reasoning.encrypted","index":1,"format":"anthropic-claude-v1","data":"ZGF0YQ=="}]
            """, message.GetProperty("reasoning_details"));
    }

    [Theory]
    [InlineData("end_turn", "stop")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("pause_turn", "stop")]
    [InlineData("max_tokens", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("tool_use", "tool_calls")]
    [InlineData("refusal", "content_filter")]
    [InlineData("something_new", "stop")]
    public void Every_reason_to_stop_has_its_word(string reason, string expected)
    {
        var answer = Translate.Answer(Dialect, Message("[]", reason), Translate.Call("claude-x"));

        Assert.Equal(expected, answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public void Cached_tokens_are_inside_the_prompts_and_those_of_an_hour_are_told_apart()
    {
        var answer = Translate.Answer(
            Dialect,
            Message("[]", usage: """{"input_tokens":10,"cache_read_input_tokens":200,"cache_creation_input_tokens":70,"cache_creation":{"ephemeral_5m_input_tokens":30,"ephemeral_1h_input_tokens":40},"output_tokens":50,"output_tokens_details":{"thinking_tokens":20},"server_tool_use":null}"""),
            Translate.Call("claude-x"));

        Translate.AssertJson("""
            {"prompt_tokens":280,"completion_tokens":50,"total_tokens":330,
             "prompt_tokens_details":{"cached_tokens":200,"cache_write_tokens":70,"cache_write_1h_tokens":40,"audio_tokens":0},
             "completion_tokens_details":{"reasoning_tokens":20,"audio_tokens":0}}
            """, answer.GetProperty("usage"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("<html>")]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"x"}}""")]
    [InlineData("""{"type":"message","content":[],"stop_reason":null}""")]
    [InlineData("""{"type":"message","content":[{"type":"text","text":"a"}],"stop_reason":"end_turn","usage":{"input_tokens":1""")]
    [InlineData("""{"type":"message","content":[],"stop_reason":"end_turn"} {}""")]
    public void What_is_not_a_message_is_no_answer(string answer) => Assert.False(Translate.IsAnswer(Dialect, answer));

    [Fact]
    public void What_is_not_UTF8_is_no_answer()
    {
        byte[] answer = [.. Encoding.UTF8.GetBytes("""{"type":"message","content":[{"type":"text","text":"""), (byte)'"', 0xD0, .. Encoding.UTF8.GetBytes("""x"}],"stop_reason":"end_turn"}""")];

        Assert.False(Dialect.TryAnswer(answer, Translate.Call("claude-x"), new System.Buffers.ArrayBufferWriter<byte>()));
    }

    [Theory]
    [InlineData(529, "overloaded_error", "Overloaded", "overloaded")]
    [InlineData(500, "api_error", "Internal server error", "overloaded")]
    [InlineData(504, "timeout_error", "The request timed out", "overloaded")]
    [InlineData(402, "billing_error", "No credit", "no_money")]
    [InlineData(400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.", "no_money")]
    [InlineData(400, "invalid_request_error", "You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.", "no_money")]
    [InlineData(400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", "context_length")]
    [InlineData(400, "invalid_request_error", "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens` and try again", "context_length")]
    [InlineData(400, "invalid_request_error", "Output blocked by content filtering policy", "content_filter")]
    [InlineData(400, "invalid_request_error", "messages: at least one message is required", "bad_request")]
    [InlineData(413, "request_too_large", "Request exceeds the maximum size", "bad_request")]
    [InlineData(401, "authentication_error", "invalid x-api-key", "auth")]
    [InlineData(403, "permission_error", "Your API key does not have permission", "auth")]
    [InlineData(404, "not_found_error", "model: claude-nobody", "model_not_found")]
    [InlineData(429, "rate_limit_error", "This request would exceed your organization's rate limit of 50,000 input tokens per minute", "rate_limited")]
    [InlineData(429, "rate_limit_error", "Number of concurrent connections has exceeded your rate limit", "concurrency_full")]
    public void A_refusal_is_known_for_what_it_is(int status, string type, string message, string expected)
    {
        var body = ErrorBody.Read(Encoding.UTF8.GetBytes($$"""{"type":"error","error":{"type":"{{type}}","message":"{{message}}"},"request_id":"req_1"}"""));

        var code = Dialect.Classify((HttpStatusCode)status, body) ?? FaultTable.Classify((HttpStatusCode)status, body);

        Assert.Equal(expected, code.Name());
    }

    private static string Message(string content, string reason = "end_turn", string usage = """{"input_tokens":10,"output_tokens":5}""") =>
        $$"""{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":{{content}},"stop_reason":"{{reason}}","stop_sequence":null,"usage":{{usage}}}""";
}
