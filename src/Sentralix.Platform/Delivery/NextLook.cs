namespace Sentralix.Platform.Delivery;

/// <summary>When a pump looks at its queue next. It sleeps until the earliest moment that anybody has named; whoever names an earlier one
/// while it sleeps wakes it, and what is named while it looks counts for the sleep that follows.</summary>
internal sealed class NextLook(TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly Lock gate = new();
    private DateTimeOffset at = DateTimeOffset.MaxValue;
    private bool sleeps;

    /// <summary>A look begins: what is named from here on may not be seen by it.</summary>
    public void Begin()
    {
        lock (gate) (at, sleeps) = (DateTimeOffset.MaxValue, false);
    }

    /// <summary>There is to be a look at this moment, or before it.</summary>
    public void By(DateTimeOffset moment)
    {
        lock (gate)
        {
            // A clock that was put forward may be past the moment while the pump still sleeps towards it.
            if (moment >= at && !(sleeps && at <= clock.GetUtcNow())) return;
            if (moment < at) at = moment;
            if (sleeps && wake.CurrentCount == 0) wake.Release();
        }
    }

    /// <summary>There is to be a look at once.</summary>
    public void Now() => By(DateTimeOffset.MinValue);

    /// <summary>Sleeps until the moment given or named, and no longer than <paramref name="most"/>.</summary>
    public async Task Wait(DateTimeOffset moment, TimeSpan most, CancellationToken cancellation)
    {
        TimeSpan wait;
        lock (gate)
        {
            if (moment < at) at = moment;
            var now = clock.GetUtcNow();
            if (at <= now) return;

            // Rounded up: to wake a moment too early is to look twice.
            wait = at - now >= most ? most : TimeSpan.FromMilliseconds(Math.Ceiling((at - now).TotalMilliseconds));
            sleeps = true;
        }

        try
        {
            await wake.WaitAsync(wait, cancellation);
        }
        finally
        {
            lock (gate) sleeps = false;
        }
    }

    public void Dispose() => wake.Dispose();
}
