namespace Sentralix.Llm.Dialect;

/// <summary>What the gateway has to know of a request in OpenAI's form, and where in the body it stands. Everything
/// else of the request is none of its business and is never parsed into objects.</summary>
internal readonly record struct ChatRequestShape
{
    public required string Model { get; init; }

    /// <summary>The value of <c>model</c>, its quotes included.</summary>
    public required ByteRange ModelValue { get; init; }

    /// <summary>The value of <c>stream_options</c>, whatever its type; null where the field is missing.</summary>
    public ByteRange? StreamOptions { get; init; }

    public StreamOptionsKind StreamOptionsKind { get; init; }

    /// <summary>The value of <c>stream_options.include_usage</c>.</summary>
    public ByteRange? IncludeUsage { get; init; }

    public bool Stream { get; init; }

    /// <summary>The client asked for the usage chunk itself.</summary>
    public bool AsksForUsage { get; init; }

    /// <summary><c>max_completion_tokens</c>, or its older name <c>max_tokens</c>.</summary>
    public long? MaxTokens { get; init; }

    /// <summary>The name <c>max_tokens</c>, its quotes included, where that is the field's name.</summary>
    public ByteRange? MaxTokensName { get; init; }

    public double? Temperature { get; init; }

    /// <summary>How many answers are asked for.</summary>
    public int Choices { get; init; }

    /// <summary><c>prompt_cache_key</c>, where it is text, its quotes included.</summary>
    public ByteRange? CacheKey { get; init; }

    /// <summary><c>user</c>, where it is text, its quotes included.</summary>
    public ByteRange? User { get; init; }

    /// <summary>Where the closing brace of the whole request stands.</summary>
    public required int ClosingBrace { get; init; }
}

/// <summary>What <c>stream_options</c> is, as far as splicing has to know.</summary>
internal enum StreamOptionsKind
{
    Missing,
    Null,
    EmptyObject,
    Object,

    /// <summary>Something the dialect does not know; left alone, the upstream will say so.</summary>
    Other,
}
