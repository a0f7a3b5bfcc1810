using System.Text;
using System.Text.Json;
using Sentralix.Llm.Ingress.Completions;
using Xunit;
using static Sentralix.Llm.Tests.Ingress.Translated;

namespace Sentralix.Llm.Tests.Ingress.Completions;

public sealed class CompletionsDialectTests
{
    private static readonly CompletionsDialect Dialect = new();

    [Theory]
    [InlineData("\"Жили-были\"")]
    [InlineData("[\"Жили-были\"]")]
    public void The_prompt_is_what_the_user_says_and_everything_else_travels_on(string prompt)
    {
        var chat = Request(Dialect, $$"""
            {"model":"m","prompt":{{prompt}},"max_tokens":16,"n":2,"best_of":2,"stop":["\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0,
             "logit_bias":{"50256":-100},"seed":7,"user":"u","suffix":null,"echo":false,"logprobs":null,"repetition_penalty":1.1}
            """);

        Same("""
            {"model":"m","max_tokens":16,"n":2,"stop":["\n"],"stream":true,"temperature":0,"logit_bias":{"50256":-100},"seed":7,"user":"u","repetition_penalty":1.1,
             "messages":[{"role":"user","content":"Жили-были"}]}
            """, chat);
    }

    [Theory]
    [InlineData("""{"model":"m"}""", "prompt", "missing_required_parameter")]
    [InlineData("""{"model":"m","prompt":[]}""", "prompt", "invalid_type")]
    [InlineData("""{"model":"m","prompt":7}""", "prompt", "invalid_type")]
    [InlineData("""{"model":"m","prompt":["a","b"]}""", "prompt", "unsupported_value")]
    [InlineData("""{"model":"m","prompt":[1,2]}""", "prompt", "unsupported_value")]
    [InlineData("""{"model":"m","prompt":[[1,2]]}""", "prompt", "unsupported_value")]
    [InlineData("""{"model":"m","prompt":"a","suffix":"b"}""", "suffix", "unsupported_parameter")]
    [InlineData("""{"model":"m","prompt":"a","echo":true}""", "echo", "unsupported_parameter")]
    [InlineData("""{"model":"m","prompt":"a","logprobs":0}""", "logprobs", "unsupported_parameter")]
    [InlineData("""{"model":"m","prompt":"a","best_of":3}""", "best_of", "unsupported_parameter")]
    [InlineData("""{"model":"m","prompt":"a","best_of":3,"n":2}""", "best_of", "unsupported_parameter")]
    [InlineData("""{"model":"m","prompt":"a","messages":[]}""", "messages", "unknown_parameter")]
    [InlineData("""{"model":"m","prompt":"a","tools":[]}""", "tools", "unknown_parameter")]
    public void What_chat_cannot_say_is_refused_and_named(string request, string param, string code)
    {
        var refusal = Refusal(Dialect, request);

        Assert.Equal((param, code), (refusal.Param, refusal.Code));
    }

    [Fact]
    public void Every_choice_of_a_whole_answer_is_a_text()
    {
        var answer = Answer(Dialect, """
            {"id":"x","choices":[{"index":0,"finish_reason":"length","message":{"content":"Да \"ёлка\""}},{"index":1,"finish_reason":"tool_calls","message":{"content":null,"refusal":"Нет"}}],
             "usage":{"prompt_tokens":4,"completion_tokens":2,"total_tokens":6}}
            """);

        Same("""
            {"id":"cmpl-01","object":"text_completion","created":1790000000,"model":"large",
             "choices":[{"text":"Да \"ёлка\"","index":0,"logprobs":null,"finish_reason":"length"},{"text":"Нет","index":1,"logprobs":null,"finish_reason":"stop"}],
             "usage":{"prompt_tokens":4,"completion_tokens":2,"total_tokens":6,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0}}}
            """, answer);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"choices\":{}}")]
    [InlineData("{\"choices\":[{\"message\":{\"content\":[]}}]}")]
    [InlineData("nope")]
    public void What_is_no_chat_answer_is_not_taken_for_one(string answer) =>
        Assert.False(Dialect.TryAnswer(Encoding.UTF8.GetBytes(answer), Call(), new System.Buffers.ArrayBufferWriter<byte>()));

    [Theory]
    [InlineData("{}", false)]
    [InlineData("""{"stream_options":{"include_usage":true}}""", true)]
    public async Task A_stream_has_its_usage_only_where_it_was_asked_for(string request, bool asked)
    {
        var chunks = Data(await Stream(Dialect, Recorded.Everything, request: request));

        Assert.Equal("[DONE]", chunks[^1]);
        var parsed = chunks[..^1].Select(chunk => JsonDocument.Parse(chunk).RootElement).ToList();
        Assert.All(parsed, chunk => Assert.Equal("text_completion", chunk.GetProperty("object").GetString()));
        var texts = parsed.Where(chunk => chunk.GetProperty("choices").GetArrayLength() > 0).ToList();
        // Two pieces of text, and the one that says why it ended.
        Assert.Equal(4, texts.Count);
        Assert.Equal("stop", texts[^1].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(asked, texts[0].TryGetProperty("usage", out _));
        Assert.Equal(asked ? 1 : 0, parsed.Count - texts.Count);
        if (asked) Assert.Equal(120, parsed[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task Choices_of_a_stream_keep_their_indexes()
    {
        var chunks = Data(await Stream(Dialect, Chat(
            """{"choices":[{"index":1,"delta":{"content":"b"},"finish_reason":null}]}""",
            """{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}""")));

        var choices = chunks[..^1].Select(chunk => JsonDocument.Parse(chunk).RootElement.GetProperty("choices")[0]).ToList();
        Assert.Equal([(1, "b"), (0, "a")], choices.Select(c => (c.GetProperty("index").GetInt32(), c.GetProperty("text").GetString())));
    }

    private static List<string> Data(byte[] stream) =>
        [.. System.Net.ServerSentEvents.SseParser.Create(new MemoryStream(stream)).Enumerate().Select(item => item.Data)];
}
