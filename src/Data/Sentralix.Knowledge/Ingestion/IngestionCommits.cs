using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts.Knowledge;
using Sentralix.Knowledge.Chunking;
using Sentralix.Knowledge.Extraction;
using Sentralix.Knowledge.Storage;
using Sentralix.Knowledge.Text;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Knowledge.Ingestion;

/// <summary>The commits of an ingestion, one for each step and batch. Each holds the document, sees whether the version is still wanted, and
/// moves the job in the same transaction.</summary>
internal sealed class IngestionCommits(IStore<KnowledgeDbContext> store, Removal removal, TimeProvider clock)
{
    /// <summary>What <see cref="Lay"/> and <see cref="Index"/> answer when the version is not wanted any more.</summary>
    public const int Cancelled = -1;

    // Kills of the process by others count too: several of them may meet one honest document.
    private const int MaxReadings = 6;
    private const int MaxTitle = 500;

    private static readonly string CutBy = $"{Chunker.Version}.{Terms.Version}";

    /// <summary>Begins or goes on; null when there is nothing to do.</summary>
    public Task<Begun?> Begin(Work work, IngestDocument target, CancellationToken cancellation) =>
        store.Write(async (db, c) =>
        {
            if (await Hold(db, work, target, c) is not { } held) return null;
            if (held.Version.Readings >= MaxReadings)
            {
                await Fail(db, held, UnreadableCodes.Malformed, "The document ended the process each time it was read.", c);
                return null;
            }

            held.Version.Readings++;
            held.Job.State = JobState.Running;
            held.Job.Step = IngestionSteps.Extract;
            return new Begun(held.Document.Name, held.Version.BlobHash, held.Version.ContentType, held.Version.GivenTitle);
        }, cancellation);

    /// <summary>Keeps the text; answers the first chunk that is not indexed yet.</summary>
    public Task<int> Lay(Work work, IngestDocument target, ChunkedDocument document, CancellationToken cancellation) =>
        store.Write(async (db, c) =>
        {
            if (await Hold(db, work, target, c) is not { } held) return Cancelled;
            var version = held.Version;
            if (version.CutBy is not null && !await IsLaid(db, version, document, c))
            {
                // Another release of the program began it, and cut it in another way.
                await Removal.RemoveContent(db, version.Key, c);
                (version.CutBy, version.IndexedChunks, version.Terms) = (null, 0, 0);
            }

            if (version.CutBy is null)
            {
                db.Add(new StoredText { VersionKey = version.Key, Text = document.Content });
                (version.CutBy, version.Chunks) = (CutBy, document.Chunks.Count);
            }

            held.Job.Step = IngestionSteps.Index;
            (held.Job.Completed, held.Job.Total) = (version.IndexedChunks, version.Chunks);
            return version.IndexedChunks;
        }, cancellation);

    /// <summary>Indexes a batch; answers the next chunk to be indexed.</summary>
    public Task<int> Index(Work work, IngestDocument target, IndexBatch batch, CancellationToken cancellation) =>
        store.Write(async (db, c) =>
        {
            if (await Hold(db, work, target, c) is not { } held) return Cancelled;
            var version = held.Version;
            var collection = await db.Collections.Where(known => known.Id == target.CollectionId).Select(known => known.Key).SingleAsync(c);
            db.AddRange(batch.Chunks.Select(chunk => new StoredChunk
            {
                VersionKey = version.Key,
                Ordinal = chunk.Ordinal,
                Heading = chunk.HeadingPath.Count == 0 ? null : string.Join(" › ", chunk.HeadingPath),
                Start = chunk.Start,
                End = chunk.End,
                Text = chunk.Text,
            }));
            db.AddRange(batch.Postings.Select(postings => new StoredPostings
            {
                CollectionKey = collection,
                Term = postings.Key,
                VersionKey = version.Key,
                FirstOrdinal = batch.First,
                Entries = postings.Value,
            }));
            version.Terms += batch.Terms;
            version.IndexedChunks = batch.First + batch.Chunks.Count;
            held.Job.Completed = version.IndexedChunks;
            return version.IndexedChunks;
        }, cancellation);

