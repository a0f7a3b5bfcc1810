using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Sentralix.Knowledge.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Knowledge.Ingestion;

/// <summary>The jobs that ended on a day, or before it.</summary>
internal sealed record SweepJobs(DateTimeOffset EndedBefore);

/// <summary>Forgets jobs a week after they have ended. One timer serves all jobs of a tenant that end on the same day: it is set by the
/// first of them and runs when the last of them is a week old.</summary>
internal sealed class JobSweep(IStore<KnowledgeDbContext> store) : IWorkHandler
{
    public const string KindName = "knowledge.sweep-jobs";

    // Jobs in a commit: other writers of a SQLite file wait for it.
    private const int Batch = 1000;

    /// <summary>How long a finished job can be read at least; a day longer at most.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public WorkKind Kind { get; } = new(KindName);

    /// <summary>Sees to it that a job that ends now is forgotten in time, in the transaction that ends it.</summary>
    public static async Task Schedule(IDelivery<KnowledgeDbContext> delivery, KnowledgeDbContext db, DateTimeOffset ended, CancellationToken cancellation)
    {
        // Two that see no timer at once set two, of which the second finds nothing left. None can be missed: a day's timer runs a week
        // after nobody can set it any more.
        var nextDay = new DateTimeOffset(ended.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        var key = string.Create(CultureInfo.InvariantCulture, $"jobs/{nextDay:yyyy-MM-dd}");
        var tenant = db.Tenant;
        if (db.ChangeTracker.Entries<WorkItem>().Any(entry => entry.State == EntityState.Added && entry.Entity.OrderingKey == key)) return;
        if (await db.WorkItems.AnyAsync(item => item.TenantId == tenant && item.OrderingKey == key, cancellation)) return;
        await delivery.Enqueue(db, KindName, new SweepJobs(nextDay), key, nextDay + Kept, cancellation);
    }

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var before = work.Payload<SweepJobs>().EndedBefore;
        while (true)
        {
            var old = await store.Read(
                (db, c) => db.Jobs.Where(j => j.FinishedAt < before).OrderBy(j => j.Id).Select(j => j.Id).Take(Batch).ToListAsync(c), cancellation);
            if (old.Count == 0) return;
            await store.Write((db, c) => db.Jobs.Where(j => old.Contains(j.Id)).ExecuteDeleteAsync(c), cancellation);
        }
    }
}
