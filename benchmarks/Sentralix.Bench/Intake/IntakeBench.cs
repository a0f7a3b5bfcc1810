using System.Globalization;
using Sentralix.Bench.Load;
using Sentralix.Bench.Turn;

namespace Sentralix.Bench.Intake;

/// <summary>How fast hooks acknowledge: the latency at 200 updates a second and the most they take for good, next to a bare handler with the
/// same commit policy, and next to a grammY bot on Node that keeps nothing. Each server is a process of its own.</summary>
internal static class IntakeBench
{
    private const double Paced = 200;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task<int> Run(BenchOptions options)
    {
        var postgres = options.Storage is null or "sqlite" ? null : options.Storage;
        var clients = options.Clients[^1];
        var folder = Directory.CreateTempSubdirectory("sentralix-bench-").FullName;
        await using var database = postgres is null ? null : await ScratchDatabase.Create(postgres);
        try
        {
            await using var house = await IntakeHouse.Start(folder, database?.Connection);
            await using var limit = await ChildProcess.StartOwn([LimitServer.Name, Path.Combine(folder, "limit"), .. database is null ? Array.Empty<string>() : [database.Connection]]);
            await using var grammy = await StartGrammy();
            using var load = new UpdateLoad();
            System.Console.WriteLine("warming up");
            await ClosedLoop.Run(clients, WarmUp, n => load.Post(house.Hook(n), house.Secret(n)));
            await ClosedLoop.Run(clients, TimeSpan.FromSeconds(2), _ => load.Post(limit.Address, null));
            await house.Rest();

            var acks = await ClosedLoop.RunOpen(Paced, options.Duration, n => load.Post(house.Hook(n), house.Secret(n)));
            System.Console.WriteLine(Say($"{Paced} updates/s: acknowledged in p50 {acks.Percentile(.5):F1} ms, p95 {acks.Percentile(.95):F1} ms, p99 {acks.Percentile(.99):F1} ms"));
            await house.Rest();

            // Limit, intake, limit: the machine's mood hits both.
            var before = await ClosedLoop.Run(clients, options.Duration / 2, _ => load.Post(limit.Address, null));
            var processor = house.ProcessorTime;
            var intake = await ClosedLoop.Run(clients, options.Duration, n => load.Post(house.Hook(n), house.Secret(n)));
            processor = house.ProcessorTime - processor;
            var after = await ClosedLoop.Run(clients, options.Duration / 2, _ => load.Post(limit.Address, null));
            var bare = (before.PerSecond + after.PerSecond) / 2;
            System.Console.WriteLine(Say($"{clients} at once: {intake.PerSecond:F0} updates/s, p99 {intake.Percentile(.99):F1} ms, {processor.TotalMilliseconds / intake.Latencies.Count:F2} ms of the host's processor an update (what is done with updates after the acknowledgement included); bare handler {bare:F0}/s"));

            var plain = grammy is null ? null : await ClosedLoop.Run(clients, options.Duration / 2, _ => load.Post(grammy.Address, UpdateLoad.GrammySecret));
            var node = plain is null ? "none" : plain.PerSecond.ToString("F0", CultureInfo.InvariantCulture);
            System.Console.WriteLine(Say($"RESULT channels-intake storage={(postgres is null ? "sqlite" : "postgres")} ack_p50_ms={acks.Percentile(.5):F1} ack_p99_ms={acks.Percentile(.99):F1} intake_per_s={intake.PerSecond:F0} limit_per_s={bare:F0} ratio={intake.PerSecond / bare:F2} grammy_per_s={node}"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<ChildProcess?> StartGrammy()
    {
        if (Environment.GetEnvironmentVariable("SENTRALIX_TEST_NODE_MODULES") is not { Length: > 0 } modules)
        {
            System.Console.WriteLine("SENTRALIX_TEST_NODE_MODULES is not set: grammY is left out.");
            return null;
        }

        return await ChildProcess.StartNode(Path.Combine(AppContext.BaseDirectory, "Intake", "grammy-webhook.mjs"), modules, "7100000001:bench", UpdateLoad.GrammySecret);
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
