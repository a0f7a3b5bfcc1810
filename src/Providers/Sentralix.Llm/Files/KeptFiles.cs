using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Files;

/// <summary>The files of tenants.</summary>
internal sealed class KeptFiles(IStore<LlmDbContext> store, IBlobs<LlmDbContext> blobs, IDelivery<LlmDbContext> delivery, TimeProvider time)
{
    public const string Input = "batch";
    public const string Output = "batch_output";

    /// <summary>Of files' ids.</summary>
    public const string Prefix = "file";

    // A hundred megabytes take a quarter of an hour at a megabit a second.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>A file begins to arrive. Whoever begins it keeps it or gives it up; what a crash leaves is taken away later.</summary>
    public async Task<FileWriter> Begin(string purpose, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var id = Ids.New(Prefix, now);
        await store.Write(async (db, c) =>
        {
            db.Files.Add(new FileRow { Id = id, Purpose = purpose, Name = "", State = FileState.Arriving, CreatedAt = now, ExpiresAt = now + Patience });
            await delivery.Enqueue(db, FileEnd.KindName, new EndOfFile(id), null, now + Patience, c);
        }, cancellation);
        return new FileWriter(store, blobs, id);
    }

    /// <summary>A file has arrived.</summary>
    public Task<FileRow> Keep(FileWriter file, string name, TimeSpan kept, CancellationToken cancellation) =>
        store.Write((db, c) => Keep(db, file, name, kept, c), cancellation);

    /// <summary>The same in a unit of work.</summary>
    public async Task<FileRow> Keep(LlmDbContext db, FileWriter file, string name, TimeSpan kept, CancellationToken cancellation)
    {
        var row = await db.Files.AsTracking().SingleAsync(f => f.Id == file.Id && f.State == FileState.Arriving, cancellation);
        (row.Name, row.Bytes, row.State, row.ExpiresAt) = (name, file.Bytes, FileState.Kept, row.CreatedAt + kept);
        return row;
    }

    /// <summary>A file will not arrive.</summary>
    public Task GiveUp(FileWriter file) => store.Write((db, c) => TakeAway(db, file.Id, c), CancellationToken.None);

    public async Task<FileRow?> Find(string id, CancellationToken cancellation) => Ids.IsValid(Prefix, id)
        ? await store.Read((db, c) => Visible(db).SingleOrDefaultAsync(f => f.Id == id, c), cancellation)
        : null;

    /// <summary>At most one more than <paramref name="limit"/>.</summary>
    public Task<List<FileRow>> List(string? purpose, bool ascending, string? after, int limit, CancellationToken cancellation) => store.Read((db, c) =>
    {
        var files = Visible(db).Where(f => purpose == null || f.Purpose == purpose);
        files = ascending
            ? files.Where(f => after == null || string.Compare(f.Id, after) > 0).OrderBy(f => f.Id)
            : files.Where(f => after == null || string.Compare(f.Id, after) < 0).OrderByDescending(f => f.Id);
        return files.Take(limit + 1).ToListAsync(c);
    }, cancellation);

    /// <summary>What the tenant's files come to.</summary>
    public Task<long> Bytes(CancellationToken cancellation) => store.Read((db, c) => Visible(db).SumAsync(f => f.Bytes, c), cancellation);

    /// <summary>A file's bytes.</summary>
    public async Task<Stream> Open(string id, CancellationToken cancellation) =>
        new FileContent(blobs, id, await store.Read((db, c) => db.FileParts.Where(p => p.FileId == id).OrderBy(p => p.Ordinal).Select(p => p.Hash).ToListAsync(c), cancellation));

    /// <summary>Takes a file away.</summary>
    public Task<FileRemoval> Delete(string id, CancellationToken cancellation) => store.Write(async (db, c) =>
    {
        if (!Ids.IsValid(Prefix, id)) return FileRemoval.Unknown;
        await db.LockFile(id, c);
        if (!await Visible(db).AnyAsync(f => f.Id == id, c)) return FileRemoval.Unknown;
        if (await IsInUse(db, id, c)) return FileRemoval.InUse;
        await TakeAway(db, id, c);
        return FileRemoval.Done;
    }, cancellation);

    /// <summary>Whether a batch that is under way reads the file.</summary>
    public static Task<bool> IsInUse(LlmDbContext db, string id, CancellationToken cancellation) =>
        db.Batches.AnyAsync(b => b.InputFileId == id && b.EndedAt == null, cancellation);

    /// <summary>Those that clients see.</summary>
    public static IQueryable<FileRow> Visible(LlmDbContext db) => db.Files.Where(f => f.State == FileState.Kept);

    private async Task TakeAway(LlmDbContext db, string id, CancellationToken cancellation)
    {
        await db.Files.Where(f => f.Id == id).ExecuteUpdateAsync(set => set.SetProperty(f => f.State, FileState.Deleted), cancellation);
        await delivery.Enqueue(db, FileEnd.KindName, new EndOfFile(id), null, null, cancellation);
    }
}

/// <summary>What came of a wish to delete.</summary>
internal enum FileRemoval
{
    Done,
    Unknown,

    /// <summary>A batch is under way that reads it.</summary>
    InUse,
}
