using System.Net;
using System.Text;
using Sentralix.Llm.Tests.Upstreams.Translation;
using Sentralix.Llm.Upstreams;
using Sentralix.Llm.Upstreams.Gemini;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Gemini;

public sealed class GeminiAnswerTests
{
    private static readonly GeminiDialect Dialect = new();

    [Fact]
    public void Content_becomes_a_completion_that_calls_itself_as_the_platform_does()
    {
        var answer = Translate.Answer(Dialect, Content("""[{"text":"Приве"},{"text":"т, \"ё\""}]"""), Translate.Call("gemini-x"));

        Translate.AssertJson("""
            {"id":"chatcmpl-42","object":"chat.completion","created":1790000000,"model":"our-model",
             "choices":[{"index":0,"message":{"role":"assistant","content":"Привет, \"ё\"","refusal":null},"logprobs":null,"finish_reason":"stop"}],
             "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0}}}
            """, answer);
    }

    [Fact]
    public void Calls_get_ids_of_their_own_where_they_have_none_and_carry_their_signatures()
    {
        var answer = Translate.Answer(Dialect, Content("""
            [{"text":"Смотрю.","thoughtSignature":"bXNn"},
             {"functionCall":{"name":"order","args":{"id": "ё-7",
               "n": [1, true, null, "a\"b"]}},"thoughtSignature":"Y2FsbA=="},
             {"functionCall":{"name":"now"}},
             {"functionCall":{"id":"given-1","name":"now","args":{}}}]
            """), Translate.Call("gemini-x"));

        var choice = answer.GetProperty("choices")[0];
        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
        Translate.AssertJson("""
            {"role":"assistant","content":"Смотрю.","refusal":null,"extra_content":{"google":{"thought_signature":"bXNn"}},"tool_calls":[
              {"id":"call_42_0","type":"function","function":{"name":"order","arguments":"{\"id\":\"ё-7\",\"n\":[1,true,null,\"a\\\"b\"]}"},"extra_content":{"google":{"thought_signature":"Y2FsbA=="}}},
              {"id":"call_42_1","type":"function","function":{"name":"now","arguments":"{}"}},
              {"id":"given-1","type":"function","function":{"name":"now","arguments":"{}"}}]}
            """, choice.GetProperty("message"));
    }

    [Fact]
    public void Thoughts_are_no_part_of_the_answer()
    {
        var message = Translate.Answer(Dialect, Content("""[{"text":"Хм…","thought":true},{"text":"Да"}]"""), Translate.Call("gemini-x")).GetProperty("choices")[0].GetProperty("message");

        Assert.Equal(("Да", "Хм…"), (message.GetProperty("content").GetString(), message.GetProperty("reasoning_content").GetString()));
    }

    [Fact]
    public void Every_candidate_is_a_choice()
    {
        var answer = Translate.Answer(
            Dialect,
            """{"candidates":[{"content":{"parts":[{"text":"а"}]},"finishReason":"STOP","index":0},{"content":{"parts":[{"functionCall":{"name":"f"}}]},"finishReason":"STOP","index":1}]}""",
            Translate.Call("gemini-x"));

        Assert.Equal([(0, "stop"), (1, "tool_calls")], answer.GetProperty("choices").EnumerateArray().Select(choice => (choice.GetProperty("index").GetInt32(), choice.GetProperty("finish_reason").GetString()!)));
        Assert.False(answer.TryGetProperty("usage", out _));
    }

