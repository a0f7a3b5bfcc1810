using Microsoft.EntityFrameworkCore;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Upstreams;
using Sentralix.Platform.Hosting;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Accounting;

/// <summary>Forgets the ledger's records when they are old enough, and keeps their sums by day, which reports go on being made of. Records are
/// not read for that: the database adds them up and deletes them where they are.</summary>
internal sealed class LedgerRetention(IStore<LlmDbContext> store, LlmSettings settings, TimeProvider time)
{
    public static readonly UpkeepPlan Plan = new("llm.ledger-retention", TimeSpan.FromHours(1));

    // SQLite has one writer: calls that are accounted meanwhile get in between.
    private const int MostAtOnce = 500;

    private const string MicrosecondsOfDay = "86400000000";

    /// <summary>Forgets what is old by now.</summary>
    /// <returns>How many records that were.</returns>
    public async Task<long> Run(CancellationToken cancellation)
    {
        if (settings.LedgerKeepDays is not { } days) return 0;

        // Whole days: a day's sums are then of all its records, but for those that follow below.
        var before = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(-days);
        var forgotten = 0L;
        for (long some; (some = await store.Write(SystemScope.Retention, (db, c) => Forget(db, before, c), cancellation)) > 0; forgotten += some) cancellation.ThrowIfCancellationRequested();

        // What a process still holds of periods that are long over; it is spent from no more.
        await store.Write(SystemScope.Retention, (db, c) => db.BudgetHolds.Where(h => h.Starts < before).ExecuteDeleteAsync(c), cancellation);
        return forgotten;
    }

    /// <summary>Forgets the oldest records, in the order of their numbers.</summary>
    /// <returns>How many; 0: the oldest is not old enough.</returns>
    private static async Task<long> Forget(LlmDbContext db, DateTimeOffset before, CancellationToken cancellation)
    {
        // Two processes must not add up the same records.
        await db.LockForAllTenants("ledger-retention", cancellation);
        var settled = db.Attempts.Where(a => a.SettledSeq != null);
        var oldest = await settled.OrderBy(a => a.SettledSeq).Select(a => new { Seq = a.SettledSeq!.Value, a.At }).FirstOrDefaultAsync(cancellation);
        if (oldest is null || oldest.At >= before) return 0;

        // The last record stays however old it is: the numbers of the next ones go on from it.
        var until = Math.Min(oldest.Seq + MostAtOnce, await settled.MaxAsync(a => a.SettledSeq!.Value, cancellation));
        await Add(db, oldest.Seq, until, before, cancellation);
        return await db.Attempts.Where(a => a.SettledSeq >= oldest.Seq && a.SettledSeq < until && a.At < before).ExecuteDeleteAsync(cancellation);
    }

    private static async Task Add(LlmDbContext db, long from, long until, DateTimeOffset before, CancellationToken cancellation)
    {
        var schema = db.IsPostgres ? "llm." : "";
        await using var sum = RowStatement.Of(
            db,
            $"""
            INSERT INTO {schema}usage_day (tenant_id, day, actor, model, provider, currency, attempts, failures, input, cache_read, output, unpriced, cost, vat)
            SELECT tenant_id, at / {MicrosecondsOfDay}, actor, model, provider, CASE WHEN cost IS NULL THEN '' ELSE COALESCE(currency, '') END, COUNT(*),
                SUM(CASE WHEN outcome IN ('{Outcomes.Failed}', '{Outcomes.Cut}') THEN 1 ELSE 0 END),
                SUM(input + cache_read + cache_write + audio_in), SUM(cache_read), SUM(output + reasoning + audio_out),
                SUM(CASE WHEN cost IS NULL THEN 1 ELSE 0 END), SUM(COALESCE(cost, 0)), SUM(COALESCE(vat, 0))
            FROM {schema}attempt WHERE settled_seq >= @p0 AND settled_seq < @p1 AND at < @p2
            GROUP BY 1, 2, 3, 4, 5, 6
            ON CONFLICT (tenant_id, day, actor, model, provider, currency) DO UPDATE SET
                attempts = usage_day.attempts + excluded.attempts, failures = usage_day.failures + excluded.failures, input = usage_day.input + excluded.input,
                cache_read = usage_day.cache_read + excluded.cache_read, output = usage_day.output + excluded.output,
                unpriced = usage_day.unpriced + excluded.unpriced, cost = usage_day.cost + excluded.cost, vat = usage_day.vat + excluded.vat
            """);
        sum.Add(from);
        sum.Add(until);
        sum.Add(PlatformTime.ToMicroseconds(before));
        await sum.Run(cancellation);
    }
}
