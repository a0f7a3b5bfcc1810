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

    /// <summary>Whoever comes later than this to his place takes another one: on a busy machine many are late together, and would leave
    /// together. After some tries he goes all the same: a machine may always be late.</summary>
    public static readonly TimeSpan MostLate = TimeSpan.FromMilliseconds(80);
    private const int MostTries = 4;

    // What is late all the same leaves one by one, a little faster than the pace.
    private const double CatchUp = 1.08;

    private readonly Dictionary<string, Pace> threads = [];
    private readonly Dictionary<string, Kept> places = [];
    private readonly Queue<long> leaving = new();
    private Pace whole;
    private Pace lane;
    private int sweepAt = FirstSweep;

    /// <inheritdoc cref="ISendWindowGrain.Take"/>
    public TimeSpan Take(SendPlace place, WindowLimits limits)
    {
        var now = clock.GetTimestamp();
        if (threads.Count + places.Count >= sweepAt) Sweep(now);
        var tries = 0;
        if (places.Remove(place.Name, out var kept) && kept.At >= Math.Max(whole.Held, threads.GetValueOrDefault(place.Thread).Held))
        {
            tries = kept.Tries;
            if (kept.At >= now - Ticks(MostLate) || tries >= MostTries)
            {
                places[place.Name] = kept;
                return Until(kept.At, now);
            }
        }

        var at = Next(place, limits, now);
        if (at > now) places[place.Name] = new Kept(at, tries + 1);
        return Until(at, now);
    }

    /// <inheritdoc cref="ISendWindowGrain.Leave"/>
    public TimeSpan Leave(SendPlace place, WindowLimits limits)
    {
        var now = clock.GetTimestamp();
        places.Remove(place.Name);
        var pace = threads.GetValueOrDefault(place.Thread);
        var (step, burst) = (Step(limits.PerConnection * CatchUp), BurstOf(limits));
        var at = Math.Max(Math.Max(now, lane.Peek(step, burst)), Math.Max(whole.Held, pace.Held));

        // One more than the pace has in a window, so that the pace itself is never held up.
        var isFull = leaving.Count > (int)limits.PerConnection;
        if (isFull) at = Math.Max(at, leaving.Peek() + Ticks(Second));
        var wait = Until(at, now);
        if (wait > Moment) return wait;
        if (isFull) leaving.Dequeue();
        leaving.Enqueue(at);
        lane.Left(at, step);
        pace.Left(at, Step(limits.PerConversation));
        threads[place.Thread] = pace;
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

    private long Next(SendPlace place, WindowLimits limits, long now)
    {
        var pace = threads.GetValueOrDefault(place.Thread);

        // The later of both places: a message waits for its conversation first, and takes its place among all when it may go.
        var own = pace.Next(now, Step(limits.PerConversation), limits.Burst);
        if (place.IsGroup && limits.PerGroupMinute is { } perMinute) own = Math.Max(own, pace.NextInGroup(now, Step(perMinute / 60.0), perMinute));
        threads[place.Thread] = pace;
        return whole.Next(own, Step(limits.PerConnection), BurstOf(limits));
    }

    // What may go at once counts into the first second as well: with it, a connection still sends less in any second than the channel allows.
    private static int BurstOf(WindowLimits limits) => Math.Max(1, (int)limits.PerConnection / 12);

    private void Sweep(long now)
    {
        foreach (var (thread, pace) in threads)
            if (pace.IsIdle(now)) threads.Remove(thread);
        foreach (var (name, kept) in places)
            if (kept.At < now - Ticks(Missed)) places.Remove(name);
        sweepAt = Math.Max(FirstSweep, (threads.Count + places.Count) * 2);
    }

    private TimeSpan Until(long at, long now) => at > now ? TimeSpan.FromSeconds((double)(at - now) / clock.TimestampFrequency) : TimeSpan.Zero;

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);

    private long Step(double perSecond) => (long)(clock.TimestampFrequency / perSecond);

    /// <summary>A place, and how many its call has taken.</summary>
    private readonly record struct Kept(long At, int Tries);
}
