using Microsoft.EntityFrameworkCore;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Batches;

/// <summary>Forgets batches that were over long ago. Their files have their own time.</summary>
internal sealed class BatchForget(IStore<LlmDbContext> store) : IWorkHandler
{
    public const string KindName = "llm.batch-forget";

    public WorkKind Kind { get; } = new(KindName);

    public Task Handle(Work work, CancellationToken cancellation)
    {
        var id = work.Payload<BatchWork>().Batch;
        return store.Write((db, c) => db.Batches.Where(b => b.Id == id).ExecuteDeleteAsync(c), cancellation);
    }
}
