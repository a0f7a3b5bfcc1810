namespace Sentralix.Peers.OpenAi;

/// <summary>A way to fail.</summary>
public sealed record OpenAiFault(OpenAiFaultKind Kind)
{
    /// <summary>Of <see cref="OpenAiFaultKind.Status"/>.</summary>
    public int Status { get; init; } = 500;

    /// <summary>Sent as <c>Retry-After</c>, in seconds.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The body of <see cref="OpenAiFaultKind.Status"/>; null: OpenAI's for that status.</summary>
    public string? Body { get; init; }

    /// <summary>How many pieces of text a stream gets before it fails.</summary>
    public int AfterPieces { get; init; } = 2;

    /// <summary>How often to fail before all is well again; null: always.</summary>
    public int? Times { get; init; }

    public static OpenAiFault WithStatus(int status, int? retryAfterSeconds = null, string? body = null) =>
        new(OpenAiFaultKind.Status) { Status = status, RetryAfterSeconds = retryAfterSeconds, Body = body };
}

public enum OpenAiFaultKind
{
    /// <summary>An error answer.</summary>
    Status,

    /// <summary>Status 200 and bytes that mean nothing.</summary>
    Garbage,

    /// <summary>A stream that ends politely, but in the middle and without <c>[DONE]</c>; half a body where there is no stream.</summary>
    HalfStream,

    /// <summary>A stream whose connection breaks in the middle of an event.</summary>
    CutStream,

    /// <summary>A stream that falls silent in the middle.</summary>
    SilentStream,

    /// <summary>A stream with an error event in the middle.</summary>
    ErrorInStream,

    /// <summary>A stream with an event in the middle that means nothing.</summary>
    GarbageInStream,

    /// <summary>Takes the request and says nothing.</summary>
    NeverAnswers,

    /// <summary>Closes the connection before the first byte.</summary>
    CutConnection,
}
