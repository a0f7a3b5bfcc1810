using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Batches;
using Sentralix.Llm.Tests.Calls;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Storage;
using Xunit;
using static Sentralix.Llm.Tests.Batches.BatchHouse;

namespace Sentralix.Llm.Tests.Batches;

/// <summary>A batch has time: limits, budgets and providers in trouble make it wait, and not fail.</summary>
public sealed class BatchPaceTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task A_batch_keeps_to_the_rate_of_its_key_and_fails_no_line_for_it(StoreKind kind)
    {
        await using var clock = new PushedClock();
        await using var house = await Open(kind, null, (db, _, _) => Configured.Limit(db, new WriteModelLimit { Key = "key_test", RequestsPerMinute = 3 }), clock.Time);
        var began = clock.Time.GetUtcNow();
        var created = await house.Begin(Questions(10));
        clock.Push(TimeSpan.FromSeconds(1));

        var batch = await house.Ended(IdOf(created));

        Assert.Equal(("completed", (10, 10, 0)), (StatusOf(batch), CountsOf(batch)));
        Assert.All(house.Asked(), asked => Assert.Equal(1, asked.Value));
        Assert.True(DateTimeOffset.FromUnixTimeSeconds(batch.GetProperty("completed_at").GetInt64()) - began >= TimeSpan.FromMinutes(3), batch.ToString());
    }

    [Fact]
    public async Task A_provider_that_asks_to_wait_is_waited_for()
    {
        await using var clock = new PushedClock();
        await using var house = await Open(StoreKind.Sqlite, time: clock.Time);
        house.Upstream.Behaviour = house.Upstream.Behaviour with { FaultOf = number => number <= 5 ? OpenAiFault.WithStatus(429, 20) : null };
        var created = await house.Begin(Questions(6));
        clock.Push(TimeSpan.FromSeconds(1));

        var batch = await house.Ended(IdOf(created));

        Assert.Equal(("completed", (6, 6, 0)), (StatusOf(batch), CountsOf(batch)));
        Assert.True(house.Upstream.Journal.Count >= 7);
    }

    [Fact]
    public async Task A_provider_in_trouble_is_asked_again_but_not_for_ever()
    {
        await using var clock = new PushedClock();
        await using var house = await Open(StoreKind.Sqlite, time: clock.Time, settings: [("Batches:MaxTries", "3"), ("Batches:Concurrency", "1")]);
        var stubborn = 0;
        house.Upstream.Behaviour = house.Upstream.Behaviour with
        {
            Answer = asked => asked.LastUserText == "вопрос 2" && Interlocked.Increment(ref stubborn) > 0 ? throw new InvalidOperationException("The server breaks.") : new ChatAnswer("да"),
        };
        var created = await house.Begin(Questions(3));
        clock.Push(TimeSpan.FromMilliseconds(200));

        var batch = await house.Ended(IdOf(created));

        Assert.Equal(("completed", (3, 2, 1)), (StatusOf(batch), CountsOf(batch)));
        var response = (await house.Lines(batch, "error_file_id"))["r-2"].GetProperty("response");
        Assert.InRange(response.GetProperty("status_code").GetInt32(), 500, 504);

        // Each try is a call, and each call may ask its only target more than once.
        Assert.InRange(stubborn, 3, 9);
    }

    [Fact]
    public async Task What_no_waiting_helps_against_fails_at_once()
    {
        await using var house = await Open(StoreKind.Sqlite);
        house.Upstream.Behaviour = house.Upstream.Behaviour with
        {
            Fault = OpenAiFault.WithStatus(429, body: """{"error":{"message":"You exceeded your current quota.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"""),
        };

        var batch = await house.Ended(IdOf(await house.Begin(Questions(2))));

        Assert.Equal(("completed", (2, 0, 2)), (StatusOf(batch), CountsOf(batch)));
        Assert.All((await house.Lines(batch, "error_file_id")).Values, line => Assert.Equal(429, line.GetProperty("response").GetProperty("status_code").GetInt32()));
    }

    [Fact]
    public async Task A_budget_that_begins_anew_in_time_is_waited_for()
    {
        await using var clock = new PushedClock();
        await using var house = await Open(StoreKind.Sqlite, null, (db, upstream, box) => Budget(db, upstream, box, new WriteModelLimit { BudgetPerDay = new Money("0.02", "RUB") }), clock.Time, ("Batches:Concurrency", "1"));
        // A line or two a day.
        var created = await house.Begin(Questions(4, "smart"), window: "120h");
        clock.Push(TimeSpan.FromMinutes(1));

        var batch = await house.Ended(IdOf(created));

        // Noon to midnight, at least.
        Assert.Equal(("completed", (4, 4, 0)), (StatusOf(batch), CountsOf(batch)));
        Assert.True(batch.GetProperty("completed_at").GetInt64() - batch.GetProperty("created_at").GetInt64() >= 12 * 3600, batch.ToString());
    }

    [Fact]
    public async Task A_budget_that_begins_anew_too_late_fails_the_lines_with_the_reason()
    {
        await using var house = await Open(
            StoreKind.Sqlite, null, (db, upstream, box) => Budget(db, upstream, box, new WriteModelLimit { BudgetPerMonth = new Money("0.02", "RUB") }), null, ("Batches:Concurrency", "1"));
        if (DateTimeOffset.UtcNow.AddHours(2).Month != DateTimeOffset.UtcNow.Month) Assert.Skip("The month is all but over.");

        var batch = await house.Ended(IdOf(await house.Begin(Questions(4, "smart"), window: "1h")));

        var (total, completed, failed) = CountsOf(batch);
        Assert.Equal(("completed", 4), (StatusOf(batch), completed + failed));
        Assert.InRange(failed, 1, total - 1);
        Assert.All((await house.Lines(batch, "error_file_id")).Values, line =>
        {
            var response = line.GetProperty("response");
            Assert.Equal((402, "quota_exceeded"), (response.GetProperty("status_code").GetInt32(), response.GetProperty("body").GetProperty("error").GetProperty("code").GetString()));
        });
    }

    [Fact]
    public async Task No_more_lines_are_under_way_at_once_than_allowed()
    {
        var (now, most) = (0, 0);
        using var gate = new SemaphoreSlim(0);
        await using var house = await Open(StoreKind.Sqlite, new OpenAiBehaviour
        {
            Answer = _ =>
            {
                var here = Interlocked.Increment(ref now);
                InterlockedMax(ref most, here);
                gate.Wait(TimeSpan.FromSeconds(30));
                Interlocked.Decrement(ref now);
                return new ChatAnswer("да");
            },
        }, settings: ("Batches:Concurrency", "3"));
        var created = await house.Begin(Questions(9));
        await WaitUntil(() => Volatile.Read(ref now) == 3);
        Assert.Equal(3, house.Upstream.Journal.Count);
        gate.Release(9);

        var batch = await house.Ended(IdOf(created));

        Assert.Equal((9, 9, 0), CountsOf(batch));
        Assert.Equal(3, most);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_batch_that_must_wait_long_gives_its_place_to_others(StoreKind kind)
    {
        await using var clock = new PushedClock();
        await using var house = await Open(kind, null, (db, _, _) => Configured.Limit(db, new WriteModelLimit { Key = "key_slow", RequestsPerMinute = 1 }), clock.Time, ("Batches:MaxRunning", "1"));
        house.As("acme", "key:key_slow");
        var slow = await house.Begin(Questions(30));
        await house.Until(IdOf(slow), b => CountsOf(b).Completed == 1);
        house.As("acme", "key:key_fast");
        var fast = await house.Begin(Questions(5));
        clock.Push(TimeSpan.FromSeconds(1));

        var batch = await house.Ended(IdOf(fast));

        Assert.Equal(("completed", (5, 5, 0)), (StatusOf(batch), CountsOf(batch)));
        Assert.Equal("in_progress", StatusOf(await house.Get($"batches/{IdOf(slow)}")));
    }

    [Fact]
    public async Task Waiting_counts_no_failed_attempts_of_the_queue()
    {
        await using var clock = new PushedClock();
        await using var house = await Open(StoreKind.Sqlite, null, (db, _, _) => Configured.Limit(db, new WriteModelLimit { Key = "key_test", RequestsPerMinute = 1 }), clock.Time);
        var created = await house.Begin(Questions(30));
        clock.Push(TimeSpan.FromSeconds(2));
        await house.Until(IdOf(created), b => CountsOf(b).Completed >= 25);

        var item = await house.Kit.Store.Read(SystemScope.Queue, (db, c) => db.WorkItems.SingleOrDefaultAsync(i => i.Kind == BatchRun.KindName, c), default);

        Assert.True(item is null or { Attempts: <= 1 }, $"{item?.Attempts}");
        Assert.Equal((30, 30, 0), CountsOf(await house.Ended(IdOf(created))));
    }

    private static void Budget(Sentralix.Llm.Storage.LlmDbContext db, OpenAiUpstream upstream, Sentralix.Platform.Security.SecretBox box, WriteModelLimit limit)
    {
        Configured.Provider(db, box, "one", "openai", upstream.BaseUrl, new Dictionary<string, string>(), [Gateway.Key]);
        Configured.Route(db, new WriteModelRoute { Model = "smart", Targets = [new ModelTarget { Provider = "one", Model = "m" }] });
        Configured.Price(db, "one");
        Configured.Limit(db, limit);
    }

    private static async Task WaitUntil(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition()) await Task.Delay(10, patience.Token);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); seen < value && Interlocked.CompareExchange(ref most, value, seen) != seen; seen = Volatile.Read(ref most))
        {
        }
    }
}
