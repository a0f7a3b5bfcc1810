using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>Tokens as Anthropic counts them: what went into the cache or came out of it is not among the input's. In streams the counts
/// come in parts, each for the whole answer so far, and a part may leave out what it has nothing new about.</summary>
internal struct AnthropicUsage
{
    private long input;
    private long output;
    private long cacheRead;
    private long cacheWritten;
    private long cacheWrittenHour;
    private long thinking;

    /// <summary>Anything was reported.</summary>
    public bool IsReported { get; private set; }

    /// <summary>Takes a <c>usage</c> object over what is known.</summary>
    public void Take(RawJson usage)
    {
        if (!usage.IsObject) return;
        IsReported = true;
        foreach (var field in usage.Fields)
        {
            if (field.Is("input_tokens"u8)) Count(field.Value, ref input);
            else if (field.Is("output_tokens"u8)) Count(field.Value, ref output);
            else if (field.Is("cache_read_input_tokens"u8)) Count(field.Value, ref cacheRead);
            else if (field.Is("cache_creation_input_tokens"u8)) Count(field.Value, ref cacheWritten);
            else if (field.Is("cache_creation"u8)) Count(field.Value, "ephemeral_1h_input_tokens"u8, ref cacheWrittenHour);
            else if (field.Is("output_tokens_details"u8)) Count(field.Value, "thinking_tokens"u8, ref thinking);
        }
    }

    public readonly TokenUsage ToTokens() => new(input + cacheRead + cacheWritten, output)
    {
        CacheRead = cacheRead,
        CacheWrite = cacheWritten,
        CacheWriteHour = cacheWrittenHour,
        Reasoning = thinking,
    };

    private static void Count(RawJson value, ref long count)
    {
        if (value.Integer() is { } number && number >= 0) count = number;
    }

    private static void Count(RawJson details, ReadOnlySpan<byte> name, ref long count)
    {
        foreach (var field in details.Fields)
        {
            if (field.Is(name)) Count(field.Value, ref count);
        }
    }
}
