namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>Lets a burst through and then one per interval. An album passes as soon as one may pass and is paid off by those after it.</summary>
internal sealed class RateGate(TimeSpan interval, int burst)
{
    private readonly Lock gate = new();
    private DateTimeOffset paidUntil;

    /// <summary>A gate of so many per period; 0: always open.</summary>
    public static RateGate Of(double count, TimeSpan period, int burst) => new(count > 0 ? period / count : TimeSpan.Zero, burst);

    /// <summary>Null: it may pass, and is counted. Otherwise how long to wait; nothing is counted.</summary>
    public TimeSpan? Take(DateTimeOffset now, int count)
    {
        if (interval == TimeSpan.Zero) return null;
        lock (gate)
        {
            var from = paidUntil > now ? paidUntil : now;
            var wait = from + interval - now - (interval * burst);
            if (wait > TimeSpan.Zero) return wait;
            paidUntil = from + (interval * count);
            return null;
        }
    }

    /// <summary>Gives back what another gate refused.</summary>
    public void Return(int count)
    {
        lock (gate) paidUntil -= interval * count;
    }
}
