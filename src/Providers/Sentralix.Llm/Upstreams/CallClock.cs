namespace Sentralix.Llm.Upstreams;

/// <summary>The time that a call has left until the next sign of life, together with the caller's own cancellation.
/// Language models may take minutes; what is limited is silence, not the whole.</summary>
internal sealed class CallClock : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration caller;

    public CallClock(TimeProvider time, CancellationToken caller)
    {
        Caller = caller;
        source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        this.caller = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
    }

    /// <summary>Cancelled when the time is over or the caller has gone.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Cancelled when the caller has gone.</summary>
    public CancellationToken Caller { get; }

    /// <summary>The time was over while the caller was still waiting.</summary>
    public bool Expired => source.IsCancellationRequested && !Caller.IsCancellationRequested;

    /// <summary>Starts the time anew.</summary>
    public void Allow(TimeSpan time) => source.CancelAfter(time);

    /// <summary>Stops it: while a slow caller takes what there is, the upstream owes nothing.</summary>
    public void Pause() => source.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Ends the call: nobody waits for it any more.</summary>
    public void GiveUp() => source.Cancel();

    public void Dispose()
    {
        caller.Dispose();
        source.Dispose();
    }
}
