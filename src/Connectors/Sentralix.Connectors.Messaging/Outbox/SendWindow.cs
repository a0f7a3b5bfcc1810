namespace Sentralix.Connectors.Messaging.Outbox;

/// <summary>The places of one connection's calls, and what has just left.</summary>
internal sealed class SendWindow(TimeProvider clock)
{
    /// <summary>Whoever is to wait longer than this gives its place among what runs to others, and comes again.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromSeconds(1.25);

    // A little more than the second that channels count in: what leaves here evenly may arrive less so.
    private static readonly TimeSpan Second = TimeSpan.FromMilliseconds(1030);

    // A place that nobody came for: its call has been superseded, or has expired.
    private static readonly TimeSpan Missed = TimeSpan.FromMinutes(1);
    private const int FirstSweep = 20_000;

    private readonly Dictionary<string, Pace> threads = [];
    private readonly Dictionary<string, long> places = [];
    private readonly Queue<long> leaving = new();
    private Pace whole;
    private int sweepAt = FirstSweep;

    /// <inheritdoc cref="ISendWindowGrain.Take"/>
    public TimeSpan Take(SendPlace place, WindowLimits limits)
    {
        var now = clock.GetTimestamp();
        if (threads.Count + places.Count >= sweepAt) Sweep(now);
        if (Kept(place, now) is { } kept) return kept;
        var pace = threads.GetValueOrDefault(place.Thread);

        // The later of both places: a message waits for its conversation first, and takes its place among all when it may go.
        var own = pace.Next(now, Step(limits.PerConversation), limits.Burst);
        if (place.IsGroup && limits.PerGroupMinute is { } perMinute) own = Math.Max(own, pace.NextInGroup(now, Step(perMinute / 60.0), perMinute));

        // What may go at once counts into the first second as well: with it, a connection still sends less in any second than the channel allows.
        var at = whole.Next(own, Step(limits.PerConnection), Math.Max(1, (int)limits.PerConnection / 12));
        threads[place.Thread] = pace;
        var wait = Until(at, now);
        if (wait > Moment) places[place.Name] = at;
        return wait;
    }

    /// <inheritdoc cref="ISendWindowGrain.Leave"/>
    public TimeSpan Leave(string thread, WindowLimits limits)
    {
        var now = clock.GetTimestamp();
        var pace = threads.GetValueOrDefault(thread);
        var at = Math.Max(now, Math.Max(whole.Held, pace.Held));

        // One more than the pace has in a window, so that the pace itself is never held up.
        var isFull = leaving.Count > (int)limits.PerConnection;
        if (isFull) at = Math.Max(at, leaving.Peek() + Ticks(Second));
        var wait = Until(at, now);
        if (wait > Moment) return wait;
        if (isFull) leaving.Dequeue();
        leaving.Enqueue(at);
        pace.Left(at, Step(limits.PerConversation));
        threads[thread] = pace;
        return wait;
    }

    /// <inheritdoc cref="ISendWindowGrain.Freeze"/>
    public void Freeze(string? thread, TimeSpan wait)
    {
        var until = clock.GetTimestamp() + Ticks(wait);
        if (thread is null)
        {
            whole.HoldUntil(until);
            return;
        }

        var pace = threads.GetValueOrDefault(thread);
        pace.HoldUntil(until);
        threads[thread] = pace;
    }

    /// <summary>The wait for the place that was taken before; null: there is none, or the channel has asked to wait beyond it.</summary>
    private TimeSpan? Kept(SendPlace place, long now)
    {
        if (!places.TryGetValue(place.Name, out var at)) return null;
        if (at < Math.Max(whole.Held, threads.GetValueOrDefault(place.Thread).Held))
        {
            places.Remove(place.Name);
            return null;
        }

        var wait = Until(at, now);
        if (wait <= Moment) places.Remove(place.Name);
        return wait;
    }

    private void Sweep(long now)
    {
        foreach (var (thread, pace) in threads)
            if (pace.IsIdle(now)) threads.Remove(thread);
        foreach (var (name, at) in places)
            if (at < now - Ticks(Missed)) places.Remove(name);
        sweepAt = Math.Max(FirstSweep, (threads.Count + places.Count) * 2);
    }

    private TimeSpan Until(long at, long now) => at > now ? TimeSpan.FromSeconds((double)(at - now) / clock.TimestampFrequency) : TimeSpan.Zero;

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);

    private long Step(double perSecond) => (long)(clock.TimestampFrequency / perSecond);
}
