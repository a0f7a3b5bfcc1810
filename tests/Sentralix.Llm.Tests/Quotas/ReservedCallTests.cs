using System.Reflection;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Billing;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Contracts;
using Xunit;

namespace Sentralix.Llm.Tests.Quotas;

/// <summary>Calls under a quota of Billing, which answers.</summary>
public sealed class ReservedCallTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task What_is_committed_is_what_the_ledger_says_once_and_nothing_stays_held(StoreKind kind)
    {
        await using var house = await QuotaHouse.Open(kind);

        foreach (var question in (string[])[QuotaHouse.Question, QuotaHouse.Streamed]) Assert.Equal(200, (await house.Ask(question)).Status);

        var rows = await house.Rows();
        await QuotaHouse.Until(() => house.Quotas.Told == 2);
        Assert.Equal(rows.Select(r => r.CallId).Order(StringComparer.Ordinal), house.Quotas.Entries.Select(e => e.Attempt));
        foreach (var (row, entry) in rows.Zip(house.Quotas.Entries))
        {
            Assert.Equal((QuotaFeatures.LlmTokens, Tokens(row), Money.OfScaled(row.Cost!.Value, "RUB")), (entry.Committed!.Feature, entry.Committed.Amount, Assert.Single(entry.Committed.Cost)));
            Assert.InRange(entry.Reserved!.Amount, Tokens(row), 200);
            Assert.InRange(entry.Reserved.Cost!.ToScaled(), row.Cost.Value, long.MaxValue);
            Assert.Equal((Gateway.Caller.Actor, 900_000), (entry.Actor, entry.Reserved.TtlMs));
        }

        Assert.Equal((2, 0L, 0), (house.Quotas.Asked, house.Quotas.Held, await house.Waiting()));
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_402_with_the_reason_and_nobody_is_asked_and_nothing_charged()
    {
        await using var house = await QuotaHouse.Open(quotas: new StandInQuotas { Limit = 50 });

        var (status, body, response) = await house.Ask();

        Assert.Equal((402, "quota_exceeded"), (status, QuotaHouse.Code(body)));
        Assert.Contains("0 of 50 are used", body, StringComparison.Ordinal);
        Assert.Contains($"{StandInQuotas.ResetsAt:yyyy-MM-dd}T00:00:00Z", body, StringComparison.Ordinal);
        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(48));
        Assert.Equal((0, 0, 0), (house.Gateway.Upstream.Journal.Count, house.Second.Journal.Count, (await house.Rows()).Count));
        Assert.Equal((0L, 0L, 0), (house.Quotas.Used, house.Quotas.Held, house.Quotas.Told));
    }

    [Fact]
    public async Task In_process_a_used_up_quota_is_an_event_with_its_code()
    {
        await using var house = await QuotaHouse.Open(quotas: new StandInQuotas { Limit = 50 });
        var steps = new List<GenerationEvent>();

        await foreach (var step in house.Gateway.Generation.Generate(new GenerationRequest { CallKey = "k", Model = "smart", Messages = [new("user", "Hi")] }, default)) steps.Add(step);

        Assert.Equal(("failed", "quota_exceeded"), (Assert.Single(steps).Type, steps[0].ErrorCode));
        Assert.True(steps[0].RetryAfterMs > 0);
    }

    [Theory]
    [InlineData(QuotaHouse.Question)]
    [InlineData(QuotaHouse.Streamed)]
    public async Task A_call_that_falls_over_is_reserved_once_and_settled_once_with_what_all_its_attempts_used(string question)
    {
        await using var house = await QuotaHouse.Open(first: new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(500) });

        Assert.Equal(200, (await house.Ask(question)).Status);

        var rows = await house.Rows();
        await QuotaHouse.Until(() => house.Quotas.Told == 1);
        var entry = Assert.Single(house.Quotas.Entries);
        Assert.Equal(["failed", "answered"], rows.Select(r => r.Outcome));
        Assert.Equal((1, rows.Sum(Tokens), rows[1].CallId), (house.Quotas.Asked, entry.Committed!.Amount, entry.Attempt));

        // Reserved at the dearer target's price, committed at what was paid.
        Assert.Equal(rows[1].Cost, Assert.Single(entry.Committed.Cost).ToScaled());
        Assert.InRange(entry.Reserved!.Cost!.ToScaled(), rows[1].Cost!.Value, long.MaxValue);
    }

    [Fact]
    public async Task Both_attempts_of_a_race_are_committed_together()
    {
        await using var house = await QuotaHouse.Open(first: new OpenAiBehaviour { Fault = new OpenAiFault(OpenAiFaultKind.NeverAnswers) }, route: new WriteModelRoute
        {
            Model = "smart",
            HedgeAfterMs = 50,
            Targets = [new ModelTarget { Provider = "first", Model = "a" }, new ModelTarget { Provider = "second", Model = "b", Tier = 1 }],
        });

        Assert.Equal(200, (await house.Ask(QuotaHouse.Streamed)).Status);

        var rows = await house.Rows();
        await QuotaHouse.Until(() => house.Quotas.Told == 1);
        Assert.Equal(2, rows.Count);
        Assert.Equal(rows.Sum(Tokens), Assert.Single(house.Quotas.Entries).Committed!.Amount);
    }

    [Fact]
    public async Task Of_an_answer_that_its_client_leaves_what_was_delivered_is_committed()
    {
        await using var house = await QuotaHouse.Open(first: new OpenAiBehaviour { BetweenPieces = TimeSpan.FromMilliseconds(40), Answer = _ => new ChatAnswer(string.Concat(Enumerable.Repeat("слово ", 500))) });
        using (var response = await house.Gateway.Post("chat/completions", QuotaHouse.Streamed))
        {
            var beginning = new byte[400];
            await (await response.Content.ReadAsStreamAsync()).ReadAtLeastAsync(beginning, beginning.Length);
        }

        await QuotaHouse.Until(() => house.Quotas.Told == 1);
        var row = Assert.Single(await house.Rows());
        var entry = Assert.Single(house.Quotas.Entries);
        Assert.Equal(("cancelled", "estimated"), (row.Outcome, row.Source));
        Assert.Equal(Tokens(row), entry.Committed!.Amount);
        Assert.InRange(entry.Committed.Amount, 1, 499);
        Assert.Equal(0, house.Quotas.Held);
    }

    [Fact]
    public async Task A_call_that_nobody_answers_is_released()
    {
        await using var house = await QuotaHouse.Open(first: new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(400) });

        Assert.Equal(400, (await house.Ask()).Status);

        await QuotaHouse.Until(() => house.Quotas.Told == 1);
        Assert.True(Assert.Single(house.Quotas.Entries) is { IsReleased: true, Committed: null });
        Assert.Equal((0L, 0L), (house.Quotas.Used, house.Quotas.Held));
    }

    [Fact]
    public async Task A_caller_who_leaves_while_Billing_is_asked_leaves_nothing_held()
    {
        await using var house = await QuotaHouse.Open(quotas: new StandInQuotas { Silence = new TaskCompletionSource() }, settings: ("Llm:Quota:TimeoutMs", "60000"));
        using var leaving = new CancellationTokenSource();

        var call = house.Gateway.Post("chat/completions", QuotaHouse.Question, leaving.Token);
        await QuotaHouse.Until(() => house.Quotas.Asked == 1);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        await QuotaHouse.Until(() => house.Quotas.Told == 1);
        Assert.True(Assert.Single(house.Quotas.Entries).IsReleased);
        Assert.Equal(0, house.Gateway.Upstream.Journal.Count);
    }

    [Fact]
    public async Task At_once_calls_never_use_more_than_there_is()
    {
        // A call reserves some 120 tokens and uses some 30.
        await using var house = await QuotaHouse.Open(quotas: new StandInQuotas { Limit = 1000 });

        var statuses = (await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => house.Ask()))).Select(a => a.Status).ToList();

        await QuotaHouse.Until(() => house.Quotas.Told == statuses.Count(s => s == 200));
        Assert.All(statuses, status => Assert.True(status is 200 or 402));
        Assert.InRange(statuses.Count(s => s == 200), 5, 63);
        Assert.Equal((0L, (await house.Rows()).Sum(Tokens)), (house.Quotas.Held, house.Quotas.Used));
        Assert.InRange(house.Quotas.Used, 1, 1000);
    }

    [Fact]
    public async Task Where_Billing_is_not_installed_nobody_is_asked()
    {
        var absent = DispatchProxy.Create<IQuotas, AbsentBilling>();
        await using var gateway = await Gateway.Start(StoreKind.Sqlite, null, null, absent);

        for (var i = 0; i < 3; i++)
        {
            using var response = await gateway.Post("chat/completions", """{"model":"large","messages":[{"role":"user","content":"Hi"}]}""");
            Assert.True(response.IsSuccessStatusCode);
        }

        await gateway.Settled();
        Assert.Equal(0, ((AbsentBilling)(object)absent).Calls);
    }

    [Fact]
    public async Task Of_a_process_that_was_named_for_Billing_and_does_not_run_it_nothing_is_asked_for_a_while()
    {
        await using var house = await QuotaHouse.Open(quotas: new StandInQuotas { Always = Refusal.NotInstalled("billing") });

        for (var i = 0; i < 5; i++) Assert.Equal(200, (await house.Ask()).Status);

        await house.Rows();
        Assert.Equal((1, 0, 0), (house.Quotas.Asked, house.Quotas.Told, await house.Waiting()));
    }

    private static long Tokens(AttemptRow row) => row.Input + row.CacheRead + row.CacheWrite + row.Output + row.Reasoning + row.AudioIn + row.AudioOut;

    /// <summary>What DI gives for a service that is not there, counting.</summary>
    public class AbsentBilling : NotInstalled<IQuotas>
    {
        private int calls;

        public int Calls => Volatile.Read(ref calls);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Interlocked.Increment(ref calls);
            return base.Invoke(targetMethod, args);
        }
    }
}
