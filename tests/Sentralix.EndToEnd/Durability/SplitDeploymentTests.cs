using System.Net;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Cluster;

namespace Sentralix.EndToEnd.Durability;

/// <summary>Several processes on one PostgreSQL: two Orchestrators, Llm alone, Aggregator alone.</summary>
public sealed class SplitDeploymentTests(ITestOutputHelper output)
{
    [Fact]
    public async Task An_orchestrator_that_is_killed_under_load_loses_doubles_and_reorders_nothing()
    {
        await using var installation = await Installation.Create("postgres");
        await using var upstream = await OpenAiUpstream.Start(new OpenAiBehaviour { BetweenPieces = TimeSpan.FromMilliseconds(10), KeepsJournal = false });
        var ports = FreePorts.Find(IPAddress.Loopback, 6);
        string Internal(int i) => $"http://127.0.0.1:{ports[i]}";
        string[] Process(int i, string services, params string[] more) =>
        [
            "--data", installation.DataDirectory, "--public-url", "http://127.0.0.1:0", "--internal-url", Internal(i), "--ADMIN_KEY", Installation.AdminKey, "--no-demo",
            "--storage", installation.Database!, "--services", services,
            "--Services:api:Url", Internal(0), "--Services:orchestrator:Url", $"{Internal(1)},{Internal(2)}", "--Services:llm:Url", Internal(3),
            "--Services:assistants:Url", Internal(4), "--Services:knowledge:Url", Internal(4), .. more,
        ];

        await using var data = await HostProcess.Start(Process(4, "assistants,knowledge"));
        await using var llm = await HostProcess.Start(Process(3, "llm", Installation.Upstream(upstream.BaseUrl)));
        await using var first = await HostProcess.Start(Process(1, "orchestrator"));
        await using var second = await HostProcess.Start(Process(2, "orchestrator"));
        await using var aggregator = await HostProcess.Start(Process(0, "api"));
        using var api = new ApiClient(aggregator.Url);
        var assistant = await api.MakeAssistant();
        var conversations = new List<string>();
        for (var i = 0; i < 20; i++) conversations.Add(await api.Open(assistant));

        try
        {
            var customers = new Customers(() => new ApiClient(aggregator.Url), conversations, 6);
            var writing = customers.Write(TimeSpan.FromSeconds(2));
            await Task.Delay(3000);
            var killed = DateTime.UtcNow;
            await first.Kill();

            await writing;
            var all = await customers.Settle(TimeSpan.FromMinutes(2));
            var slowest = DateTime.UtcNow - killed;
            customers.Check(all);
            output.WriteLine($"{customers.Total} messages over a killed Orchestrator, each answered once and in order; all settled {slowest.TotalSeconds:F1} s after the kill.");
            var stuck = Stuck(all);
            Assert.True(stuck <= TimeSpan.FromSeconds(15), $"A message waited {stuck.TotalSeconds:F1} s for its answer.");
            output.WriteLine($"The longest wait for an answer was {stuck.TotalSeconds:F1} s.");
        }
        catch
        {
            output.WriteLine(string.Join("\n----\n", new[] { aggregator, second, llm, data }.Select(p => p.Output)));
            throw;
        }
    }

    private static TimeSpan Stuck(IReadOnlyDictionary<string, List<System.Text.Json.JsonElement>> all)
    {
        var longest = TimeSpan.Zero;
        foreach (var messages in all.Values)
        {
            foreach (var asked in messages.Where(m => m.GetProperty("direction").GetString() == "in"))
            {
                var answer = messages.First(m => m.GetProperty("direction").GetString() == "out" && m.GetProperty("run_id").GetString() == asked.GetProperty("run_id").GetString());
                var waited = answer.GetProperty("created_at").GetDateTimeOffset() - asked.GetProperty("created_at").GetDateTimeOffset();
                if (waited > longest) longest = waited;
            }
        }

        return longest;
    }
}
