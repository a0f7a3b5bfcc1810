using System.Globalization;

namespace Sentralix.Bench.Llm;

/// <summary>The memory of a process that serves Llm alone, over a hundred thousand requests. The Aggregator is with it, because it checks the keys.</summary>
internal static class Memory
{
    public const string Services = "llm,api";

    private const int Requests = 100_000;
    private const int Step = 10_000;

    public static async Task Measure(GovernedHost host, Figures figures)
    {
        var seen = new List<double>();
        for (var done = 0; done < Requests; done += Step)
        {
            var left = Step;
            await Task.WhenAll(Enumerable.Range(0, WholeAnswers.Clients).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0) await host.Chat.Ask(stream: false);
            })));
            seen.Add(host.Process.Megabytes);
        }

        System.Console.WriteLine($"memory of --services {Services}, MB after each {Step} requests: {string.Join(' ', seen.Select(mb => mb.ToString("F0", CultureInfo.InvariantCulture)))}");

        // From the middle to the end, whichever way it goes.
        var half = seen[(seen.Count / 2)..];
        figures.Add("rss_mb", seen.Max());
        figures.Add("rss_drift_pct", (half[^1] - half[0]) / half[0] * 100);
    }
}
