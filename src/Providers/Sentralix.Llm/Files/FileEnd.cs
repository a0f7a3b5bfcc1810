using Microsoft.EntityFrameworkCore;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Files;

/// <summary>A file whose time may have come.</summary>
internal sealed record EndOfFile(string File);

/// <summary>Takes away the bytes of files that were deleted, have expired, or never arrived. Each file has a timer from its first byte on.</summary>
internal sealed class FileEnd(IStore<LlmDbContext> store, IBlobs<LlmDbContext> blobs, TimeProvider time) : IWorkHandler
{
    public const string KindName = "llm.file-end";

    private static readonly TimeSpan UntilBatchEnds = TimeSpan.FromHours(1);

    public WorkKind Kind { get; } = new(KindName) { MaxAtOnce = 4 };

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var id = work.Payload<EndOfFile>().File;
        if (await Left(id, cancellation) is { } left && left > TimeSpan.Zero) throw new DeferException(left, "The file's time has not come.");
        var parts = await store.Read((db, c) => db.FileParts.Where(p => p.FileId == id).Select(p => p.Hash).ToListAsync(c), cancellation);
        foreach (var part in parts) await blobs.Delete(part, cancellation);
        await store.Write((db, c) => db.Files.Where(f => f.Id == id && f.State == FileState.Deleted).ExecuteDeleteAsync(c), cancellation);
    }

    /// <summary>How long the file stays; from the moment that is none, nobody sees it any more.</summary>
    private Task<TimeSpan> Left(string id, CancellationToken cancellation) => store.Write(async (db, c) =>
    {
        await db.LockFile(id, c);
        if (await db.Files.AsTracking().SingleOrDefaultAsync(f => f.Id == id, c) is not { State: not FileState.Deleted } file) return TimeSpan.Zero;
        if (file.ExpiresAt - time.GetUtcNow() is var left && left > TimeSpan.Zero) return left;
        if (await KeptFiles.IsInUse(db, id, c)) return UntilBatchEnds;
        file.State = FileState.Deleted;
        return TimeSpan.Zero;
    }, cancellation);
}
