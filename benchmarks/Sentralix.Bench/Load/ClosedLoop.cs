using System.Diagnostics;

namespace Sentralix.Bench.Load;

/// <summary>So many clients, each asking again as soon as it is answered.</summary>
internal static class ClosedLoop
{
    public static async Task<LoadResult> Run(int clients, TimeSpan duration, Func<int, Task> ask)
    {
        var latencies = new List<double>[clients];
        using var end = new CancellationTokenSource(duration);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var own = latencies[client] = [];
            while (!end.IsCancellationRequested)
            {
                var began = Stopwatch.GetTimestamp();
                await ask(client);
                own.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        })));
        return new LoadResult([.. latencies.SelectMany(l => l).Order()], watch.Elapsed);
    }

    /// <summary>Asks at a fixed rate, however long answers take.</summary>
    public static async Task<LoadResult> RunOpen(double perSecond, TimeSpan duration, Func<int, Task> ask)
    {
        var latencies = new System.Collections.Concurrent.ConcurrentBag<double>();
        var watch = Stopwatch.StartNew();
        var asked = new List<Task>();
        for (var i = 0; watch.Elapsed < duration; i++)
        {
            var due = TimeSpan.FromSeconds(i / perSecond) - watch.Elapsed;
            if (due > TimeSpan.Zero) await Task.Delay(due);
            var number = i;
            asked.Add(Task.Run(async () =>
            {
                var began = Stopwatch.GetTimestamp();
                await ask(number);
                latencies.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }));
        }

        await Task.WhenAll(asked);
        return new LoadResult([.. latencies.Order()], watch.Elapsed);
    }
}

/// <summary>Latencies in milliseconds, sorted.</summary>
internal sealed record LoadResult(IReadOnlyList<double> Latencies, TimeSpan Elapsed)
{
    public double PerSecond => Latencies.Count / Elapsed.TotalSeconds;

    public double Percentile(double p) => Latencies.Count == 0 ? 0 : Latencies[Math.Min(Latencies.Count - 1, (int)(Latencies.Count * p))];
}
