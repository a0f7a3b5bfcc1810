namespace Sentralix.Connectors.Messaging.Outbox;

/// <summary>When a connection may send: once in the cluster, so that all processes share the channel's limits. Its key is
/// <c>{tenant}/{service}/{connection}</c>. What it forgets with its process the channel tells again, with 429.</summary>
[Alias("sentralix.send-window")]
public interface ISendWindowGrain : IGrainWithStringKey
{
    /// <summary>Takes the next place.</summary>
    /// <param name="thread">The conversation in the channel.</param>
    /// <param name="isGroup">Whether it is a group.</param>
    /// <param name="limits">The channel's limits.</param>
    /// <returns>How long to wait before sending.</returns>
    [Alias("reserve")]
    Task<TimeSpan> Reserve(string thread, bool isGroup, WindowLimits limits);

    /// <summary>The channel asks to wait.</summary>
    /// <param name="thread">The conversation it asks for; null: the whole connection.</param>
    /// <param name="wait">How long.</param>
    [Alias("freeze")]
    Task Freeze(string? thread, TimeSpan wait);
}

/// <summary>A channel's limits, as they travel to the grain.</summary>
[GenerateSerializer, Immutable, Alias("sentralix.window-limits")]
public sealed record WindowLimits(
    [property: Id(0)] double PerConnection, [property: Id(1)] double PerConversation, [property: Id(2)] int Burst, [property: Id(3)] int? PerGroupMinute);

/// <inheritdoc cref="ISendWindowGrain"/>
internal sealed class SendWindowGrain(TimeProvider clock) : Grain, ISendWindowGrain
{
    private const int MostThreads = 20_000;
    private readonly Dictionary<string, Pace> threads = [];
    private Pace whole;

    public Task<TimeSpan> Reserve(string thread, bool isGroup, WindowLimits limits)
    {
        var now = clock.GetTimestamp();
        if (threads.Count >= MostThreads) Forget(now);
        var pace = threads.GetValueOrDefault(thread);

        // The later of both places: a message waits for its conversation first, and takes its place among all when it may go.
        var own = pace.Next(now, Step(limits.PerConversation), limits.Burst);
        if (isGroup && limits.PerGroupMinute is { } perMinute) own = Math.Max(own, pace.NextInGroup(now, Step(perMinute / 60.0), perMinute));

        // What may go at once counts into the first second as well: with it, a connection still sends less in any second than the channel allows.
        var at = whole.Next(own, Step(limits.PerConnection), Math.Max(1, (int)limits.PerConnection / 12));
        threads[thread] = pace;
        return Task.FromResult(at > now ? TimeSpan.FromSeconds((double)(at - now) / clock.TimestampFrequency) : TimeSpan.Zero);
    }

    public Task Freeze(string? thread, TimeSpan wait)
    {
        var until = clock.GetTimestamp() + (long)(wait.TotalSeconds * clock.TimestampFrequency);
        if (thread is null)
        {
            whole.HoldUntil(until);
        }
        else
        {
            var pace = threads.GetValueOrDefault(thread);
            pace.HoldUntil(until);
            threads[thread] = pace;
        }

        return Task.CompletedTask;
    }

    private long Step(double perSecond) => (long)(clock.TimestampFrequency / perSecond);

    private void Forget(long now)
    {
        foreach (var (thread, pace) in threads.ToArray())
            if (pace.IsIdle(now)) threads.Remove(thread);
    }

    /// <summary>A pace with a burst: the theoretical arrival time of the next message (GCRA).</summary>
    private struct Pace
    {
        private long arrival;
        private long groupArrival;
        private long held;

        public long Next(long now, long step, int burst)
        {
            var from = Math.Max(now, held);
            var at = Math.Max(from, arrival - (step * (burst - 1)));
            arrival = Math.Max(arrival, from) + step;
            return at;
        }

        public long NextInGroup(long now, long step, int burst)
        {
            var at = Math.Max(now, groupArrival - (step * (burst - 1)));
            groupArrival = Math.Max(groupArrival, now) + step;
            return at;
        }

        public void HoldUntil(long until) => held = Math.Max(held, until);

        public readonly bool IsIdle(long now) => arrival < now && groupArrival < now && held < now;
    }
}
