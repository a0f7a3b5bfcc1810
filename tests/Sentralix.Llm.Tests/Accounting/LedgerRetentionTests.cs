using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Accounting;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Tests.Admin;
using Sentralix.Llm.Upstreams;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Llm.Tests.Accounting;

/// <summary>What becomes of old records of the ledger, and of the reports that were made of them.</summary>
public sealed class LedgerRetentionTests
{
    private const int KeepDays = 40;
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset Today = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset OldestKept = Today.AddDays(-KeepDays);

    [Theory, ClassData(typeof(BothStores))]
    public async Task Reports_of_days_whose_records_are_gone_stay_as_they_were(StoreKind kind)
    {
        await using var kit = await StoreKit<LlmDbContext>.Open(kind);
        var office = new Office(kit);
        using var _ = office.Enter();
        var random = new Random(7);
        var rows = new List<AttemptRow>();
        for (var i = 0; i < 1300; i++)
        {
            var priced = random.Next(10) > 0;
            var row = office.Ledger.Attempt(
                random.Next(20) > 0 ? office.Tenant : "ten_neighbour", model: Pick(random, "a", "b"), provider: Pick(random, "one", "two"), actor: Pick(random, "key:1", "key:2"),
                at: OldestKept.AddDays(3 * i / 1300d).AddDays(-2).AddMicroseconds(random.Next(1_000_000)), currency: priced ? Pick(random, "RUB", "USD") : null);
            Settled(row, i + 1, random, priced ? random.Next(1_000_000) : null);
            rows.Add(row);
        }

        await office.Ledger.Begin([.. rows]);
        var before = await Reports(office);
        Assert.Equal(rows.Count(r => r.TenantId == office.Tenant), before["model"].Groups.Sum(g => g.Attempts));

        var gone = await Retention(kit, office).Run(None);

        Assert.Equal(rows.Count(r => r.At < OldestKept), gone);
        Assert.InRange(gone, 501, 1299);
        Assert.Equal(rows.Where(r => r.At >= OldestKept).Select(r => r.Id).Order(), await Ids(kit));
        var after = await Reports(office);
        foreach (var (group, report) in before) Assert.Equal(JsonSerializer.Serialize(report, SentralixJson.Options), JsonSerializer.Serialize(after[group], SentralixJson.Options));

        // Whoever's it is: another tenant's sums are its own.
        var (sums, vat) = await kit.Store.Read(SystemScope.Retention, async (db, c) => (await db.UsageDays.GroupBy(d => d.TenantId).Select(g => new { g.Key, Attempts = g.Sum(d => d.Attempts) }).ToListAsync(c), await db.UsageDays.SumAsync(d => d.Vat, c)), None);
        Assert.Equal(
            rows.Where(r => r.At < OldestKept).GroupBy(r => r.TenantId).Select(g => (g.Key, (long)g.Count())).Order(), sums.Select(s => (s.Key, s.Attempts)).Order());
        Assert.Equal(rows.Where(r => r.At < OldestKept).Sum(r => r.Vat ?? 0), vat);
        Assert.Equal(0, await Retention(kit, office).Run(None));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_is_under_way_stays_and_so_does_the_last_record_from_which_numbers_go_on(StoreKind kind)
    {
        await using var kit = await StoreKit<LlmDbContext>.Open(kind);
        var office = new Office(kit);
        var old = OldestKept.AddDays(-1);
        var (open, first, last) = (office.Ledger.Attempt("ten", at: old), office.Ledger.Attempt("ten", at: old), office.Ledger.Attempt("ten", at: old));
        await office.Ledger.Begin(open);
        await office.Ledger.Record(first, row => row.Cost = 5);
        await office.Ledger.Record(last, row => row.Cost = 7);

        Assert.Equal(1, await Retention(kit, office).Run(None));

        Assert.Equal([open.Id, last.Id], await Ids(kit));
        var next = office.Ledger.Attempt("ten", at: Today);
        await office.Ledger.Record(next, row => row.Cost = 1);
        await office.Ledger.Settle(open.Id, row => row.Cost = 3);
        Assert.Equal([2, 3, 4], await kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.OrderBy(a => a.SettledSeq).Select(a => (int)a.SettledSeq!.Value).ToListAsync(c), None));

        // With others after it the last one goes; what was settled late goes with what was settled beside it, into the same day's sums.
        Assert.Equal(1, await Retention(kit, office).Run(None));
        office.Clock.Set(Today.AddDays(KeepDays + 1));
        Assert.Equal(1, await Retention(kit, office).Run(None));
        var days = await kit.Store.Read(SystemScope.Ledger, (db, c) => db.UsageDays.OrderBy(d => d.Day).Select(d => new { d.Day, d.Attempts, d.Cost }).ToListAsync(c), None);
        Assert.Equal([(DayOf(old), 2, 12), (DayOf(Today), 1, 1)], days.Select(d => (d.Day, d.Attempts, d.Cost)));
        Assert.Equal([open.Id], await Ids(kit));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Two_processes_that_forget_at_once_count_nothing_twice(StoreKind kind)
    {
        await using var kit = await StoreKit<LlmDbContext>.Open(kind);
        var office = new Office(kit);
        var random = new Random(3);
        var rows = Enumerable.Range(1, 2000).Select(i =>
        {
            var row = office.Ledger.Attempt("ten", at: OldestKept.AddDays(-1).AddSeconds(i));
            Settled(row, i, random, i);
            return row;
        }).ToArray();
        await office.Ledger.Begin(rows);

        var gone = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Retention(kit, office, kind == StoreKind.Postgres ? kit.OpenStore() : kit.Store).Run(None)));

