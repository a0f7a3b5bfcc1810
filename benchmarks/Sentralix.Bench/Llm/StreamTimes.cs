namespace Sentralix.Bench.Llm;

/// <summary>When the events of streams came, in milliseconds.</summary>
internal sealed class StreamTimes
{
    private readonly Lock gate = new();
    private readonly List<double> firsts = [];
    private readonly List<double> gaps = [];

    public int Streams
    {
        get
        {
            lock (gate) return firsts.Count;
        }
    }

    /// <summary>From the request to the first event; the median.</summary>
    public double ToFirst => At(firsts, 0.5);

    /// <summary>Between two events; the longest but for one in a hundred.</summary>
    public double LongGap => At(gaps, 0.99);

    public void First(TimeSpan time)
    {
        lock (gate) firsts.Add(time.TotalMilliseconds);
    }

    public void Gap(TimeSpan time)
    {
        lock (gate) gaps.Add(time.TotalMilliseconds);
    }

    private double At(List<double> times, double share)
    {
        lock (gate)
        {
            times.Sort();
            return times[(int)(times.Count * share)];
        }
    }
}
