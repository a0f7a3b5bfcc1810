using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Xunit;

namespace Sentralix.Llm.Tests.Admin;

public sealed class SummaryTests(Offices offices) : IClassFixture<Offices>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    [Theory, ClassData(typeof(BothStores))]
    public async Task Sums_are_those_of_the_records_however_they_are_grouped(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        await Record(office, Monday.AddHours(23.9), "a", "one", "key:1", "cnv_1", "RUB", "2.5", "answered");
        await Record(office, Monday.AddDays(1), "a", "two", "key:1", "cnv_1", "RUB", "0.5", "cut");
        await Record(office, Monday.AddDays(1), "a", "two", "key:2", null, "USD", "0.000000001", "answered");
        await Record(office, Monday.AddDays(1), "b", "two", "key:2", null, null, null, "failed");
        await Record(office, Monday.AddDays(2), "b", "one", "key:2", "cnv_2", "RUB", "40", "answered");

        // Outside the time, under way, another tenant's.
        await Record(office, Monday.AddTicks(-10), "a", "one", "key:1", null, "RUB", "1000", "answered");
        await Record(office, Monday.AddDays(3), "a", "one", "key:1", null, "RUB", "1000", "answered");
        await office.Ledger.Begin(office.Ledger.Attempt(office.Tenant, model: "a", at: Monday.AddDays(1)));
        await office.Ledger.Record(office.Ledger.Attempt("ten_neighbour", model: "a", at: Monday.AddDays(1)), row => row.Cost = 1);

        async Task<List<(string?, long, long, long, string, long)>> By(string group)
        {
            var summary = (await office.Usage.Summary(Monday, Monday.AddDays(3), group, None)).OrThrow();
            Assert.Equal((Monday, Monday.AddDays(3)), (summary.From, summary.To));
            Assert.Equal((5, 2, 55), (summary.Groups.Sum(g => g.Attempts), summary.Groups.Sum(g => g.Failures), summary.Groups.Sum(g => g.Input)));
            Assert.Equal((10, 70), (summary.Groups.Sum(g => g.CacheRead), summary.Groups.Sum(g => g.Output)));
            return [.. summary.Groups.Select(g => (g.Group, g.Attempts, g.Failures, g.Input, string.Join(" + ", g.Cost.Select(c => $"{c.Amount} {c.Currency}")), g.Unpriced))];
        }

        Assert.Equal([("b", 2, 1, 22, "40 RUB", 1), ("a", 3, 1, 33, "3 RUB + 0.000000001 USD", 0)], await By("model"));
        Assert.Equal([("one", 2, 0, 22, "42.5 RUB", 0), ("two", 3, 2, 33, "0.5 RUB + 0.000000001 USD", 1)], await By("provider"));
        Assert.Equal([("key:2", 3, 1, 33, "40 RUB + 0.000000001 USD", 1), ("key:1", 2, 1, 22, "3 RUB", 0)], await By("key"));
        Assert.Equal([("2026-11-25", 1, 0, 11, "40 RUB", 0), ("2026-11-23", 1, 0, 11, "2.5 RUB", 0), ("2026-11-24", 3, 2, 33, "0.5 RUB + 0.000000001 USD", 1)], await By("day"));
        Assert.Equal([("cnv_2", 1, 0, 11, "40 RUB", 0), ("cnv_1", 2, 1, 22, "3 RUB", 0), (null, 2, 1, 22, "0.000000001 USD", 1)], await By("conversation"));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Of_more_groups_than_fit_the_dearest_are_told(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var attempts = Enumerable.Range(0, 1010).Select(i => office.Ledger.Attempt(office.Tenant, conversation: $"cnv_{i:0000}", at: Monday)).ToArray();
        foreach (var (i, attempt) in attempts.Index())
        {
            (attempt.Cost, attempt.Outcome, attempt.Source) = (i, "answered", "provider");
            attempt.SettledSeq = 1_000_000 + i;
        }

        await office.Ledger.Begin(attempts);

        var groups = (await office.Usage.Summary(Monday, Monday.AddDays(1), "conversation", None)).OrThrow().Groups;

        Assert.Equal(Enumerable.Range(10, 1000).Reverse().Select(i => ($"cnv_{i:0000}", Money.OfScaled(i, "RUB"))), groups.Select(g => (g.Group!, Assert.Single(g.Cost))));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_time_that_cannot_be_summed_is_refused(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        async Task<IEnumerable<string>> Faulty(DateTimeOffset? from, DateTimeOffset? to, string group = "model") =>
            (await office.Usage.Summary(from, to, group, None)).Refusal?.Errors?.Keys.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>();

        Assert.Equal(["from"], await Faulty(Monday, Monday));
        Assert.Equal(["from"], await Faulty(Monday.AddDays(1), Monday));
        Assert.Equal(["from"], await Faulty(Monday.AddDays(-92).AddTicks(-1), Monday));
        Assert.Equal(["from", "group_by"], await Faulty(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, "tenant_id"));
        Assert.Equal(["from"], await Faulty(null, DateTimeOffset.MinValue));
        Assert.Empty(await Faulty(Monday.AddDays(-92), Monday, "day"));

        var usual = (await office.Usage.Summary(cancellation: None)).OrThrow();
        Assert.Equal(TimeSpan.FromHours(24), usual.To - usual.From);
        Assert.Empty(usual.Groups);
    }

    private static Task Record(Office office, DateTimeOffset at, string model, string provider, string actor, string? conversation, string? currency, string? cost, string outcome) =>
        office.Ledger.Record(office.Ledger.Attempt(office.Tenant, model: model, provider: provider, actor: actor, conversation: conversation, at: at, currency: currency), row =>
        {
            row.Outcome = outcome;
            row.Cost = cost is null ? null : new Money(cost, currency!).ToScaled();
            // What is kept for an hour is a part of what is written into the cache.
            (row.Input, row.CacheRead, row.CacheWrite, row.CacheWriteHour, row.AudioIn) = (3, 2, 5, 3, 1);
            (row.Output, row.Reasoning, row.AudioOut) = (10, 3, 1);
        });
}
