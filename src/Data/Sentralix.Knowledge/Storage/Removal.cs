using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts.Knowledge;
using Sentralix.Knowledge.Ingestion;
using Sentralix.Platform.Delivery;

namespace Sentralix.Knowledge.Storage;

/// <summary>Takes versions, documents and collections away, within the unit of work that says so: when it is durable, no search finds them.
/// Their original bytes follow, because blobs are no part of that transaction.</summary>
internal sealed class Removal(IDelivery<KnowledgeDbContext> delivery, TimeProvider clock)
{
    /// <summary>Removes a version with all that was made of it. The document's lock is held.</summary>
    public async Task RemoveVersion(KnowledgeDbContext db, StoredVersion version, CancellationToken cancellation)
    {
        await RemoveContent(db, version.Key, cancellation);
        await db.Versions.Where(v => v.Key == version.Key).ExecuteDeleteAsync(cancellation);
        await Discard(db, version.BlobHash, cancellation);
    }

    /// <summary>Removes the text, chunks and postings of a version.</summary>
    public static async Task RemoveContent(KnowledgeDbContext db, long version, CancellationToken cancellation)
    {
        await db.Postings.Where(p => p.VersionKey == version).ExecuteDeleteAsync(cancellation);
        await db.Chunks.Where(c => c.VersionKey == version).ExecuteDeleteAsync(cancellation);
        await db.Texts.Where(t => t.VersionKey == version).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>Removes a document and cancels what still works on it. Its lock is held.</summary>
    public async Task RemoveDocument(KnowledgeDbContext db, string id, string collection, CancellationToken cancellation)
    {
        var (chunks, terms) = (0, 0L);
        foreach (var version in await db.Versions.AsNoTracking().Where(v => v.DocumentId == id).ToListAsync(cancellation))
        {
            if (version.State == VersionState.Published) (chunks, terms) = (version.Chunks, version.Terms);
            await RemoveVersion(db, version, cancellation);
        }

        await CancelJobs(db, db.Jobs.Where(j => j.DocumentId == id), cancellation);
        await db.Documents.Where(d => d.Id == id).ExecuteDeleteAsync(cancellation);
        await db.Collections.Where(c => c.Id == collection).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.Documents, c => c.Documents - 1).SetProperty(c => c.Chunks, c => c.Chunks - chunks).SetProperty(c => c.Terms, c => c.Terms - terms),
            cancellation);
    }

    /// <summary>Removes a collection with its documents. Its lock is held.</summary>
    public async Task RemoveCollection(KnowledgeDbContext db, StoredCollection collection, CancellationToken cancellation)
    {
        var documents = db.Documents.Where(d => d.CollectionId == collection.Id).Select(d => d.Id);
        var versions = db.Versions.Where(v => documents.Contains(v.DocumentId));
        var keys = versions.Select(v => v.Key);
        var blobs = await versions.Select(v => v.BlobHash).Distinct().ToListAsync(cancellation);
        await db.Postings.Where(p => p.CollectionKey == collection.Key).ExecuteDeleteAsync(cancellation);
        await db.Chunks.Where(c => keys.Contains(c.VersionKey)).ExecuteDeleteAsync(cancellation);
        await db.Texts.Where(t => keys.Contains(t.VersionKey)).ExecuteDeleteAsync(cancellation);
        await CancelJobs(db, db.Jobs.Where(j => documents.Contains(j.DocumentId)), cancellation);
        await versions.ExecuteDeleteAsync(cancellation);
        await db.Documents.Where(d => d.CollectionId == collection.Id).ExecuteDeleteAsync(cancellation);
        await db.Collections.Where(c => c.Key == collection.Key).ExecuteDeleteAsync(cancellation);
        foreach (var blob in blobs) await Discard(db, blob, cancellation);
    }

    /// <summary>Has original bytes deleted once this is durable, unless something else refers to them then.</summary>
    public Task Discard(KnowledgeDbContext db, string blob, CancellationToken cancellation) =>
        delivery.Enqueue(db, BlobDiscardHandler.KindName, new BlobDiscard(blob), $"blob/{blob}", null, cancellation);

    /// <summary>Has a job that ends now forgotten in time.</summary>
    public Task ForgetJobs(KnowledgeDbContext db, DateTimeOffset ended, CancellationToken cancellation) => JobSweep.Schedule(delivery, db, ended, cancellation);

    private async Task CancelJobs(KnowledgeDbContext db, IQueryable<StoredJob> jobs, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var cancelled = await jobs.Where(j => j.State == JobState.Queued || j.State == JobState.Running).ExecuteUpdateAsync(
            set => set.SetProperty(j => j.State, JobState.Cancelled).SetProperty(j => j.FinishedAt, (DateTimeOffset?)now), cancellation);
        if (cancelled > 0) await ForgetJobs(db, now, cancellation);
    }
}
