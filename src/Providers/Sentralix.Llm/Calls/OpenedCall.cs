using System.Globalization;
using Sentralix.Llm.Limits;
using Sentralix.Llm.Quotas;
using Sentralix.Llm.Routing;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Calls;

/// <summary>What has become of a call: an answer that has begun, or why there is none.</summary>
internal sealed class OpenedCall(ModelRequest request) : IDisposable
{
    private readonly List<Attempt> attempts = new(1);
    private (DateTimeOffset At, FaultCode Reason, string Upstream)? skipped;

    public ModelRequest Request => request;

    /// <summary>How many targets were asked.</summary>
    public int Attempts { get; private set; }

    /// <summary>How long upstreams have let us wait, one after another.</summary>
    public TimeSpan Waited
    {
        get
        {
            var sum = TimeSpan.Zero;
            foreach (var attempt in attempts) sum += attempt.Waited;
            return sum;
        }
    }

    /// <summary>The attempt that has begun to answer.</summary>
    public Attempt? Answering { get; private set; }

    /// <summary>The attempt that failed last.</summary>
    public Attempt? FailedLast { get; private set; }

    /// <summary>Why there is no answer, by an upstream's fault.</summary>
    public UpstreamFault? Fault { get; private set; }

    /// <summary>Why there is no answer, by one of our limits.</summary>
    public LimitRefusal? Refusal { get; private set; }

    /// <summary>What is held for the call at Billing; null: Billing was not asked.</summary>
    public QuotaHold? Hold { get; set; }

    /// <summary>Whether another target may be asked.</summary>
    public bool MayGoOn => Refusal is null && Fault?.MayFallOver == true;

    /// <summary>Whether nobody sends from the request's buffer any more.</summary>
    public bool IsSent => attempts.TrueForAll(a => a.IsSent);

    /// <summary>An attempt is being made. Whatever becomes of it, it ends with the call.</summary>
    public Attempt Begun(Attempt attempt)
    {
        attempts.Add(attempt);
        Attempts++;
        return attempt;
    }

    public void Answer(Attempt attempt)
    {
        Answering = attempt;
        (Fault, FailedLast) = (null, null);
    }

    public void Fail(Attempt attempt, UpstreamFault fault)
    {
        attempt.Failed(fault);

        // What a stand-by cannot do says nothing about why it was needed.
        if (fault.Refusal is not null && Fault is not null) return;
        (Fault, FailedLast) = (fault, attempt);
    }

    public void Refuse(LimitRefusal refusal) => Refusal = refusal;

    /// <summary>A target was left out.</summary>
    public void Skipped(Candidate candidate)
    {
        var (state, reason, retryAt, _, _, _) = candidate.Health.Look();
        var why = (retryAt, state == CircuitState.Closed ? FaultCode.ConcurrencyFull : reason ?? FaultCode.Overloaded, candidate.Target.Upstream.Name);
        if (skipped is null || why.retryAt < skipped.Value.At) skipped = why;
    }

    /// <summary>How long until the first of the targets that were left out for their provider's rate may be asked; null: none was.</summary>
    public TimeSpan? UntilTurn(DateTimeOffset now) => skipped is { Reason: FaultCode.RateLimited } left ? (left.At > now ? left.At - now : TimeSpan.Zero) : null;

    /// <summary>The fault, also where no target could be asked at all.</summary>
    public UpstreamFault FaultAt(DateTimeOffset now)
    {
        if (Fault is { } fault) return fault;
        if (skipped is not { } left) return new UpstreamFault(FaultCode.Overloaded, request.Route.Owner, $"No target of the model '{request.Route.Id}' can be asked just now.");
        var wait = left.At > now ? left.At - now : TimeSpan.FromSeconds(1);
        return new UpstreamFault(
            left.Reason, left.Upstream,
            string.Create(CultureInfo.InvariantCulture, $"The upstream '{left.Upstream}' is left out ({left.Reason.Name()}); the next try is in {Math.Ceiling(wait.TotalSeconds)} s."))
        {
            RetryAfter = wait,
        };
    }

    public void Dispose()
    {
        foreach (var attempt in attempts) attempt.Dispose();
        Hold?.Settle(attempts.Select(a => a.Record));
    }
}
