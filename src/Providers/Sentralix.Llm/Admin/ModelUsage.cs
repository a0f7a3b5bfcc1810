using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Admin;

/// <summary>Reading the ledger.</summary>
internal sealed class ModelUsage(IStore<LlmDbContext> store, TimeProvider clock) : IModelUsage
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(92);
    private static readonly TimeSpan Usual = TimeSpan.FromHours(24);

    public async Task<Result<Page<ModelUsageRecord>>> List(int limit, string? after, string? batch, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out long last)) return Paging.BadCursor;
        var tenant = Ownership.Caller;
        var rows = await store.Read(
            (db, c) => db.Attempts.Where(a => a.TenantId == tenant && a.SettledSeq > last && (batch == null || a.Batch == batch)).OrderBy(a => a.SettledSeq).Take(limit + 1).ToListAsync(c), cancellation);
        return Paging.Of(rows, limit, row => row.SettledSeq!.Value.ToString(CultureInfo.InvariantCulture), UsageViews.View);
    }

    public async Task<Result<ModelUsageSummary>> Summary(DateTimeOffset? from, DateTimeOffset? to, string groupBy, CancellationToken cancellation)
    {
        var until = to ?? clock.GetUtcNow();
        var since = from ?? (until - DateTimeOffset.MinValue > Usual ? until - Usual : DateTimeOffset.MinValue);
        var faults = new Faults();
        faults.When(since >= until, "from", "must be before to");
        faults.When(until - since > Longest, "from", $"must be at most {Longest.Days} days before to");
        faults.When(!UsageSums.Knows(groupBy), "group_by", $"must be one of {string.Join(", ", UsageSums.Subjects)}");
        if (faults.Refusal is { } invalid) return invalid;
        var tenant = Ownership.Caller;
        var groups = await store.Read(
            (db, c) => UsageSums.Of(UsagePeriod.Of(db, tenant, since, until), groupBy, c), cancellation);
        return new ModelUsageSummary(since.ToUniversalTime(), until.ToUniversalTime(), groups);
    }
}
