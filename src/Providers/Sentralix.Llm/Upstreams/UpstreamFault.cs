namespace Sentralix.Llm.Upstreams;

/// <summary>An upstream's failure, told in one language.</summary>
/// <param name="Code">Why.</param>
/// <param name="Upstream">The configured name of the upstream.</param>
/// <param name="Detail">The upstream's words or ours, without secrets, at most <see cref="MaxDetail"/> characters.</param>
internal sealed record UpstreamFault(FaultCode Code, string Upstream, string Detail)
{
    public const int MaxDetail = 500;

    /// <summary>The HTTP status that the upstream answered with, where it answered.</summary>
    public int? Status { get; init; }

    /// <summary>How long the upstream asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same call may succeed later without anyone changing anything.</summary>
    public bool IsPassing => Code is FaultCode.RateLimited or FaultCode.ConcurrencyFull or FaultCode.Overloaded
        or FaultCode.Timeout or FaultCode.Unreachable or FaultCode.StreamCut or FaultCode.BadAnswer;

    /// <summary>Whether it says something about the target, and not about the request.</summary>
    public bool IsOfTarget => Code is not (FaultCode.BadRequest or FaultCode.ContextLength or FaultCode.ContentFilter or FaultCode.ModelNotFound);

    /// <summary>Whether another target may do better with the same request.</summary>
    public bool MayFallOver => Refusal is not null || Code is not (FaultCode.BadRequest or FaultCode.ContentFilter);

    /// <summary>What this provider cannot do, found before anything was sent to it.</summary>
    public Dialect.OpenAiError? Refusal { get; init; }
}
