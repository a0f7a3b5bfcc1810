namespace Sentralix.Llm.Limits;

/// <summary>What was counted in the last sixty seconds. Not a fixed minute: with those, twice the limit goes through around the turn of one.</summary>
internal sealed class SlidingMinute(TimeProvider time)
{
    /// <summary>Whole seconds, and the one that is under way: what is older than sixty seconds is never still counted as less than it was.</summary>
    private const int Seconds = 61;

    private readonly long[] counted = new long[Seconds];
    private readonly Lock gate = new();
    private long last;
    private long total;

    /// <summary>Counts, if there is room.</summary>
    /// <param name="amount">How much; more than the whole limit counts as the limit, or it would never be let in.</param>
    /// <param name="limit">How much there may be in sixty seconds.</param>
    /// <param name="left">What is left then.</param>
    /// <param name="second">Where it was counted, for <see cref="Correct"/>.</param>
    public bool TryAdd(long amount, long limit, out long left, out long second)
    {
        lock (gate)
        {
            second = Advance();
            amount = Math.Min(amount, limit);
            left = Math.Max(limit - total, 0);
            if (amount > 0 && total + amount > limit) return false;
            counted[second % Seconds] += amount;
            total += amount;
            left -= amount;
            return true;
        }
    }

    /// <summary>Counts more, or less, where something was counted before.</summary>
    public void Correct(long second, long difference)
    {
        lock (gate)
        {
            // What has left the window meanwhile counts for nothing any more.
            if (second <= Advance() - Seconds) return;
            difference = Math.Max(difference, -counted[second % Seconds]);
            counted[second % Seconds] += difference;
            total += difference;
        }
    }

    /// <summary>How long until so much would be let in.</summary>
    public TimeSpan Until(long amount, long limit)
    {
        lock (gate)
        {
            var now = Advance();
            var over = total + Math.Min(amount, limit) - limit;
            for (var second = now - Seconds + 1; second <= now && over > 0; second++)
            {
                over -= counted[second % Seconds];
                if (over <= 0) return TimeSpan.FromSeconds(second + Seconds - now);
            }

            return TimeSpan.Zero;
        }
    }

    private long Advance()
    {
        var now = (long)time.GetElapsedTime(0).TotalSeconds;
        for (var second = Math.Max(last + 1, now - Seconds + 1); second <= now; second++)
        {
            total -= counted[second % Seconds];
            counted[second % Seconds] = 0;
        }

        last = Math.Max(last, now);
        return last;
    }
}
