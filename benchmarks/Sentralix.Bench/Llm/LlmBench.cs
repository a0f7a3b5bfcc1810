using System.Globalization;
using Sentralix.Bench.Load;

namespace Sentralix.Bench.Llm;

/// <summary>What the model gateway costs: processor time of a request and time to the first streamed byte, at the public door with an API
/// key, next to a bare YARP proxy to the same upstream.</summary>
internal static class LlmBench
{
    private const string Key = "sx_live_bench_0123456789abcdef0123";

    // Streams last: so many of them at once keep the processor as busy as plain requests do.
    private const int Clients = 16;
    private const int Streams = 64;

    // Tiered compilation counts calls and compiles in the background: this many, and the hot paths are what they stay.
    private const int WarmUp = 8000;
    private const int WarmUpStreams = 4000;

    public static async Task<int> Run(BenchOptions options)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"sentralix-bench-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        try
        {
            await using var upstream = await ChildProcess.StartOwn(InstantUpstream.Name);
            await using var yarp = await ChildProcess.StartOwn(YarpProxy.Name, upstream.Address.ToString());
            await using var platform = await ChildProcess.StartHost(
                "--data", folder, "--public-url", "http://127.0.0.1:0", "--internal-url", "http://127.0.0.1:0", "--no-demo", "--ADMIN_KEY", Key,
                "--Llm:Upstreams:0:Name", "instant", "--Llm:Upstreams:0:BaseUrl", new Uri(upstream.Address, "/v1").ToString(),
                "--Llm:Upstreams:0:ApiKey", "none", "--Llm:Upstreams:0:Models:0:Id", "instant");
            using var direct = new ChatTarget(new Uri(upstream.Address, "/v1/chat/completions"), null);
            using var byYarp = new ChatTarget(new Uri(yarp.Address, "/v1/chat/completions"), null);
            using var byPlatform = new ChatTarget(new Uri(platform.Address, "/llm/v1/chat/completions"), Key);

            System.Console.WriteLine("warming up");
            foreach (var target in (ChatTarget[])[byYarp, byPlatform, byYarp, byPlatform])
            {
                await Requests(target, WarmUp / 2, stream: false);
                await Requests(target, WarmUpStreams / 2, stream: true);
            }

            var plain = await Cost((platform, byPlatform), (yarp, byYarp), 2000, stream: false, options.Duration);
            var streamed = await Cost((platform, byPlatform), (yarp, byYarp), 1000, stream: true, options.Duration);
            var idle = await Idle(platform);
            var (added, yarpAdded) = await FirstByte(direct, byPlatform, byYarp, options.Duration);
            System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"RESULT llm cpu_vs_yarp={plain.Ratio:F2} cpu_vs_yarp_stream={streamed.Ratio:F2} added_ttfb_ms={added:F2} yarp_ttfb_ms={yarpAdded:F2} cpu_us={plain.Platform:F0} yarp_cpu_us={plain.Yarp:F0} cpu_us_stream={streamed.Platform:F0} yarp_cpu_us_stream={streamed.Yarp:F0} idle_cpu_ms_per_s={idle:F0}"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Blocks of equally many requests by turns, so that the machine's mood hits both.</summary>
    private static async Task<CostOfRequest> Cost(
        (ChildProcess Process, ChatTarget Target) platform, (ChildProcess Process, ChatTarget Target) yarp, int block, bool stream, TimeSpan duration)
    {
        var (ofPlatform, ofYarp, requests) = (TimeSpan.Zero, TimeSpan.Zero, 0);
        var began = TimeProvider.System.GetTimestamp();
        while (requests < 4 * block || TimeProvider.System.GetElapsedTime(began) < duration)
        {
            ofYarp += await Block(yarp);
            ofPlatform += await Block(platform);
            requests += block;
        }

        var cost = new CostOfRequest(ofPlatform.TotalMicroseconds / requests, ofYarp.TotalMicroseconds / requests);
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(stream ? $"streams of {InstantUpstream.Events} events" : "plain answers")}: {requests} requests each way, {cost.Platform:F0} µs of processor time through Sentralix, {cost.Yarp:F0} µs through YARP; ratio {cost.Ratio:F2}"));
        return cost;

        async Task<TimeSpan> Block((ChildProcess Process, ChatTarget Target) way)
        {
            var before = way.Process.ProcessorTime;
            await Requests(way.Target, block, stream);
            return way.Process.ProcessorTime - before;
        }
    }

    /// <summary>Milliseconds of processor time a second that the platform takes for itself without requests. They are part of the cost above:
    /// the slower the machine's hour, the more of them fall on a request.</summary>
    private static async Task<double> Idle(ChildProcess platform)
    {
        var (before, seconds) = (platform.ProcessorTime, 5);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        return (platform.ProcessorTime - before).TotalMilliseconds / seconds;
    }

    /// <summary>One client alone, each way by turns.</summary>
    private static async Task<(double Platform, double Yarp)> FirstByte(ChatTarget direct, ChatTarget platform, ChatTarget yarp, TimeSpan duration)
    {
        List<double> times = [], byPlatform = [], byYarp = [];
        var began = TimeProvider.System.GetTimestamp();
        while (times.Count < 50 || TimeProvider.System.GetElapsedTime(began) < duration)
        {
            times.Add(await direct.TimeToFirstByte());
            byPlatform.Add(await platform.TimeToFirstByte());
            byYarp.Add(await yarp.TimeToFirstByte());
        }

        var (alone, ours, theirs) = (Median(times), Median(byPlatform), Median(byYarp));
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"first streamed byte, median of {times.Count}: {alone:F2} ms directly, {ours:F2} ms through Sentralix, {theirs:F2} ms through YARP"));
        return (ours - alone, theirs - alone);
    }

    private static async Task Requests(ChatTarget target, int count, bool stream)
    {
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, stream ? Streams : Clients).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0) await target.Ask(stream);
        })));
    }

    private static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }

    /// <summary>Microseconds of processor time a request.</summary>
    private sealed record CostOfRequest(double Platform, double Yarp)
    {
        public double Ratio => Platform / Yarp;
    }
}
