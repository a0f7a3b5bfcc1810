namespace Sentralix.Connectors.Sandbox.Callbacks;

/// <summary>At most so many calls in any such time.</summary>
internal sealed class CallRate(int calls, TimeSpan period, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Queue<long> taken = new();

    /// <summary>Counts a call; false: it is one too many and was not counted.</summary>
    public bool Take()
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            while (taken.TryPeek(out var oldest) && clock.GetElapsedTime(oldest, now) >= period) taken.Dequeue();
            if (taken.Count >= calls) return false;
            taken.Enqueue(now);
            return true;
        }
    }
}
