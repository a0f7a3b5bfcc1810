using Microsoft.EntityFrameworkCore;
using Sentralix.Aggregator.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Aggregator.Files;

/// <summary>The rows of files. Files with the same bytes share them: they are marked for removal with the last row, in its transaction, and
/// while they are marked no new row may refer to them.</summary>
internal sealed class StoredFiles(IStore<AggregatorDbContext> store, IDelivery<AggregatorDbContext> delivery)
{
    public Task<StoredFileRow?> Find(string id, CancellationToken cancellation) =>
        store.Read((db, c) => db.StoredFiles.SingleOrDefaultAsync(f => f.Id == id, c), cancellation);

    public async Task<IReadOnlySet<string>> Existing(IReadOnlyCollection<string> ids, CancellationToken cancellation) =>
        await store.Read((db, c) => db.StoredFiles.Where(f => ids.Contains(f.Id)).Select(f => f.Id).ToHashSetAsync(c), cancellation);

    /// <summary>Adds a row; false while its bytes are being removed.</summary>
    public Task<bool> Add(StoredFileRow file, CancellationToken cancellation) => store.Write(async (db, c) =>
    {
        await Lock(db, file.Sha256, c);
        if (await db.FileRemovals.AnyAsync(r => r.Sha256 == file.Sha256, c)) return false;
        db.StoredFiles.Add(file);
        return true;
    }, cancellation);

    /// <summary>Deletes a row, and lets its bytes be removed when no other one has them.</summary>
    public Task<bool> Delete(string id, CancellationToken cancellation) => store.Write(async (db, c) =>
    {
        if (await db.StoredFiles.SingleOrDefaultAsync(f => f.Id == id, c) is not { } file) return false;
        await Lock(db, file.Sha256, c);
        var hash = file.Sha256;
        db.StoredFiles.Remove(file);
        if (await db.StoredFiles.AnyAsync(f => f.Sha256 == hash && f.Id != id, c)) return true;
        db.FileRemovals.Add(new FileRemovalRow { Sha256 = hash });
        await delivery.Enqueue(db, FileRemoval.Kind, new FileRemoval.Payload(hash), null, null, c);
        return true;
    }, cancellation);

    // Adding and deleting the same bytes at once would each not see the other's row.
    private static Task Lock(AggregatorDbContext db, string hash, CancellationToken cancellation) => db.Lock("file", hash, cancellation);
}
