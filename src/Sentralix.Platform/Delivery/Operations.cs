using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Operations;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Storage;

namespace Sentralix.Platform.Delivery;

/// <summary>The operations contract over a service's own queue.</summary>
/// <param name="store">The service's store.</param>
/// <param name="clock">The clock of due times.</param>
/// <param name="wake">Has the queue look at once.</param>
internal sealed class Operations<TContext>(IStore<TContext> store, TimeProvider clock, Action wake) : IOperations
    where TContext : ServiceDbContext
{
    public async Task<Result<Page<WorkItemView>>> List(WorkItemState? state, string? kind, int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out long last)) return Paging.BadCursor;
        var now = clock.GetUtcNow();
        var wanted = (WorkState?)(int?)state;
        var rows = await store.Read((db, c) => db.WorkItems
            .Where(i => i.Id > last && (wanted == null || i.State == wanted) && (kind == null || i.Kind == kind))
            .OrderBy(i => i.Id).Take(limit + 1).ToListAsync(c), cancellation);
        return Paging.Of(rows, limit, i => Key(i.Id), i => new WorkItemView(
            Key(i.Id), i.Kind, i.OrderingKey, (WorkItemState)(int)i.State, i.Attempts, i.LeaseUntil > now, i.DueAt, i.CreatedAt, i.Error));
    }

    public async Task<Result<Done>> Retry(string id, CancellationToken cancellation)
    {
        if (!TryRead(id, out var key)) return Refusal.NotFound("work item");
        var now = clock.GetUtcNow();
        var changed = await store.Write((db, c) =>
        {
            db.AfterCommit(wake);
            return db.WorkItems.Where(i => i.Id == key && (i.LeaseUntil == null || i.LeaseUntil < now)).ExecuteUpdateAsync(
                set => set.SetProperty(i => i.State, WorkState.Live).SetProperty(i => i.DueAt, now).SetProperty(i => i.Attempts, 0), c);
        }, cancellation);
        return changed == 1 ? Done.Value : Refusal.NotFound("waiting or dead work item");
    }

    public async Task<Result<Done>> Drop(string id, CancellationToken cancellation)
    {
        if (!TryRead(id, out var key)) return Refusal.NotFound("work item");
        return await store.Write<Result<Done>>(async (db, c) =>
        {
            // What waited behind it may begin.
            db.AfterCommit(wake);
            if (await db.WorkItems.Where(i => i.Id == key && i.State != WorkState.Live).ExecuteDeleteAsync(c) == 1) return Done.Value;
            return await db.WorkItems.AnyAsync(i => i.Id == key, c)
                ? Refusal.Conflict("still_live", "The item still runs by itself; only what was given up can be dropped.")
                : Refusal.NotFound("work item");
        }, cancellation);
    }

    private static string Key(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static bool TryRead(string id, out long key) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out key);
}