    [Theory]
    [InlineData("STOP", "stop")]
    [InlineData("MAX_TOKENS", "length")]
    [InlineData("CONTINUATION", "length")]
    [InlineData("SAFETY", "content_filter")]
    [InlineData("RECITATION", "content_filter")]
    [InlineData("BLOCKLIST", "content_filter")]
    [InlineData("PROHIBITED_CONTENT", "content_filter")]
    [InlineData("SPII", "content_filter")]
    [InlineData("LANGUAGE", "content_filter")]
    [InlineData("OTHER", "content_filter")]
    [InlineData("IMAGE_SAFETY", "content_filter")]
    [InlineData("SOMETHING_NEW", "stop")]
    public void Every_reason_to_stop_has_its_word(string reason, string expected)
    {
        var answer = Translate.Answer(Dialect, Content("[]", reason), Translate.Call("gemini-x"));

        Assert.Equal(expected, answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").ValueKind);
    }

    [Fact]
    public void A_prompt_that_was_blocked_is_an_answer_without_content()
    {
        var answer = Translate.Answer(Dialect, """{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":7,"totalTokenCount":7}}""", Translate.Call("gemini-x"));

        Translate.AssertJson("""[{"index":0,"message":{"role":"assistant","content":null,"refusal":null},"logprobs":null,"finish_reason":"content_filter"}]""", answer.GetProperty("choices"));
        Assert.Equal(7, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
    }

    [Fact]
    public void Thoughts_are_counted_with_the_answer_and_cached_tokens_within_the_prompt()
    {
        var answer = Translate.Answer(
            Dialect,
            Content("[]", usage: """{"promptTokenCount":100,"toolUsePromptTokenCount":5,"cachedContentTokenCount":60,"candidatesTokenCount":20,"thoughtsTokenCount":30,"totalTokenCount":155,"promptTokensDetails":[{"modality":"TEXT","tokenCount":60},{"modality":"AUDIO","tokenCount":40}]}"""),
            Translate.Call("gemini-x"));

        Translate.AssertJson("""
            {"prompt_tokens":105,"completion_tokens":50,"total_tokens":155,"prompt_tokens_details":{"cached_tokens":60,"audio_tokens":40},"completion_tokens_details":{"reasoning_tokens":30,"audio_tokens":0}}
            """, answer.GetProperty("usage"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("<html>")]
    [InlineData("""{"candidates":[]}""")]
    [InlineData("""{"error":{"code":503,"message":"x","status":"UNAVAILABLE"}}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}]""")]
    [InlineData("""{"candidates":[{"content":{},"finishReason":"MALFORMED_FUNCTION_CALL"}]}""")]
    [InlineData("""{"candidates":[{"content":{},"finishReason":"UNEXPECTED_TOOL_CALL"}]}""")]
    [InlineData("""{"candidates":[{"content":{},"finishReason":"TOO_MANY_TOOL_CALLS"}]}""")]
    public void What_is_not_an_answer_is_none(string answer) => Assert.False(Translate.IsAnswer(Dialect, answer));

    [Theory]
    [InlineData(400, "API key not valid. Please pass a valid API key.", "auth")]
    [InlineData(400, "API key expired. Please renew the API key.", "auth")]
    [InlineData(400, "User location is not supported for the API use.", "auth")]
    [InlineData(400, "Please enable billing on project 1 by visiting the console.", "no_money")]
    [InlineData(400, "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).", "context_length")]
    [InlineData(400, "Request contains an invalid argument.", "bad_request")]
    [InlineData(402, "Payment required.", "no_money")]
    [InlineData(403, "Permission denied: Consumer has been suspended.", "auth")]
    [InlineData(404, "models/gemini-nobody is not found for API version v1beta", "model_not_found")]
    [InlineData(429, "You exceeded your current quota, please check your plan and billing details.", "rate_limited")]
    [InlineData(429, "Your prepayment credits are depleted. Please go to AI Studio to manage your project and billing.", "no_money")]
    [InlineData(499, "The operation was cancelled.", "overloaded")]
    [InlineData(500, "An internal error has occurred.", "overloaded")]
    [InlineData(503, "The model is overloaded. Please try again later.", "overloaded")]
    [InlineData(504, "Deadline expired before operation could complete.", "overloaded")]
    public void A_refusal_is_known_for_what_it_is(int status, string message, string expected)
    {
        var body = ErrorBody.Read(Encoding.UTF8.GetBytes($$"""{"error":{"code":{{status}},"message":"{{message}}","status":"X"} }"""));

        var code = Dialect.Classify((HttpStatusCode)status, body) ?? FaultTable.Classify((HttpStatusCode)status, body);

        Assert.Equal(expected, code.Name());
    }

    private static string Content(string parts, string reason = "STOP", string usage = """{"promptTokenCount":10,"candidatesTokenCount":5,"totalTokenCount":15}""") =>
        $$"""{"candidates":[{"content":{"parts":{{parts}},"role":"model"},"finishReason":"{{reason}}","index":0}],"usageMetadata":{{usage}},"modelVersion":"gemini-x","responseId":"r"}""";
}
