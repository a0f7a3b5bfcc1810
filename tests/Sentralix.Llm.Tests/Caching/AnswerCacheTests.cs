using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Sentralix.Llm.Caching;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Routing;
using Xunit;

namespace Sentralix.Llm.Tests.Caching;

/// <summary>What makes requests the same, and which answers can be given again.</summary>
public sealed class AnswerCacheTests
{
    private const string Asked = """{"model":"m","messages":[{"role":"user","content":"Где мой заказ?"}],"temperature":0}""";

    [Theory]
    [InlineData("""{ "temperature" : 0 , "messages":[ {"role":"user","content":"Где мой заказ?"} ],"model":"m"}""", true)]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Где мой заказ?"}],"temperature":0,"stream":true,"stream_options":{"include_usage":true},"user":"u","metadata":{"a":"b"},"store":false,"prompt_cache_key":"k","safety_identifier":"s","top_p":null}""", true)]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Где мой  заказ?"}],"temperature":0}""", false)]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Где мой заказ?"}],"temperature":1}""", false)]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Где мой заказ?"}]}""", false)]
    [InlineData("""{"model":"m","messages":[{"role":"system","content":"Где мой заказ?"}],"temperature":0}""", false)]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Где мой заказ?"}],"temperature":0,"x_new":1}""", false)]
    public void Requests_are_the_same_when_nothing_that_changes_the_answer_differs(string other, bool same) =>
        Assert.Equal(same, Key(Asked) == Key(other));

    [Fact]
    public void Tenants_and_models_never_share_an_answer()
    {
        Assert.NotEqual(RequestKey.OfChat("a", Route("m"), Bytes(Asked)), RequestKey.OfChat("b", Route("m"), Bytes(Asked)));
        Assert.NotEqual(RequestKey.OfChat("a", Route("m"), Bytes(Asked)), RequestKey.OfChat("a", Route("n"), Bytes(Asked)));
    }

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]}],"tools":[],"logprobs":false}""", true)]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.ru/a.png"}}]}]}""", false)]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AA==","format":"wav"}}]}]}""", false)]
    [InlineData("""{"model":"m","messages":[],"tools":[{"type":"function","function":{"name":"f"}}]}""", false)]
    [InlineData("""{"model":"m","messages":[{"role":"tool","tool_call_id":"c","content":"1"}]}""", false)]
    [InlineData("""{"model":"m","messages":[],"n":2}""", false)]
    [InlineData("""{"model":"m","messages":[],"logprobs":true}""", false)]
    [InlineData("""{"model":"m","messages":[],"web_search_options":{}}""", false)]
    [InlineData("""{"model":"m","messages":[],"modalities":["text","audio"]}""", false)]
    public void Only_what_is_answered_by_a_text_alone_is_remembered(string request, bool isRemembered)
    {
        Assert.True(ChatRequestScan.TryRead(Bytes(request), out var shape, out _));
        Assert.Equal(isRemembered, CacheableChat.Is(Bytes(request), shape));
    }

    [Theory]
    [InlineData("""{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"Да","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}]}""", true)]
    [InlineData("""{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"Да"},"finish_reason":"length"}]}""", false)]
    [InlineData("""{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"Нет"},"finish_reason":"stop"}]}""", false)]
    [InlineData("""{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"","tool_calls":[{"id":"c"}]},"finish_reason":"stop"}]}""", false)]
    [InlineData("""{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"Да"},"finish_reason":"stop"},{"index":1,"message":{"role":"assistant","content":"Нет"},"finish_reason":"stop"}]}""", false)]
    [InlineData("""{"id":"x","choices":[]}""", false)]
    [InlineData("""{"id":"x","choices":[{""", false)]
    public void An_answer_is_remembered_when_it_has_ended_by_itself_and_is_a_text(string answer, bool isRemembered) =>
        Assert.Equal(isRemembered, CacheableAnswer.TryRead(Bytes(answer), out _));

    [Fact]
    public void An_answer_that_is_too_large_is_not_remembered()
    {
        var answer = $$"""{"choices":[{"message":{"content":"{{new string('a', CacheableAnswer.Largest)}}"},"finish_reason":"stop"}]}""";
        Assert.False(CacheableAnswer.TryRead(Bytes(answer), out _));
    }

    [Fact]
    public void A_replayed_stream_becomes_the_same_answer_again_wherever_it_is_cut()
    {
        const string Answer = """{"id":"chatcmpl-1","object":"chat.completion","created":1790000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Возврат — в течение 14 дней, \"ёж\" 😀.\n  Refunds too.","reasoning_content":"Думаю","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12}}""";
        Assert.True(CacheableAnswer.TryRead(Bytes(Answer), out var known));
        var events = new ArrayBufferWriter<byte>();
        Replay.Write(known, withUsage: true, events);
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var assembly = new AnswerAssembly();
            for (var at = 0; at < events.WrittenCount;)
            {
                var size = Math.Min(random.Next(1, 80), events.WrittenCount - at);
                assembly.Take(events.WrittenSpan.Slice(at, size));
                at += size;
            }

            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Answer), JsonNode.Parse(assembly.ToAnswer()!.Value.Span)), Encoding.UTF8.GetString(assembly.ToAnswer()!.Value.Span));
        }
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c"}]}}]}""")]
    [InlineData("""{"choices":[{"index":1,"delta":{"content":"b"}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"b"},"logprobs":{"content":[]}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"refusal":"Нет"}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"audio":{"id":"a"}}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}""")]
    [InlineData("""{"error":{"message":"m"}}""")]
    [InlineData("{")]
    public void A_stream_with_anything_else_in_it_is_not_remembered(string odd)
    {
        const string Good = """{"id":"x","choices":[{"index":0,"delta":{"content":"a"}}]}""";
        const string Stop = """{"id":"x","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";
        Assert.Null(Assembled(Good, odd, Stop, "[DONE]"));
        Assert.NotNull(Assembled(Good, Stop, "[DONE]"));
        Assert.Null(Assembled(Good, Stop));
        Assert.Null(Assembled(Good, "[DONE]"));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("один два три четыре", 1)]
    [InlineData("один два три четыре пять", 2)]
    [InlineData("  один  два\nтри четыре пять ", 2)]
    public void Pieces_are_a_few_words_and_together_the_text(string text, int count)
    {
        Assert.Equal(text, string.Concat(Replay.Pieces(text)));
        Assert.InRange(Replay.Pieces(text).Count(), count, count + 1);
    }

    [Fact]
    public void Vectors_are_the_same_as_numbers_and_as_base64()
    {
        float[][] vectors = [[0.25f, -1.5f, 3e-8f], [1, 2, 3]];
        var bytes = vectors.Select(v => System.Runtime.InteropServices.MemoryMarshal.AsBytes(v.AsSpan()).ToArray()).ToArray();
        foreach (var base64 in new[] { false, true })
        {
            var answer = EmbeddingsForm.Answer("m", bytes, base64);
            Assert.Equal(bytes, EmbeddingsForm.Vectors(answer.Span, 2)!);
            Assert.Null(EmbeddingsForm.Vectors(answer.Span, 3));
        }
    }

    private static ReadOnlyMemory<byte>? Assembled(params string[] events)
    {
        var assembly = new AnswerAssembly();
        foreach (var each in events) assembly.Take(Bytes($"data: {each}\n\n"));
        return assembly.ToAnswer();
    }

    private static string Key(string request) => RequestKey.OfChat("acme", Route("m"), Bytes(request));

    private static ModelRoute Route(string id) => new() { Id = id, Owner = "o", Since = default, Targets = [] };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
