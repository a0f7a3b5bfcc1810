using Sentralix.Llm.Tests.Upstreams.Translation;
using Sentralix.Llm.Upstreams.Gemini;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Gemini;

public sealed class GeminiStreamTests
{
    private static readonly GeminiDialect Dialect = new();

    [Fact]
    public void Text_comes_piece_by_piece_and_ends_with_its_reason_and_its_usage()
    {
        var stream = Run(Event("""[{"text":"Приве"}]"""), Event("""[{"text":"т, \"ё\""}]""", "STOP", """{"promptTokenCount":10,"candidatesTokenCount":5,"thoughtsTokenCount":2}"""));

        Assert.Equal("Привет, \"ё\"", stream.Content);
        Assert.Equal(["stop"], stream.Finishes);
        Assert.True(stream.IsWhole);
        Assert.Equal("assistant", stream.Deltas.First().GetProperty("role").GetString());
        Assert.All(stream.Chunks, chunk => Assert.Equal(("chatcmpl-42", "our-model"), (chunk.GetProperty("id").GetString(), chunk.GetProperty("model").GetString())));
        Assert.Equal(0, stream.Chunks[^1].GetProperty("choices").GetArrayLength());
        Assert.Equal((10, 7), (stream.Usage!.Value.GetProperty("prompt_tokens").GetInt32(), stream.Usage!.Value.GetProperty("completion_tokens").GetInt32()));
    }

    [Fact]
    public void Calls_at_once_are_counted_and_carry_their_signatures()
    {
        var stream = Run(
            Event("""[{"text":"Хм","thought":true}]"""),
            Event("""[{"functionCall":{"name":"order","args":{"id":"ё-7"}},"thoughtSignature":"Y2FsbA=="},{"functionCall":{"name":"now","args":{}}}]"""),
            Event("""[{"functionCall":{"id":"given","name":"stock","args":{"n":1}}}]""", "STOP"));

        Assert.Equal([("call_42_0", "order", """{"id":"ё-7"}"""), ("call_42_1", "now", "{}"), ("given", "stock", """{"n":1}""")], stream.Calls);
        Assert.Equal("Хм", stream.Reasoning);
        Assert.Equal("", stream.Content);
        Assert.Equal(["tool_calls"], stream.Finishes);
        var call = stream.Deltas.First(delta => delta.TryGetProperty("tool_calls", out _)).GetProperty("tool_calls")[0];
        Translate.AssertJson("""{"google":{"thought_signature":"Y2FsbA=="}}""", call.GetProperty("extra_content"));
    }

    [Fact]
    public void A_signature_that_comes_last_and_alone_is_carried_by_the_message()
    {
        var stream = Run(Event("""[{"text":"Да"}]"""), Event("""[{"text":"","thoughtSignature":"bXNn"}]""", "STOP"));

        var signed = Assert.Single(stream.Deltas, delta => delta.TryGetProperty("extra_content", out _));
        Translate.AssertJson("""{"extra_content":{"google":{"thought_signature":"bXNn"}}}""", signed);
        Assert.Equal("Да", stream.Content);
    }

    [Fact]
    public void It_is_whole_when_every_candidate_has_stopped()
    {
        const string first = """{"candidates":[{"content":{"parts":[{"text":"а"}]},"finishReason":"STOP","index":0}]}""";
        const string second = """{"candidates":[{"content":{"parts":[{"text":"б"}]},"index":1}]}""";
        const string end = """{"candidates":[{"finishReason":"MAX_TOKENS","index":1}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2}}""";

        Assert.False(Run(first, second).IsWhole);
        var stream = Run(first, second, end);
        Assert.True(stream.IsWhole);
        Assert.Equal(["stop", "length"], stream.Finishes);
    }

    [Fact]
    public void A_prompt_that_was_blocked_is_a_stream_without_content()
    {
        var stream = Run("""{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":7}}""");

        Assert.True(stream.IsWhole);
        Assert.Equal(["content_filter"], stream.Finishes);
        Assert.Equal("", stream.Content);
        Assert.Equal(7, stream.Usage!.Value.GetProperty("prompt_tokens").GetInt32());
    }

    [Fact]
    public void A_stream_that_breaks_off_is_not_whole_but_tells_what_was_used_so_far()
    {
        var stream = Run(Event("""[{"text":"При"}]""", usage: """{"promptTokenCount":10,"candidatesTokenCount":3}"""));

        Assert.False(stream.IsWhole);
        Assert.Empty(stream.Finishes);
        Assert.Equal(3, stream.Usage!.Value.GetProperty("completion_tokens").GetInt32());
    }

    [Theory]
    [InlineData(503, "overloaded")]
    [InlineData(500, "overloaded")]
    [InlineData(429, "rate_limited")]
    [InlineData(400, "bad_request")]
    public void An_error_in_the_middle_is_told_after_what_was_used(int status, string code)
    {
        var stream = Run(
            Event("""[{"text":"При"}]""", usage: """{"promptTokenCount":10,"candidatesTokenCount":3}"""),
            $$"""{"error":{"code":{{status}},"message":"Перегружено","status":"X"} }""", Event("""[{"text":"вет"}]""", "STOP"));

        Assert.Equal((code, "Перегружено"), (stream.Chunks[^1].GetProperty("error").GetProperty("code").GetString(), stream.Chunks[^1].GetProperty("error").GetProperty("message").GetString()));
        Assert.Equal(10, stream.Chunks[^2].GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal("При", stream.Content);
        Assert.False(stream.IsWhole);
    }

    [Fact]
    public void A_call_that_the_model_failed_at_is_an_error_and_not_an_empty_answer()
    {
        var stream = Run(Event("[]", "MALFORMED_FUNCTION_CALL", """{"promptTokenCount":10}"""));

        Assert.Equal("bad_answer", stream.Chunks[^1].GetProperty("error").GetProperty("code").GetString());
        Assert.Empty(stream.Finishes);
        Assert.False(stream.IsWhole);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[DONE]")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"a"}]}}]""")]
    public void What_is_not_an_event_of_the_provider_fails_the_call(string data)
    {
        var stream = Run(data);

        Assert.False(stream.Understood);
        Assert.Empty(stream.Chunks);
    }

    private static TranslatedStream Run(params string[] events) => Translate.Stream(Dialect, Translate.Call("gemini-x", stream: true), events);

    private static string Event(string parts, string? reason = null, string? usage = null) =>
        $$"""{"candidates":[{"content":{"parts":{{parts}},"role":"model"}{{(reason is null ? "" : $",\"finishReason\":\"{reason}\"")}},"index":0}]{{(usage is null ? "" : $",\"usageMetadata\":{usage}")}} }""";
}
