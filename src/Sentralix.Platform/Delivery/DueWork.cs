using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Sentralix.Platform.Storage;

namespace Sentralix.Platform.Delivery;

/// <summary>What a pump asks of its queue's table. Every question begins with the kind: a kind that has no room may have any number of items
/// waiting, and none of them is walked over to find another kind's.</summary>
internal static class DueWork
{
    /// <summary>Of each kind: whether something may be begun, and when more is due that no wake-up will tell. One statement.</summary>
    public static async Task<IReadOnlyList<KindLook>> Look(ServiceDbContext db, IReadOnlyList<string> kinds, DateTimeOffset now, CancellationToken cancellation)
    {
        var table = Table(db);
        var names = string.Join(" UNION ALL ", kinds.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"SELECT {{{i + 1}}} AS kind")));
        var sql = $$"""
            SELECT k.kind AS kind,
              EXISTS (SELECT 1 FROM {{table}} AS i WHERE i.state = 'Live' AND i.kind = k.kind AND i.due_at <= {0} AND (i.lease_until IS NULL OR i.lease_until < {0})
                AND (i.ordering_key IS NULL OR NOT EXISTS (SELECT 1 FROM {{table}} AS e WHERE e.tenant_id = i.tenant_id AND e.ordering_key = i.ordering_key
                  AND ((e.id < i.id AND e.state <> 'Dead') OR e.lease_until >= {0})))) AS is_due,
              (SELECT i.due_at FROM {{table}} AS i WHERE i.state = 'Live' AND i.kind = k.kind AND i.due_at > {0} AND i.lease_until IS NULL ORDER BY i.due_at LIMIT 1) AS next
            FROM ({{names}}) AS k
            """;
        return await db.Database.SqlQueryRaw<KindLook>(sql, [PlatformTime.ToMicroseconds(now), .. kinds]).ToListAsync(cancellation);
    }

    /// <summary>Ids of what may be begun, the oldest first, of these kinds.</summary>
    public static async Task<List<long>> Oldest(ServiceDbContext db, IEnumerable<string> kinds, DateTimeOffset now, int most, CancellationToken cancellation)
    {
        var found = new List<(DateTimeOffset DueAt, long Id)>();
        foreach (var kind in kinds)
        {
            var items = await Due(db, now).Where(i => i.Kind == kind).OrderBy(i => i.DueAt).ThenBy(i => i.Id).Take(most).Select(i => new { i.DueAt, i.Id }).ToListAsync(cancellation);
            found.AddRange(items.Select(i => (i.DueAt, i.Id)));
        }

        return [.. found.Order().Take(most).Select(f => f.Id)];
    }

    /// <summary>Locks the candidates that no other process is about to change, and looks once more which of them are due: between the
    /// first look and the lock, an item of the same key may have been leased or retried. PostgreSQL; SQLite has one writer.</summary>
    public static async Task<List<WorkItem>> Lock(ServiceDbContext db, List<long> candidates, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!db.IsPostgres) return await db.WorkItems.AsTracking().Where(i => candidates.Contains(i.Id)).ToListAsync(cancellation);

        // The lock is that of the ordering key, tried instead of waited for.
        var sql = $$"""
            SELECT * FROM {{Table(db)}} WHERE id IN (
              SELECT id FROM (SELECT id, tenant_id, ordering_key FROM {{Table(db)}} WHERE id = ANY({0}) OFFSET 0) AS candidate
              WHERE ordering_key IS NULL OR pg_try_advisory_xact_lock(hashtextextended('{{db.Service}}/' || tenant_id || '/work/' || ordering_key, 0)))
            FOR UPDATE SKIP LOCKED
            """;
        var locked = await db.WorkItems.FromSqlRaw(sql, candidates.ToArray()).AsTracking().ToListAsync(cancellation);
        var still = await Due(db, now).Where(i => candidates.Contains(i.Id)).Select(i => i.Id).ToListAsync(cancellation);
        return [.. locked.Where(i => still.Contains(i.Id))];
    }

    /// <summary>When the first lease of another process ends: of one that lives it never does, because it is renewed.</summary>
    public static async Task<DateTimeOffset> EndOfLeases(ServiceDbContext db, string owner, DateTimeOffset now, CancellationToken cancellation) =>
        await db.WorkItems.Where(i => i.State == WorkState.Live && i.LeaseUntil >= now && i.LeaseOwner != owner).MinAsync(i => i.LeaseUntil, cancellation) ?? DateTimeOffset.MaxValue;

    /// <summary>What may be begun: nothing of the same key comes before it, and nothing of the same key runs (an item that was dead and is
    /// retried comes before those that run already).</summary>
    private static IQueryable<WorkItem> Due(ServiceDbContext db, DateTimeOffset now) => db.WorkItems
        .Where(i => i.State == WorkState.Live && i.DueAt <= now && (i.LeaseUntil == null || i.LeaseUntil < now))
        .Where(i => i.OrderingKey == null || !db.WorkItems.Any(e => e.TenantId == i.TenantId && e.OrderingKey == i.OrderingKey
            && ((e.Id < i.Id && e.State != WorkState.Dead) || e.LeaseUntil >= now)));

    private static string Table(ServiceDbContext db)
    {
        var type = db.Model.FindEntityType(typeof(WorkItem))!;
        return type.GetSchema() is { } schema ? $"\"{schema}\".\"{type.GetTableName()}\"" : $"\"{type.GetTableName()}\"";
    }
}

/// <summary>How it stands with a kind's items.</summary>
internal sealed record KindLook
{
    /// <summary>The kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Something may be begun.</summary>
    public required bool IsDue { get; init; }

    /// <summary>When the next item is due, as <see cref="PlatformTime.OfMicroseconds"/> reads it; null: nothing waits for its time.</summary>
    public required long? Next { get; init; }
}
