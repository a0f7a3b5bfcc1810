using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Tests.Calls;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Llm.Tests.Limits;

/// <summary>Calls that are limited, as their clients see it.</summary>
public sealed class LimitedCallTests
{
    private const string Question = """{"model":"smart","max_tokens":10,"messages":[{"role":"user","content":"Где мой заказ?"}]}""";

    [Theory, ClassData(typeof(BothStores))]
    public async Task Requests_beyond_the_rate_are_refused_with_when_to_come_again(StoreKind kind)
    {
        await using var gateway = await Limited(kind, new WriteModelLimit { RequestsPerMinute = 3 });
        for (var left = 2; left >= 0; left--)
        {
            using var good = await gateway.Post("chat/completions", Question);
            Assert.Equal(HttpStatusCode.OK, good.StatusCode);
            Assert.Equal(("3", $"{left}"), (One(good, "x-ratelimit-limit-requests"), One(good, "x-ratelimit-remaining-requests")));
        }

        using var refused = await gateway.Post("chat/completions", Question);

        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limit_exceeded"), (refused.StatusCode, await Code(refused)));
        Assert.InRange(int.Parse(One(refused, "retry-after"), null), 1, 61);
        Assert.Equal(3, gateway.Upstream.Journal.Count);
    }

    [Fact]
    public async Task Tokens_are_counted_by_what_was_used_and_not_by_what_was_feared()
    {
        // Each call fears some thirty tokens and uses about twenty.
        await using var gateway = await Limited(StoreKind.Sqlite, new WriteModelLimit { TokensPerMinute = 60 });
        using var first = await gateway.Post("chat/completions", Question);
        using var second = await gateway.Post("chat/completions", Question);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));

        var refusals = 0;
        for (var i = 0; i < 4; i++)
        {
            using var next = await gateway.Post("chat/completions", Question);
            if (next.StatusCode == HttpStatusCode.TooManyRequests) refusals++;
        }

        Assert.InRange(refusals, 2, 4);
    }

    [Fact]
    public async Task No_more_calls_are_under_way_at_once_than_allowed()
    {
        await using var gateway = await Limited(StoreKind.Sqlite, new WriteModelLimit { Concurrency = 2 }, new OpenAiBehaviour { BeforeFirst = TimeSpan.FromMilliseconds(700) });
        var calls = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => gateway.Post("chat/completions", Question)));

        Assert.Equal(2, calls.Count(c => c.StatusCode == HttpStatusCode.OK));
        Assert.All(await Task.WhenAll(calls.Where(c => c.StatusCode != HttpStatusCode.OK).Select(Code)), code => Assert.Equal("concurrency_limit_exceeded", code));
        using var after = await gateway.Post("chat/completions", Question);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task A_limit_of_another_key_or_model_is_none()
    {
        await using var gateway = await Limited(
            StoreKind.Sqlite, new WriteModelLimit { RequestsPerMinute = 1, Key = "key_other" }, null, new WriteModelLimit { RequestsPerMinute = 1, Model = "other" });
        for (var i = 0; i < 3; i++)
        {
            using var response = await gateway.Post("chat/completions", Question);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_budget_is_spent_to_its_end_and_not_beyond(StoreKind kind)
    {
        // A call costs 0.0216 at most by its estimate, and about 0.012 in fact.
        await using var gateway = await Limited(kind, new WriteModelLimit { BudgetPerDay = new Money("0.1", "RUB") });
        var answered = 0;
        HttpResponseMessage last;
        do
        {
            last = await gateway.Post("chat/completions", Question);
            if (last.StatusCode == HttpStatusCode.OK) answered++;
        }
        while (last.StatusCode == HttpStatusCode.OK && answered < 50);

        Assert.Equal((HttpStatusCode.PaymentRequired, "quota_exceeded"), (last.StatusCode, await Code(last)));
        Assert.Equal("false", One(last, "x-should-retry"));
        Assert.InRange(answered, 3, 12);
        await gateway.Settled();
        var (spent, cost, held) = await gateway.Kit.Store.Read(SystemScope.Ledger, async (db, c) => (
            await db.Budgets.SumAsync(b => b.Spent, c), await db.Attempts.SumAsync(a => a.Cost ?? 0, c), await db.BudgetHolds.SumAsync(h => h.Amount, c)), default);
        Assert.Equal(cost, spent);
        Assert.InRange(spent + held, 1, new Money("0.1", "RUB").ToScaled());
    }

    [Fact]
    public async Task Under_a_budget_nothing_is_bought_without_a_price()
    {
        await using var gateway = await Gateway.Start(StoreKind.Sqlite, new OpenAiBehaviour(), (db, upstream, box) =>
        {
            Configured.Provider(db, box, "first", upstream);
            Configured.Route(db, new WriteModelRoute { Model = "smart", Targets = [new ModelTarget { Provider = "first", Model = "a" }] });
            Configured.Limit(db, new WriteModelLimit { BudgetPerMonth = new Money("1000", "RUB") });
        });

        using var refused = await gateway.Post("chat/completions", Question);

        Assert.Equal((HttpStatusCode.PaymentRequired, "price_unknown"), (refused.StatusCode, await Code(refused)));
        Assert.Equal(0, gateway.Upstream.Journal.Count);
    }

    [Fact]
    public async Task In_process_a_limit_is_an_event_like_any_failure()
    {
        await using var gateway = await Limited(StoreKind.Sqlite, new WriteModelLimit { RequestsPerMinute = 1 });
        List<GenerationEvent> last = [];
        for (var i = 0; i < 2; i++)
        {
            last = [];
            await foreach (var step in gateway.Generation.Generate(new GenerationRequest { CallKey = $"c{i}", Model = "smart", Messages = [new("user", "Hi")] }, default)) last.Add(step);
        }

        var failed = Assert.Single(last);
        Assert.Equal(("failed", "rate_limited"), (failed.Type, failed.ErrorCode));
        Assert.InRange(failed.RetryAfterMs!.Value, 1, 61_000);
    }

    private static Task<Gateway> Limited(StoreKind kind, WriteModelLimit limit, OpenAiBehaviour? behaviour = null, WriteModelLimit? other = null) =>
        Gateway.Start(kind, behaviour, (db, upstream, box) =>
        {
            upstream.Behaviour = upstream.Behaviour with { RequiredKey = null };
            Configured.Provider(db, box, "first", upstream);
            Configured.Price(db, "first");
            Configured.Route(db, new WriteModelRoute { Model = "smart", Targets = [new ModelTarget { Provider = "first", Model = "a" }] });
            Configured.Limit(db, limit);
            if (other is not null) Configured.Limit(db, other, "lim_2");
        });

    private static string One(HttpResponseMessage response, string header) => response.Headers.GetValues(header).Single();

    private static async Task<string?> Code(HttpResponseMessage response)
    {
        using var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return body.RootElement.GetProperty("error").GetProperty("code").GetString();
    }
}
