namespace Sentralix.Connectors.Messaging.Inbox;

/// <summary>Calls of hooks that wait for their acknowledgement. Channels wait seconds for one and send everything again without it; what is
/// done with an update afterwards can wait, because it is durable.</summary>
internal sealed class Acknowledgements(TimeProvider clock)
{
    // Some always are: this many at once mean that they come faster than they are taken.
    private const int Rush = 8;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    // A rush that lasts must not stop everything else.
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(1);

    private int open;

    public void Begin() => Interlocked.Increment(ref open);

    public void End() => Interlocked.Decrement(ref open);

    /// <summary>Waits for a rush to pass.</summary>
    public async Task LetPass(CancellationToken cancellation)
    {
        for (var waited = TimeSpan.Zero; Volatile.Read(ref open) >= Rush && waited < MostPatience; waited += Step)
            await Task.Delay(Step, clock, cancellation);
    }
}
