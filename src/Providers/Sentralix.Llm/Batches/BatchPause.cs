namespace Sentralix.Llm.Batches;

/// <summary>When the lines of a batch may be asked again. A limit that one of them meets is met by all, and a provider in trouble is not
/// helped by many who ask.</summary>
internal sealed class BatchPause(BatchWatch watch, TimeProvider time)
{
    /// <summary>A batch that must wait longer gives its place to others meanwhile.</summary>
    private static readonly TimeSpan LongestInPlace = TimeSpan.FromSeconds(30);

    // What a limit says may change: somebody raises it.
    private static readonly TimeSpan LongestAway = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestTrouble = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Unsaid = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private DateTimeOffset until;
    private int troubles;

    /// <summary>All is well.</summary>
    public void Over()
    {
        lock (gate) troubles = 0;
    }

    /// <summary>It is not the batch's turn.</summary>
    public void ForLimit(TimeSpan? said)
    {
        var wait = said is { } known && known > TimeSpan.Zero ? known : Unsaid;
        if (wait > LongestInPlace) watch.Yield(wait < LongestAway ? wait : LongestAway, "The batch waits for a limit.");
        else Extend(wait);
    }

    /// <summary>The provider is in trouble; each time longer, until a line is answered.</summary>
    public void ForTrouble(TimeSpan? said)
    {
        TimeSpan wait;
        lock (gate) wait = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(troubles++, 10)));
        if (said > wait) wait = said.Value;
        Extend(wait < LongestTrouble ? wait : LongestTrouble);
    }

    /// <summary>Waits until a line may be asked.</summary>
    /// <returns>False: no line is asked any more.</returns>
    public async Task<bool> Wait()
    {
        while (!watch.Stopped.IsCancellationRequested)
        {
            var left = Left();
            if (left <= TimeSpan.Zero) return true;

            // A timer counts whole milliseconds.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time, watch.Stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    private TimeSpan Left()
    {
        lock (gate) return until - time.GetUtcNow();
    }

    private void Extend(TimeSpan wait)
    {
        lock (gate)
        {
            var then = time.GetUtcNow() + wait;
            if (then > until) until = then;
        }
    }
}
