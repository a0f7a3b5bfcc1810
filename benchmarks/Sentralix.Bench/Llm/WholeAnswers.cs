using System.Globalization;

namespace Sentralix.Bench.Llm;

/// <summary>Answers that are not streamed, to sixteen clients: blocks of equal time by turns, so that the machine's mood hits every way.</summary>
internal static class WholeAnswers
{
    public const int Clients = 16;

    private const int LeastRounds = 3;

    private static readonly TimeSpan Block = TimeSpan.FromSeconds(2);

    public static async Task Measure(ChatTarget platform, ChatTarget yarp, ChatTarget? portkey, TimeSpan duration, Figures figures)
    {
        foreach (var target in (ChatTarget[])[yarp, platform]) await WarmUp.Of(target, Clients, stream: false);
        if (portkey is not null) await WarmUp.Of(portkey, Clients, stream: false);

        var (ours, bare) = (new CostOfRequest(platform), new CostOfRequest(yarp));
        var peer = portkey is null ? null : new CostOfRequest(portkey);
        for (var round = 0; round < LeastRounds || round * Block < duration; round++)
        {
            foreach (var way in (CostOfRequest?[])[bare, ours, peer])
                if (way is not null) await way.Block(Clients, Block, stream: false);
        }

        foreach (var way in (CostOfRequest?[])[bare, ours, peer])
        {
            if (way is null) continue;
            System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"whole answers through {way.Target.Name}: {way.Requests} requests, {way.PerSecond:F0} a second, {way.Microseconds:F0} µs of processor time each, {way.KernelMicroseconds:F0} of it in the kernel ({way.Blocks}), p50 {way.Percentile(0.5):F2} ms, p99 {way.Percentile(0.99):F2} ms"));
        }

        figures.Add("cpu_vs_yarp", ours.Microseconds / bare.Microseconds);
        figures.Add("rps_vs_yarp", ours.PerSecond / bare.PerSecond);
        figures.Add("rps_vs_portkey", peer is null ? null : ours.PerSecond / peer.PerSecond);
    }
}
