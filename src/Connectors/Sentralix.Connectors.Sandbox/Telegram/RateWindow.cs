namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>Lets so many through in any period of a length; 0: any number.</summary>
internal sealed class RateWindow(int count, TimeSpan period)
{
    private readonly Lock gate = new();
    private readonly DateTimeOffset[] passed = new DateTimeOffset[count];
    private int oldest;

    /// <summary>Null: they may pass, and are counted. Otherwise how long to wait; nothing is counted.</summary>
    public TimeSpan? Take(DateTimeOffset now, int messages)
    {
        if (count == 0) return null;
        lock (gate)
        {
            var last = passed[(oldest + Math.Min(messages, count) - 1) % count];
            if (last + period > now) return last + period - now;
            for (var i = 0; i < messages; i++)
            {
                passed[oldest] = now;
                oldest = (oldest + 1) % count;
            }

            return null;
        }
    }

    /// <summary>Gives back what another gate refused.</summary>
    public void Return(int messages)
    {
        if (count == 0) return;
        lock (gate)
        {
            for (var i = 0; i < messages; i++)
            {
                oldest = (oldest + count - 1) % count;
                passed[oldest] = default;
            }
        }
    }
}
