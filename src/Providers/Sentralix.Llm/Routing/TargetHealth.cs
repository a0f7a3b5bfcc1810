using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Routing;

/// <summary>Whether a target is asked.</summary>
internal enum CircuitState
{
    /// <summary>It is.</summary>
    Closed,

    /// <summary>It is left out for a while.</summary>
    Open,

    /// <summary>One call tries whether it is well again.</summary>
    HalfOpen,
}

/// <summary>How one key does with one model. It is left out after several failures among its last calls, never after one; and as long
/// as its provider asks for.</summary>
internal sealed class TargetHealth(TimeProvider time)
{
    private const int Seconds = 30;
    private const int FewestFailures = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // Nobody's waiting mends these; somebody may have mended them meanwhile.
    private static readonly TimeSpan UntilPersonActs = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private readonly int[] calls = new int[Seconds];
    private readonly int[] failures = new int[Seconds];
    private long last;
    private int opened;
    private bool isProbed;
    private CircuitState state;
    private FaultCode? reason;
    private DateTimeOffset until;

    // A provider that is merely busy has said when it is not: it is well then, and everybody who has waited may ask.
    private bool isTurnNamed;
    private int underWay;

    /// <summary>A call goes to the target, if it may.</summary>
    /// <param name="room">Calls that may be under way at once; null: any number.</param>
    /// <param name="isOnly">There is nobody else to ask. Leaving it out would only make sure that nobody answers; but a provider that has named
    /// the time to come back is not asked before.</param>
    public bool TryEnter(int? room, bool isOnly)
    {
        lock (gate)
        {
            if (underWay >= (room ?? int.MaxValue)) return false;
            if (isTurnNamed && time.GetUtcNow() >= until) (state, reason, isTurnNamed) = (CircuitState.Closed, null, false);
            if (state != CircuitState.Closed && (!isOnly || reason == FaultCode.RateLimited))
            {
                if (time.GetUtcNow() < until || isProbed) return false;
                state = CircuitState.HalfOpen;
                isProbed = true;
            }

            underWay++;
            return true;
        }
    }

    /// <summary>A call is over, and the target had no fault in it, or none that says anything about the next call.</summary>
    public void Leave()
    {
        lock (gate)
        {
            Count(isFailure: false);
            underWay--;
            if (state != CircuitState.HalfOpen) return;
            state = CircuitState.Closed;
            isProbed = false;
            opened = 0;
            reason = null;
            Array.Clear(failures);
        }
    }

    /// <summary>A call was given up before it could tell anything.</summary>
    public void GiveUp()
    {
        lock (gate)
        {
            underWay--;
            isProbed = false;
        }
    }

    /// <summary>A call has failed by the target's fault.</summary>
    public void Fail(UpstreamFault fault)
    {
        lock (gate)
        {
            Count(isFailure: true);
            underWay--;
            isProbed = false;
            if (PauseFor(fault) is not { } pause) return;
            if (state != CircuitState.Closed || pause > TimeSpan.Zero) Open(fault.Code, pause);
            else if (failures.Sum() is var failed && failed >= FewestFailures && failed * 2 >= calls.Sum()) Open(fault.Code, TimeSpan.Zero);
        }
    }

    public (CircuitState State, FaultCode? Reason, DateTimeOffset RetryAt, int Calls, int Failures, int UnderWay) Look()
    {
        lock (gate)
        {
            Advance();
            return (state, reason, until, calls.Sum(), failures.Sum(), underWay);
        }
    }

    /// <summary>How long a fault by itself keeps the target out; zero: it only counts; null: it says nothing about the target.</summary>
    private static TimeSpan? PauseFor(UpstreamFault fault) => fault.Code switch
    {
        FaultCode.Auth or FaultCode.NoMoney => UntilPersonActs,
        FaultCode.RateLimited or FaultCode.ConcurrencyFull or FaultCode.Overloaded when fault.RetryAfter is { } asked =>
            asked < LongestAsked ? asked : LongestAsked,
        FaultCode.RateLimited or FaultCode.Overloaded or FaultCode.Timeout or FaultCode.Unreachable or FaultCode.BadAnswer or FaultCode.StreamCut => TimeSpan.Zero,
        _ => null,
    };

    private void Open(FaultCode code, TimeSpan pause)
    {
        isTurnNamed = pause > TimeSpan.Zero && (code is FaultCode.RateLimited or FaultCode.ConcurrencyFull);
        if (pause == TimeSpan.Zero)
        {
            // Longer each time, until a call has gone well.
            pause = FirstPause * (1 << Math.Min(opened, 8));
            if (pause > LongestPause) pause = LongestPause;
            opened++;
        }

        state = CircuitState.Open;
        reason = code;
        until = time.GetUtcNow() + pause;
    }

    private void Count(bool isFailure)
    {
        var now = Advance();
        calls[now % Seconds]++;
        if (isFailure) failures[now % Seconds]++;
    }

    private long Advance()
    {
        var now = (long)time.GetElapsedTime(0).TotalSeconds;
        for (var second = Math.Max(last + 1, now - Seconds + 1); second <= now; second++) calls[second % Seconds] = failures[second % Seconds] = 0;
        last = Math.Max(last, now);
        return last;
    }
}
