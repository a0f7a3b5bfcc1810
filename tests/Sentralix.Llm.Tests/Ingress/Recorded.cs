namespace Sentralix.Llm.Tests.Ingress;

/// <summary>Chat streams with everything in them that a translation has to get right.</summary>
internal static class Recorded
{
    /// <summary>Thoughts, Russian text with escapes and an emoji, two calls whose pieces come in turns, usage in a chunk of its own.</summary>
    public static byte[] Everything { get; } = Translated.Chat(
        Translated.Chunk("""{"role":"assistant","content":""}"""),
        Translated.Chunk("""{"reasoning_content":"Надо "}"""),
        Translated.Chunk("""{"reasoning_content":"подумать."}"""),
        Translated.Chunk("""{"content":"Ёлка \"говорит\": data: [DONE]\n"}"""),
        Translated.Chunk("""{"content":"конец 😀 \ud83d"}"""),
        Translated.Chunk("""{"content":"\ude00."}"""),
        Translated.Chunk("""{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"order","arguments":""}}]}"""),
        Translated.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"id\":"}}]}"""),
        Translated.Chunk("""{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"weather","arguments":"{\"city\":"}}]}"""),
        Translated.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"\"ё-7\"}"}},{"index":1,"function":{"arguments":"\"Каз"}}]}"""),
        Translated.Chunk("""{"tool_calls":[{"index":1,"function":{"arguments":"ань\"}"}}]}"""),
        Translated.Chunk("{}", "tool_calls"),
        Translated.Usage("""{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":30,"cache_write_1h_tokens":10},"completion_tokens_details":{"reasoning_tokens":5}}"""));

    public const string Thoughts = "Надо подумать.";

    public const string Text = "Ёлка \"говорит\": data: [DONE]\nконец 😀 😀.";
}