        Assert.Equal(1999, gone.Sum());
        var sums = await kit.Store.Read(SystemScope.Ledger, async (db, c) => (await db.UsageDays.SumAsync(d => d.Attempts, c), await db.UsageDays.SumAsync(d => d.Cost, c)), None);
        Assert.Equal((1999, 1999L * 2000 / 2), sums);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_conversation_is_in_no_sum_and_half_a_day_is_none(StoreKind kind)
    {
        await using var kit = await StoreKit<LlmDbContext>.Open(kind);
        var office = new Office(kit);
        using var _ = office.Enter();
        var day = OldestKept.AddDays(-2);
        foreach (var (at, conversation) in new[] { (day.AddHours(10), "cnv_old"), (OldestKept.AddHours(1), "cnv_kept"), (OldestKept.AddHours(2), null) })
            await office.Ledger.Record(office.Ledger.Attempt(office.Tenant, conversation: conversation, at: at), row => row.Cost = 1);
        await Retention(kit, office).Run(None);

        async Task<IEnumerable<(string?, long)>> Sum(DateTimeOffset from, DateTimeOffset to, string by) =>
            (await office.Usage.Summary(from, to, by, None)).OrThrow().Groups.Select(g => (g.Group, g.Attempts)).Order();

        Assert.Equal([(null, 1), ("cnv_kept", 1)], await Sum(day, Today, "conversation"));
        Assert.Equal([("2026-10-12", 1), ("2026-10-14", 2)], await Sum(day, Today, "day"));
        Assert.Equal([("2026-10-14", 2)], await Sum(day.AddHours(1), Today, "day"));
        Assert.Equal([("2026-10-12", 1)], await Sum(day.AddHours(-5), day.AddHours(1), "day"));
    }

    [Fact]
    public async Task Who_wants_everything_kept_keeps_everything()
    {
        await using var kit = await StoreKit<LlmDbContext>.Open(StoreKind.Sqlite);
        var office = new Office(kit);
        for (var i = 0; i < 3; i++) await office.Ledger.Record(office.Ledger.Attempt("ten", at: OldestKept.AddYears(-9)), row => row.Cost = 1);

        Assert.Equal(0, await new LedgerRetention(kit.Store, new LlmSettings { LedgerKeepDays = null }, office.Clock).Run(None));

        Assert.Equal(3, (await Ids(kit)).Count);
    }

    private static LedgerRetention Retention(StoreKit<LlmDbContext> kit, Office office, IStore<LlmDbContext>? store = null) =>
        new(store ?? kit.Store, new LlmSettings { LedgerKeepDays = KeepDays }, office.Clock);

    private static void Settled(AttemptRow row, long seq, Random random, long? cost)
    {
        (row.SettledSeq, row.Outcome, row.Source) = (seq, Pick(random, "answered", "failed", "cut", "cancelled"), "provider");
        (row.Cost, row.Vat) = (cost, cost / 6);
        (row.Input, row.CacheRead, row.CacheWrite, row.CacheWriteHour, row.AudioIn) = (random.Next(9), random.Next(9), 5, random.Next(5), random.Next(9));
        (row.Output, row.Reasoning, row.AudioOut) = (random.Next(9), random.Next(9), random.Next(9));
    }

    private static string Pick(Random random, params string[] of) => of[random.Next(of.Length)];

    private static long DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime).DayNumber;

    private static async Task<Dictionary<string, ModelUsageSummary>> Reports(Office office)
    {
        var reports = new Dictionary<string, ModelUsageSummary>();
        foreach (var group in new[] { "model", "provider", "key", "day" }) reports[group] = (await office.Usage.Summary(OldestKept.AddDays(-10), Today, group, None)).OrThrow();
        return reports;
    }

    private static Task<List<string>> Ids(StoreKit<LlmDbContext> kit) =>
        kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.OrderBy(a => a.Id).Select(a => a.Id).ToListAsync(c), None);
}
