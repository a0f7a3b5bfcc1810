using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Knowledge;
using Sentralix.Knowledge.Extraction;
using Sentralix.Knowledge.Storage;
using Sentralix.Knowledge.Text;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Knowledge.Ingestion;

/// <summary>Takes documents in: keeps the bytes and enqueues their ingestion.</summary>
internal sealed class Upload(
    IStore<KnowledgeDbContext> store, IBlobs<KnowledgeDbContext> blobs, DocumentExtraction extraction, IDelivery<KnowledgeDbContext> delivery, Removal removal, TimeProvider clock)
{
    private const int MaxName = 500;
    private const int MaxContentType = 200;

    public async Task<Result<DocumentAccepted>> Add(
        string collection, Stream content, string? contentType, string name, string? title, CancellationToken cancellation)
    {
        var faults = new Faults();
        faults.Text("name", name, MaxName);
        faults.Text("title", title, MaxName, required: false);
        if (faults.Refusal is { } invalid) return invalid;
        if (contentType?.Length > MaxContentType || !extraction.Supports(contentType, name))
            return Refusal.UnsupportedMedia("Send text/plain, text/markdown or text/html.");
        if (!await store.Read((db, c) => db.Collections.AnyAsync(known => known.Id == collection, c), cancellation)) return Refusal.NotFound("collection");

        var blob = await blobs.Put(content, IKnowledge.MaxDocument, cancellation);
        if (blob is null) return Refusal.TooLarge($"A document may have at most {IKnowledge.MaxDocument} bytes.");
        if (blob.Size == 0)
        {
            // No version ever refers to it.
            await blobs.Delete(blob.Hash, cancellation);
            return Refusal.Invalid("body", "must not be empty");
        }

        var original = new Original(blob, contentType, Given(title));
        return await store.Write((db, c) => Accept(db, collection, name, original, c), cancellation);
    }

    private async Task<Result<DocumentAccepted>> Accept(KnowledgeDbContext db, string collection, string name, Original original, CancellationToken cancellation)
    {
        await db.HoldCollection(collection, cancellation);
        if (!await db.Collections.AnyAsync(known => known.Id == collection, cancellation))
        {
            // Deleted while the bytes were read.
            await removal.Discard(db, original.Blob.Hash, cancellation);
            return Refusal.NotFound("collection");
        }

        await db.LockName(collection, name, cancellation);
        var id = await db.Documents.Where(d => d.CollectionId == collection && d.Name == name).Select(d => d.Id).SingleOrDefaultAsync(cancellation);
        if (id is not null) await db.LockDocument(id, cancellation);
        var document = id is null ? null : await db.Documents.AsTracking().SingleOrDefaultAsync(d => d.Id == id, cancellation);
        var newest = document is null ? null : await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.DocumentId == id && v.Number == document.LatestVersion, cancellation);
        if (document is not null && newest is not null && IsSame(document, newest, original)) return await Unchanged(db, document, newest, cancellation);

        document ??= await Create(db, collection, name, original, cancellation);
        return await NewVersion(db, document, original, cancellation);
    }

    private static bool IsSame(StoredDocument document, StoredVersion newest, Original original)
    {
        var title = newest.State == VersionState.Published ? document.Title : newest.GivenTitle;
        return newest.BlobHash == original.Blob.Hash
            && MediaTypeOf(newest.ContentType) == MediaTypeOf(original.ContentType)
            && (original.Title is null || original.Title == title);
    }

    /// <summary>The same bytes again: they are there, or on their way under the job that was accepted before.</summary>
    private async Task<Result<DocumentAccepted>> Unchanged(KnowledgeDbContext db, StoredDocument document, StoredVersion newest, CancellationToken cancellation)
    {
        if (newest.State == VersionState.Making)
        {
            var running = await db.Jobs.AsNoTracking().SingleAsync(j => j.DocumentId == document.Id && j.Version == newest.Number, cancellation);
            return new DocumentAccepted(document.View(), running.View());
        }

        var now = clock.GetUtcNow();
        var job = new StoredJob
        {
            Id = Ids.New("job", now),
            DocumentId = document.Id,
            Version = newest.Number,
            State = JobState.Done,
            Step = IngestionSteps.Publish,
            Completed = newest.Chunks,
            Total = newest.Chunks,
            CreatedAt = now,
            FinishedAt = now,
        };
        db.Add(job);
        await removal.ForgetJobs(db, now, cancellation);
        return new DocumentAccepted(document.View(), job.View());
    }

    private async Task<StoredDocument> Create(KnowledgeDbContext db, string collection, string name, Original original, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var document = new StoredDocument
        {
            Id = Ids.New("doc", now),
            CollectionId = collection,
            Name = name,
            Title = original.Title ?? name,
            ContentType = MediaTypeOf(original.ContentType),
            Bytes = original.Blob.Size,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Add(document);
        await db.Collections.Where(c => c.Id == collection).ExecuteUpdateAsync(set => set.SetProperty(c => c.Documents, c => c.Documents + 1), cancellation);
        return document;
    }

    private async Task<Result<DocumentAccepted>> NewVersion(KnowledgeDbContext db, StoredDocument document, Original original, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        document.LatestVersion++;
        document.UpdatedAt = now;
        document.ErrorCode = document.Error = null;
        if (document.CurrentVersion is null)
        {
            document.State = DocumentState.Processing;
            document.Title = original.Title ?? document.Name;
            document.ContentType = MediaTypeOf(original.ContentType);
            document.Bytes = original.Blob.Size;
        }

        db.Add(new StoredVersion
        {
            DocumentId = document.Id,
            Number = document.LatestVersion,
            State = VersionState.Making,
            BlobHash = original.Blob.Hash,
            Bytes = original.Blob.Size,
            ContentType = original.ContentType,
            GivenTitle = original.Title,
        });
        var job = new StoredJob { Id = Ids.New("job", now), DocumentId = document.Id, Version = document.LatestVersion, State = JobState.Queued, CreatedAt = now };
        db.Add(job);
        var work = new IngestDocument(job.Id, document.CollectionId, document.Id, document.LatestVersion);
        await delivery.Enqueue(db, IngestHandler.KindName, work, $"document/{document.Id}", null, cancellation);
        return new DocumentAccepted(document.View(), job.View());
    }

    private static string? Given(string? title)
    {
        var clean = CleanText.Of(title ?? "").Trim();
        return clean.Length == 0 ? null : clean;
    }

    private static string MediaTypeOf(string? contentType) => contentType?.Split(';')[0].Trim().ToLowerInvariant() ?? "text/plain";

    private sealed record Original(BlobReference Blob, string? ContentType, string? Title);
}
