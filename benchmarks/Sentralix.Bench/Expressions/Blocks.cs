using System.Diagnostics;

namespace Sentralix.Bench.Expressions;

/// <summary>
/// Runs ways of doing the same by turns, in short blocks of one thread. The machine does other work, so what counts is the processor time of the
/// process: it includes what the collector and the compiler take beside.
/// </summary>
internal static class Blocks
{
    private static readonly TimeSpan Block = TimeSpan.FromMilliseconds(300);

    /// <summary>How often each way can be run in a second of processor time.</summary>
    public static double[] Rates(TimeSpan duration, params Func<int>[] ways)
    {
        // The first third makes the just-in-time compiler's last word.
        Rounds(duration / 3, ways);
        return Rounds(duration, ways);
    }

    private static double[] Rounds(TimeSpan duration, Func<int>[] ways)
    {
        var (counts, seconds) = (new long[ways.Length], new double[ways.Length]);
        var all = Stopwatch.StartNew();
        while (all.Elapsed < duration)
        {
            for (var i = 0; i < ways.Length; i++)
            {
                var before = Environment.CpuUsage.TotalTime;
                var watch = Stopwatch.StartNew();
                while (watch.Elapsed < Block) counts[i] += ways[i]();
                seconds[i] += (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            }
        }

        return [.. counts.Select((count, i) => count / seconds[i])];
    }
}
