using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

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
    public void Take(JsonValue usage)
    {
        if (!usage.IsObject) return;
        IsReported = true;
        var fields = new FieldWalk(usage);
        while (fields.Next(out var value))
        {
            if (fields.Is("input_tokens"u8)) Count(value, ref input);
            else if (fields.Is("output_tokens"u8)) Count(value, ref output);
            else if (fields.Is("cache_read_input_tokens"u8)) Count(value, ref cacheRead);
            else if (fields.Is("cache_creation_input_tokens"u8)) Count(value, ref cacheWritten);
            else if (fields.Is("cache_creation"u8)) Count(value, "ephemeral_1h_input_tokens"u8, ref cacheWrittenHour);
            else if (fields.Is("output_tokens_details"u8)) Count(value, "thinking_tokens"u8, ref thinking);
        }
    }

    public readonly TokenUsage ToTokens() => new(input + cacheRead + cacheWritten, output)
    {
        CacheRead = cacheRead,
        CacheWrite = cacheWritten,
        CacheWriteHour = cacheWrittenHour,
        Reasoning = thinking,
    };

    private static void Count(JsonValue value, ref long count)
    {
        if (value.TryInteger(out var number) && number >= 0) count = number;
    }

    private static void Count(JsonValue details, ReadOnlySpan<byte> name, ref long count)
    {
        var fields = new FieldWalk(details);
        while (fields.Next(out var value))
        {
            if (fields.Is(name)) Count(value, ref count);
        }
    }
}
