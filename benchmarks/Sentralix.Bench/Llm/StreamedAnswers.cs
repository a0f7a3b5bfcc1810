using System.Globalization;

namespace Sentralix.Bench.Llm;

/// <summary>Streams: the processor time of one, and when its events come at a model's own pace.</summary>
internal static class StreamedAnswers
{
    private const int LeastRounds = 3;

    // So many quick streams at once keep the processor as busy as plain requests do.
    private const int Quick = 64;

    private const int Paced = 32;

    // One thread of Node would be measured choking, not adding.
    private const int PacedByPortkey = 8;

    private const int StreamsInRound = 2;

    private static readonly TimeSpan Block = TimeSpan.FromSeconds(2);

    // A paced stream takes about a second: the clients' beginnings are spread over one.
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(30);

    public static async Task Cost(ChatTarget platform, ChatTarget translated, ChatTarget yarp, TimeSpan duration, Figures figures)
    {
        foreach (var target in (ChatTarget[])[yarp, platform, translated]) await WarmUp.Of(target, Quick, stream: true);
        CostOfRequest[] ways = [new(yarp), new(platform), new(translated)];
        for (var round = 0; round < LeastRounds || round * Block < duration; round++)
            foreach (var way in ways) await way.Block(Quick, Block, stream: true);
        foreach (var way in ways)
        {
            System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"streams of {ModelAnswers.Writes} events through {way.Target.Name}: {way.Requests} streams, {way.Microseconds:F0} µs of processor time each ({way.Blocks})"));
        }

        figures.Add("cpu_vs_yarp_stream", ways[1].Microseconds / ways[0].Microseconds);
        figures.Add("cpu_vs_yarp_stream_translated", ways[2].Microseconds / ways[0].Microseconds);
    }

    /// <summary>One round of streams each way by turns.</summary>
    public static async Task Pace(ChatTarget direct, ChatTarget platform, ChatTarget yarp, ChatTarget? portkey, TimeSpan duration, Figures figures)
    {
        var (alone, ours, bare, peer) = (new StreamTimes(), new StreamTimes(), new StreamTimes(), new StreamTimes());
        var began = TimeProvider.System.GetTimestamp();
        for (var round = 0; round < LeastRounds || TimeProvider.System.GetElapsedTime(began) < duration * 3; round++)
        {
            await Round(direct, Paced, alone);
            await Round(yarp, Paced, bare);
            await Round(platform, Paced, ours);
            if (portkey is not null) await Round(portkey, PacedByPortkey, peer);
        }

        foreach (var (name, times) in ((string, StreamTimes)[])[("directly", alone), ("through YARP", bare), ("through Sentralix", ours), ("through Portkey", peer)])
        {
            if (times.Streams == 0) continue;
            System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"paced streams {name}: {times.Streams}, first event {times.ToFirst:F2} ms (median), between events {times.LongGap:F2} ms (p99)"));
        }

        figures.Add("added_ttft_ms", ours.ToFirst - alone.ToFirst);
        figures.Add("yarp_ttft_ms", bare.ToFirst - alone.ToFirst);
        figures.Add("added_gap_p99_ms", ours.LongGap - bare.LongGap);
        figures.Add("yarp_gap_p99_ms", bare.LongGap - alone.LongGap);
    }

    /// <summary>So many clients, each with one stream after another. They do not begin in the same instant: that would measure how long a
    /// crowd stands in line at two processors, and no crowd of people is so punctual.</summary>
    private static async Task Round(ChatTarget target, int clients, StreamTimes times)
    {
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            await Task.Delay(Apart * client);
            for (var i = 0; i < StreamsInRound; i++) await target.Listen(times);
        })));
    }
}
