using Microsoft.EntityFrameworkCore;
using Sentralix.Aggregator.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Aggregator.Files;

/// <summary>Removes bytes that no file refers to any more.</summary>
internal sealed class FileRemoval(IBlobs<AggregatorDbContext> blobs, IStore<AggregatorDbContext> store) : IWorkHandler
{
    public const string Kind = "file.removal";

    WorkKind IWorkHandler.Kind { get; } = new(Kind);

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var hash = work.Payload<Payload>().Sha256;
        await blobs.Delete(hash, cancellation);
        await store.Write(async (db, c) =>
        {
            await db.FileRemovals.Where(r => r.Sha256 == hash).ExecuteDeleteAsync(c);
            await work.CompleteIn(db, c);
        }, cancellation);
    }

    internal sealed record Payload(string Sha256);
}
