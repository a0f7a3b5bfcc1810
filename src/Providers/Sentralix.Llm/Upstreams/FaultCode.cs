namespace Sentralix.Llm.Upstreams;

/// <summary>Why an upstream did not answer: one set for every provider.</summary>
internal enum FaultCode
{
    /// <summary>The configured key was refused.</summary>
    Auth,

    /// <summary>The account behind the key has no money or quota left; waiting does not help.</summary>
    NoMoney,

    RateLimited,
    ConcurrencyFull,
    Overloaded,
    ContextLength,
    ContentFilter,
    BadRequest,

    /// <summary>What came back is not an answer in this dialect.</summary>
    BadAnswer,

    /// <summary>The answer broke off.</summary>
    StreamCut,

    Timeout,

    /// <summary>No connection, or one that closed before anything came back.</summary>
    Unreachable,

    ModelNotFound,
}

internal static class FaultCodes
{
    /// <summary>The name in contracts, logs and traces.</summary>
    public static string Name(this FaultCode code) => code switch
    {
        FaultCode.Auth => "auth",
        FaultCode.NoMoney => "no_money",
        FaultCode.RateLimited => "rate_limited",
        FaultCode.ConcurrencyFull => "concurrency_full",
        FaultCode.Overloaded => "overloaded",
        FaultCode.ContextLength => "context_length",
        FaultCode.ContentFilter => "content_filter",
        FaultCode.BadRequest => "bad_request",
        FaultCode.BadAnswer => "bad_answer",
        FaultCode.StreamCut => "stream_cut",
        FaultCode.Timeout => "timeout",
        FaultCode.Unreachable => "unreachable",
        FaultCode.ModelNotFound => "model_not_found",
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };
}
