using Sentralix.Bench.Load;

namespace Sentralix.Bench.Llm;

/// <summary>What the model gateway costs with everything on that governs calls, at the public door with an API key: next to a bare YARP proxy
/// and to Portkey, all to the same upstream on the same machine in the same minutes.</summary>
internal static class LlmBench
{
    public static async Task<int> Run(BenchOptions options)
    {
        if (options.Only is not (null or "json" or "streams" or "memory")) return BenchOptions.Usage();
        var figures = new Figures();
        await using var upstream = await ChildProcess.StartOwn(ModelServer.Name);
        if (options.Only is not "memory") await AgainstPeers(upstream.Address, options, figures);
        if (options.Only is null or "memory")
        {
            await using var alone = await GovernedHost.Start(upstream.Address, Memory.Services);
            await Memory.Measure(alone, figures);
        }

        System.Console.WriteLine($"RESULT llm {figures}");
        return 0;
    }

    private static async Task AgainstPeers(Uri upstream, BenchOptions options, Figures figures)
    {
        await using var yarp = await ChildProcess.StartOwn(YarpProxy.Name, upstream.ToString());
        await using var portkey = await Portkey.Start();
        await using var platform = await GovernedHost.Start(upstream);
        using var direct = new ChatTarget("nothing", null, new Uri(upstream, "/v1"));
        using var byYarp = new ChatTarget("YARP", yarp, new Uri(yarp.Address, "/v1"));
        using var byPortkey = portkey is null ? null : Portkey.Target(portkey, upstream);
        if (options.Only is null or "json") await WholeAnswers.Measure(platform.Chat, byYarp, byPortkey, options.Duration, figures);
        if (options.Only is null or "streams")
        {
            await StreamedAnswers.Cost(platform.Chat, platform.Translated, byYarp, options.Duration, figures);
            await StreamedAnswers.Pace(direct, platform.Chat, byYarp, byPortkey, options.Duration, figures);
        }
    }
}
