using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Xunit;

namespace Sentralix.Llm.Tests.Admin;

public sealed class UsageTests(Offices offices) : IClassFixture<Offices>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_record_tells_what_was_settled(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var at = new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
        var (priced, free, open) = (office.Ledger.Attempt(office.Tenant, conversation: "cnv_1", at: at), office.Ledger.Attempt(office.Tenant, currency: null, at: at), office.Ledger.Attempt(office.Tenant));
        await office.Ledger.Begin(priced, free, open);
        await office.Ledger.Settle(free.Id, row => (row.Outcome, row.ErrorCode, row.Source) = ("failed", "rate_limited", "none"));
        await office.Ledger.Settle(priced.Id, row =>
        {
            (row.Input, row.CacheRead, row.CacheWrite, row.CacheWriteHour, row.Output, row.Reasoning, row.AudioIn, row.AudioOut) = (1, 2, 3, 4, 5, 6, 7, 8);
            (row.Cost, row.Vat, row.FirstByteMicroseconds, row.DurationMicroseconds) = (new Money("1.2", "RUB").ToScaled(), new Money("0.2", "RUB").ToScaled(), 312_999, 1_500_000);
        });

        var page = (await office.Usage.List(cancellation: None)).OrThrow();

        Assert.Null(page.Next);
        var (failed, record) = (page.Items[0], page.Items[1]);
        Assert.Equivalent(
            new ModelUsageRecord
            {
                Id = priced.Id,
                Cursor = record.Cursor,
                Call = "call_1",
                Actor = "key:key_1",
                Conversation = "cnv_1",
                Operation = "chat",
                Model = "fast",
                Provider = "main",
                Key = "pky_1",
                UpstreamModel = "gpt-5-mini",
                Outcome = "answered",
                Stream = true,
                Input = 1,
                CacheRead = 2,
                CacheWrite = 3,
                CacheWriteHour = 4,
                Output = 5,
                Reasoning = 6,
                AudioIn = 7,
                AudioOut = 8,
                Source = "provider",
                Cost = new Money("1.2", "RUB"),
                Vat = new Money("0.2", "RUB"),
                Price = "prc_1",
                At = at,
                FirstByteMs = 312,
                DurationMs = 1500,
            },
            record,
            strict: true);
        Assert.Equal((free.Id, "failed", "rate_limited", "none", null, null, null), (failed.Id, failed.Outcome, failed.ErrorCode, failed.Source, failed.Cost, failed.Price, failed.FirstByteMs));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_reader_sees_each_record_once_while_two_writers_settle(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var other = office.AnotherLedger();
        var attempts = Enumerable.Range(0, 160).Select(i => office.Ledger.Attempt(i % 4 == 3 ? "ten_neighbour" : office.Tenant)).ToArray();
        await office.Ledger.Begin(attempts);
        var writing = Task.WhenAll(new[] { (office.Ledger, 0), (other, 1) }.Select(writer => Task.Run(async () =>
        {
            foreach (var attempt in attempts.Where((_, i) => i % 2 == writer.Item2)) await writer.Item1.Settle(attempt.Id, _ => { });
        })));

        var seen = new List<string>();
        string? cursor = null;
        while (true)
        {
            // What is settled by now must be read before the reader may stop.
            var settled = writing.IsCompleted;
            var page = (await office.Usage.List(7, cursor, cancellation: None)).OrThrow();
            seen.AddRange(page.Items.Select(r => r.Id));
            if (page.Items.Count > 0) cursor = page.Items[^1].Cursor;
            else if (settled) break;
        }

        await writing;
        Assert.Equal(120, seen.Count);
        Assert.Equal(attempts.Where(a => a.TenantId == office.Tenant).Select(a => a.Id).Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_page_goes_on_where_the_one_before_ended(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var attempt = office.Ledger.Attempt(office.Tenant);
            made.Add(attempt.Id);
            await office.Ledger.Record(attempt, _ => { });
        }

        var first = (await office.Usage.List(2, null, cancellation: None)).OrThrow();
        Assert.Equal(first.Items[^1].Cursor, first.Next);
        var second = (await office.Usage.List(2, first.Next, cancellation: None)).OrThrow();
        var third = (await office.Usage.List(2, second.Next, cancellation: None)).OrThrow();
        Assert.Null(third.Next);
        Assert.Equal(made, [.. first.Items.Select(r => r.Id), .. second.Items.Select(r => r.Id), .. third.Items.Select(r => r.Id)]);
        Assert.Empty((await office.Usage.List(2, third.Items[^1].Cursor, cancellation: None)).OrThrow().Items);
        Assert.Equal(["after"], (await office.Usage.List(2, "YWJj", cancellation: None)).Refusal?.Errors?.Keys);
    }
}
