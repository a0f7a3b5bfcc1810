namespace Sentralix.Connectors.Messaging.Outbox;

/// <summary>A pace with a burst: the theoretical arrival time of the next message (GCRA). Moments are timestamps.</summary>
internal struct Pace
{
    private long arrival;
    private long groupArrival;

    /// <summary>Until when the channel has asked to wait.</summary>
    public long Held { readonly get; private set; }

    public long Next(long now, long step, int burst)
    {
        var from = Math.Max(now, Held);
        var at = Math.Max(from, arrival - (step * (burst - 1)));
        arrival = Math.Max(arrival, from) + step;
        return at;
    }

    /// <summary>When the next one may go, without taking it.</summary>
    public readonly long Peek(long step, int burst) => arrival - (step * (burst - 1));

    public long NextInGroup(long now, long step, int burst)
    {
        var at = Math.Max(now, groupArrival - (step * (burst - 1)));
        groupArrival = Math.Max(groupArrival, now) + step;
        return at;
    }

    /// <summary>It leaves at this moment: what follows keeps its distance from that.</summary>
    public void Left(long at, long step) => arrival = Math.Max(arrival, at + step);

    public void HoldUntil(long until) => Held = Math.Max(Held, until);

    public readonly bool IsIdle(long now) => arrival < now && groupArrival < now && Held < now;
}
