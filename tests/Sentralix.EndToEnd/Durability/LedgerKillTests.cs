using System.Diagnostics;
using Sentralix.Contracts;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Durability;

/// <summary>SIGKILL at random moments under calls of models: what the ledger then says. Here with a few kills; in full with
/// <c>SENTRALIX_CAMPAIGN=full</c> (<c>./bench llm-kill</c>).</summary>
public sealed class LedgerKillTests(ITestOutputHelper output)
{
    private const string Limits = "/api/admin/v1/llm/limits";

    private static readonly long Budget = Scaled("100000");

    public static IEnumerable<TheoryDataRow<string>> Kinds => Installation.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_kill_takes_at_most_each_callers_last_moment_out_of_the_ledger_doubles_nothing_and_holds_nothing_for_ever(string kind)
    {
        var full = Environment.GetEnvironmentVariable("SENTRALIX_CAMPAIGN") == "full";
        var kills = full ? 50 : 4;
        await using var installation = await Installation.Create(kind);

        // One that answers at once, as none does but a cache; and one that takes the time of a fast model.
        await using var quick = await OpenAiUpstream.Start();
        await using var slow = await OpenAiUpstream.Start(new OpenAiBehaviour { BeforeFirst = TimeSpan.FromMilliseconds(150), BetweenPieces = TimeSpan.FromMilliseconds(10) });
        string[] arguments = [.. installation.Arguments(["--no-demo", "--services", "api,llm", .. Upstream(0, "quick", quick), .. Upstream(1, "slow", slow)])];
        var host = await HostProcess.Start(arguments);
        var killed = new List<long>();
        try
        {
            await Configure(host.Url);
            var now = (host.Url, 0);
            var callers = new ModelCallers(() => now);
            callers.Start([.. Enumerable.Repeat("quick", 4), .. Enumerable.Repeat("slow", 4)]);
            var random = new Random(full ? 1 : 2);
            for (var kill = 0; kill < kills; kill++)
            {
                // However slow the machine is, something has gone through this process too.
                await callers.Received(2 * (kill + 1), "quick", "slow");
                await Task.Delay(random.Next(100, 1200));
                killed.Add(Stopwatch.GetTimestamp());
                await host.Kill();
                await host.DisposeAsync();
                AssertConsistent(await StoredLedger.Read(installation), Budget);
                host = await HostProcess.Start(arguments);
                now = (host.Url, kill + 1);
            }

            await Task.Delay(500);
            await callers.Stop();
            await host.Terminate();
            await host.DisposeAsync();

            // Who is dead is found dead when he has not been seen for a while.
            await StoredLedger.Age(installation);
            host = await HostProcess.Start(arguments);
            await Settled(installation, () => host, arguments, h => host = h);
            var ledger = await StoredLedger.Read(installation);
            AssertConsistent(ledger, Budget);
            Assert.Equal(0, ledger.Held);
            Assert.Equal(Enumerable.Range(1, ledger.Attempts.Count), ledger.Attempts.Select(a => (int)a.Seq!.Value).Order());
            Check(kind, callers.Calls, ledger, killed, [quick, slow]);

            // All that is not spent can be spent: nobody holds anything any more.
            host = await HostProcess.Start(arguments);
            await SpendUp(host, installation, ledger.Spent + Scaled("1"));
        }
        catch
        {
            output.WriteLine(host.Output);
            throw;
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    /// <summary>Every record counts once in the budget, and the budget is not overrun.</summary>
    private static void AssertConsistent(StoredLedger ledger, long budget)
    {
        Assert.Equal(ledger.Attempts.Where(a => a.Outcome is not (null or "lost")).Sum(a => a.Cost), ledger.Spent);
        Assert.InRange(ledger.Spent + ledger.Held, 0, budget);
        Assert.All(ledger.Attempts.GroupBy(a => a.Tag), attempts => Assert.Single(attempts));
    }

    private void Check(string kind, IReadOnlyList<ModelCalled> calls, StoredLedger ledger, IReadOnlyList<long> killed, IReadOnlyList<OpenAiUpstream> providers)
    {
        var records = ledger.Attempts.ToDictionary(a => a.Tag);
        var asked = providers.SelectMany(p => p.Journal.Requests).Select(r => calls.First(c => r.BodyText.Contains($"{c.Tag} ", StringComparison.Ordinal)).Tag).ToList();

        // Nobody was asked twice, and what is in the ledger was called for.
        Assert.Equal(asked.Count, asked.Distinct().Count());
        Assert.Empty(records.Keys.Except(calls.Select(c => c.Tag)));
        foreach (var model in (string[])["quick", "slow"])
        {
            var (missing, lost, oldest) = (0, 0, TimeSpan.Zero);
            foreach (var one in calls.Where(c => c.Model == model).GroupBy(c => (c.Caller, c.Life)))
            {
                var inOrder = one.OrderBy(c => c.Number).ToList();
                var last = inOrder.FindLastIndex(c => records.ContainsKey(c.Tag));
                for (var i = 0; i < inOrder.Count; i++)
                {
                    if (inOrder[i] is not { Status: 200 } received) continue;
                    var record = records.GetValueOrDefault(received.Tag);
                    if (record?.Outcome == "answered")
                    {
                        Assert.Equal(received.Tokens, record.Tokens);
                        continue;
                    }

                    // Records are written in the order of what happened: what is not there whole was followed by nothing that is.
                    if (i < last) Assert.Fail($"{received.Tag} is {record?.Outcome ?? "not there"}, and {inOrder[last].Tag} after it is there.");
                    Assert.InRange(one.Key.Life, 0, killed.Count - 1);
                    if (record is null) missing++;
                    else lost++;
                    var before = Stopwatch.GetElapsedTime(received.ReceivedAt, killed[one.Key.Life]);
                    if (before > oldest) oldest = before;
                }
            }

            var whole = calls.Count(c => c.Model == model && c.Status == 200);
            output.WriteLine(
                $"RESULT ledger-kill storage={kind} provider={model} kills={killed.Count} received={whole} not_in_ledger={missing} estimated_as_lost={lost} oldest_of_them_ms_before_kill={oldest.TotalMilliseconds:0} records={ledger.Attempts.Count} lost_records={ledger.Attempts.Count(a => a.Outcome == "lost")}");
            Assert.True(whole > killed.Count, "Hardly anything was received.");
        }
    }

    /// <summary>Waits until nothing is under way in the ledger, and ends the host.</summary>
    private static async Task Settled(Installation installation, Func<HostProcess> host, string[] arguments, Action<HostProcess> replace)
    {
        for (var i = 0; ; i++)
        {
            // A process buries the dead when it starts, and says that it is ready meanwhile.
            await Task.Delay(TimeSpan.FromSeconds(2));
            await host().Terminate();
            await host().DisposeAsync();
            if ((await StoredLedger.Read(installation)).Attempts.All(a => a.Seq is not null)) return;
            Assert.True(i < 30, "Something stays under way in the ledger.");
            replace(await HostProcess.Start(arguments));
        }
    }

    private static async Task SpendUp(HostProcess host, Installation installation, long budget)
    {
        using (var api = new ApiClient(host.Url))
        {
            var limit = (await api.Get(Limits)).GetProperty("items")[0];
            var (status, body) = await api.Send(
                HttpMethod.Put, $"{Limits}/{limit.GetProperty("id").GetString()}", new { budget_per_month = new { amount = Money.OfScaled(budget, "RUB").Amount, currency = "RUB" } }, $"\"{limit.GetProperty("rev").GetInt64()}\"");
            Assert.True((int)status == 200, $"{status} {body}");
        }

        using var http = new HttpClient();
        var number = 0;
        ModelCalled call;
        do call = await ModelCallers.Ask(http, host.Url, new ModelCalled(1000, number++, 0, "quick"));
        while (call.Status == 200 && number < 500);
        Assert.Equal(402, call.Status);
        await host.Terminate();
        var ledger = await StoredLedger.Read(installation);
        AssertConsistent(ledger, budget);

        // Less than a call may cost is left.
        Assert.InRange(budget - ledger.Spent, 0, Scaled("0.1"));
    }

    private static async Task Configure(Uri address)
    {
        using var api = new ApiClient(address);
        static object Rub(string amount) => new { amount, currency = "RUB" };
        await api.Post("/api/admin/v1/llm/prices", new
        {
            prices = new[] { "quick", "slow" }.Select(provider => new { provider, model = "*", input = Rub("200"), output = Rub("800"), vat_basis_points = 2000 }),
        });
        await api.Post(Limits, new { budget_per_month = Rub("100000") });
    }

    private static string[] Upstream(int index, string name, OpenAiUpstream upstream) =>
        [$"--Llm:Upstreams:{index}:Name", name, $"--Llm:Upstreams:{index}:BaseUrl", upstream.BaseUrl.ToString(), $"--Llm:Upstreams:{index}:Models:0:Id", name];

    private static long Scaled(string amount) => new Money(amount, "RUB").ToScaled();
}
