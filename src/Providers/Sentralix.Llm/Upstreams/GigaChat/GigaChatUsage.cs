using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>GigaChat's usage. Its total is what is billed, and cached tokens are not: <c>{prompt 1, completion 4, precached 37, total 5}</c>.
/// So the prompt's tokens are the ones that were not cached, while OpenAI's contain the cached.</summary>
internal static class GigaChatUsage
{
    /// <summary>Null: the value is no usage.</summary>
    public static TokenUsage? Read(RawJson usage)
    {
        long? prompt = null, total = null;
        long completion = 0, cached = 0;
        foreach (var field in usage.Fields)
        {
            if (field.Is("prompt_tokens"u8)) prompt = field.Value.ProtobufInteger();
            else if (field.Is("completion_tokens"u8)) completion = field.Value.ProtobufInteger() ?? 0;
            else if (field.Is("total_tokens"u8)) total = field.Value.ProtobufInteger();
            else if (field.Is("precached_prompt_tokens"u8)) cached = field.Value.ProtobufInteger() ?? 0;
        }

        if (prompt is not { } uncached) return null;
        // A total that lacks the cached ones says that the prompt has them.
        var isInside = cached <= uncached && total == uncached + completion - cached && cached > 0;
        return new TokenUsage(isInside ? uncached : uncached + cached, completion) { CacheRead = cached };
    }
}
