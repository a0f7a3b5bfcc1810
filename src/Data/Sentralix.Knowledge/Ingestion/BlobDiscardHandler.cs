using Microsoft.EntityFrameworkCore;
using Sentralix.Knowledge.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Knowledge.Ingestion;

/// <summary>Original bytes that a removed version leaves behind.</summary>
internal sealed record BlobDiscard(string Hash);

/// <summary>Deletes original bytes that nothing refers to any more.</summary>
internal sealed class BlobDiscardHandler(IStore<KnowledgeDbContext> store, IBlobs<KnowledgeDbContext> blobs) : IWorkHandler
{
    public const string KindName = "knowledge.discard";

    public WorkKind Kind { get; } = new(KindName);

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var hash = work.Payload<BlobDiscard>().Hash;
        if (await IsReferred(hash, cancellation)) return;

        // The same bytes may be uploaded in this very moment: stored already, and referred to only now. Then they are put back;
        // an ingestion that meets the gap is retried.
        using var kept = new MemoryStream();
        await using (var original = await blobs.Open(hash, cancellation))
        {
            if (original is null) return;
            await original.CopyToAsync(kept, cancellation);
        }

        await blobs.Delete(hash, cancellation);
        if (!await IsReferred(hash, CancellationToken.None)) return;
        kept.Position = 0;
        await blobs.Put(kept, kept.Length, CancellationToken.None);
    }

    private Task<bool> IsReferred(string hash, CancellationToken cancellation) =>
        store.Read((db, c) => db.Versions.AnyAsync(v => v.BlobHash == hash, c), cancellation);
}