    /// <summary>Puts the version in the place of the one before: from here on search finds it, and nothing of the other.</summary>
    public Task Publish(Work work, IngestDocument target, string title, CancellationToken cancellation) =>
        store.Write(async (db, c) =>
        {
            if (await Hold(db, work, target, c) is not { } held) return;
            var (document, version) = (held.Document, held.Version);
            var before = await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.DocumentId == document.Id && v.State == VersionState.Published, c);
            var chunks = version.Chunks - (before?.Chunks ?? 0);
            var terms = version.Terms - (before?.Terms ?? 0);
            if (before is not null) await removal.RemoveVersion(db, before, c);
            await db.Collections.Where(known => known.Id == target.CollectionId).ExecuteUpdateAsync(
                set => set.SetProperty(known => known.Chunks, known => known.Chunks + chunks).SetProperty(known => known.Terms, known => known.Terms + terms), c);

            version.State = VersionState.Published;
            document.CurrentVersion = version.Number;
            document.State = DocumentState.Ready;
            document.Title = Shown(title);
            document.ContentType = version.ContentType?.Split(';')[0].Trim().ToLowerInvariant() ?? document.ContentType;
            document.Bytes = version.Bytes;
            document.Chunks = version.Chunks;
            document.UpdatedAt = clock.GetUtcNow();
            held.Job.Step = IngestionSteps.Publish;
            await End(db, held.Job, JobState.Done, c);
            await work.CompleteIn(db, c);
        }, cancellation);

    /// <summary>Gives a version up; the one before it, if any, stays.</summary>
    public Task Fail(Work work, IngestDocument target, string code, string why, CancellationToken cancellation) =>
        store.Write(async (db, c) =>
        {
            if (await Hold(db, work, target, c) is not { } held) return;
            await Fail(db, held, code, why, c);
            await work.CompleteIn(db, c);
        }, cancellation);

    private async Task Fail(KnowledgeDbContext db, Held held, string code, string why, CancellationToken cancellation)
    {
        await removal.RemoveVersion(db, held.Version, cancellation);
        db.Entry(held.Version).State = EntityState.Detached;
        var document = held.Document;
        (document.ErrorCode, document.Error, document.UpdatedAt) = (code, why, clock.GetUtcNow());
        if (document.CurrentVersion is null) document.State = DocumentState.Failed;
        (held.Job.ErrorCode, held.Job.Error) = (code, why);
        await End(db, held.Job, JobState.Failed, cancellation);
    }

    /// <summary>Locks the document and reads what is worked on; null, with the job cancelled, when it is not wanted any more.</summary>
    private async Task<Held?> Hold(KnowledgeDbContext db, Work work, IngestDocument target, CancellationToken cancellation)
    {
        await db.HoldCollection(target.CollectionId, cancellation);
        await db.LockDocument(target.DocumentId, cancellation);
        await work.Ticket.HoldIn(db, cancellation);
        var job = await db.Jobs.AsTracking().SingleOrDefaultAsync(j => j.Id == target.JobId, cancellation);
        if (job is null || job.State is not (JobState.Queued or JobState.Running)) return null;
        var document = await db.Documents.AsTracking().SingleOrDefaultAsync(d => d.Id == target.DocumentId, cancellation);
        var version = await db.Versions.AsTracking().SingleOrDefaultAsync(v => v.DocumentId == target.DocumentId && v.Number == target.Version, cancellation);
        if (document is not null && version is not null && version.Number == document.LatestVersion) return new Held(document, version, job);

        if (version is not null)
        {
            await removal.RemoveVersion(db, version, cancellation);
            db.Entry(version).State = EntityState.Detached;
        }

        await End(db, job, JobState.Cancelled, cancellation);
        return null;
    }

    // A first heading may be a page long.
    private static string Shown(string title)
    {
        if (title.Length <= MaxTitle) return title;
        return title[..(char.IsHighSurrogate(title[MaxTitle - 1]) ? MaxTitle - 1 : MaxTitle)];
    }

    private static async Task<bool> IsLaid(KnowledgeDbContext db, StoredVersion version, ChunkedDocument document, CancellationToken cancellation) =>
        version.CutBy == CutBy && version.Chunks == document.Chunks.Count
        && await db.Texts.AnyAsync(t => t.VersionKey == version.Key && t.Text == document.Content, cancellation);

    private async Task End(KnowledgeDbContext db, StoredJob job, JobState state, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        (job.State, job.FinishedAt) = (state, now);
        await removal.ForgetJobs(db, now, cancellation);
    }

    private sealed record Held(StoredDocument Document, StoredVersion Version, StoredJob Job);
}

/// <summary>What a reading needs.</summary>
internal sealed record Begun(string Name, string BlobHash, string? ContentType, string? GivenTitle);
