using Microsoft.EntityFrameworkCore;
using Microsoft.AspNetCore.Http;
using Sentralix.Contracts;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Files;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Batches;

/// <summary>The batches of tenants, as their clients make, see and cancel them.</summary>
internal sealed class BatchStore(IStore<LlmDbContext> store, IDelivery<LlmDbContext> delivery, BatchSettings settings, FileSettings files, TimeProvider time)
{
    private const string Prefix = "batch";

    /// <summary>All work on a batch, one after another.</summary>
    public static string OrderingKey(string id) => $"batch/{id}";

    public Task<(BatchRow? Batch, OpenAiError? Refusal)> Create(BatchRequest request, CancellationToken cancellation) =>
        store.Write<(BatchRow?, OpenAiError?)>(async (db, c) =>
        {
            if (!Ids.IsValid(KeptFiles.Prefix, request.InputFileId)) return (null, NoFile(request.InputFileId));
            await db.LockBatches(c);
            await db.LockFile(request.InputFileId, c);
            if (await KeptFiles.Visible(db).SingleOrDefaultAsync(f => f.Id == request.InputFileId, c) is not { } file) return (null, NoFile(request.InputFileId));
            if (file.Purpose != KeptFiles.Input) return (null, Refuse.UnsupportedValue("input_file_id", $"The purpose of the file must be '{KeptFiles.Input}'."));
            if (await db.Batches.CountAsync(b => b.EndedAt == null, c) >= settings.MaxPerTenant) return (null, TooMany());

            var now = time.GetUtcNow();
            var batch = new BatchRow
            {
                Id = Ids.New(Prefix, now),
                InputFileId = file.Id,
                Endpoint = request.Endpoint,
                CompletionWindow = request.CompletionWindow,
                Metadata = request.Metadata,
                Actor = CallContext.Current.Actor,
                State = BatchState.Validating,
                CreatedAt = now,
                ExpiresAt = now + request.Window,
                OutputKeptSeconds = (int)(request.OutputKept ?? files.Kept).TotalSeconds,
            };
            db.Batches.Add(batch);
            await delivery.Enqueue(db, BatchCheck.KindName, new BatchWork(batch.Id), OrderingKey(batch.Id), null, c);
            return (batch, null);
        }, cancellation);

    public async Task<BatchRow?> Find(string id, CancellationToken cancellation) => Ids.IsValid(Prefix, id)
        ? await store.Read((db, c) => db.Batches.SingleOrDefaultAsync(b => b.Id == id, c), cancellation)
        : null;

    /// <summary>At most one more than <paramref name="limit"/>, the newest first unless the oldest are wanted.</summary>
    public Task<List<BatchRow>> List(bool ascending, string? after, int limit, CancellationToken cancellation) => store.Read((db, c) =>
    {
        var batches = ascending
            ? db.Batches.Where(b => after == null || string.Compare(b.Id, after) > 0).OrderBy(b => b.Id)
            : db.Batches.Where(b => after == null || string.Compare(b.Id, after) < 0).OrderByDescending(b => b.Id);
        return batches.Take(limit + 1).ToListAsync(c);
    }, cancellation);

    /// <summary>Asks for a batch's end. What is done stays done.</summary>
    /// <returns>The batch as it is then; null: there is none. And whether it could be cancelled.</returns>
    public Task<(BatchRow? Batch, bool Done)> Cancel(string id, CancellationToken cancellation) => store.Write<(BatchRow?, bool)>(async (db, c) =>
    {
        if (!Ids.IsValid(Prefix, id)) return (null, false);
        await db.LockBatch(id, c);
        if (await db.Batches.AsTracking().SingleOrDefaultAsync(b => b.Id == id, c) is not { } batch) return (null, false);
        if (batch.State == BatchState.Cancelling) return (batch, true);
        if (batch.State is not (BatchState.Validating or BatchState.InProgress)) return (batch, false);
        (batch.State, batch.CancellingAt) = (BatchState.Cancelling, time.GetUtcNow());

        // It may be waiting for a limit.
        await delivery.Hasten(db, OrderingKey(id), c);
        return (batch, true);
    }, cancellation);

    public Task<bool> IsCancelling(string id) =>
        store.Read((db, c) => db.Batches.AnyAsync(b => b.Id == id && b.State == BatchState.Cancelling, c), CancellationToken.None);

    /// <summary>Whether batches wait for a place, whoever's they are.</summary>
    public Task<bool> OthersWait()
    {
        var now = time.GetUtcNow();
        return store.Read(
            SystemScope.Queue, (db, c) => db.WorkItems.AnyAsync(i => i.State == WorkState.Live && i.Kind == BatchRun.KindName && i.DueAt <= now && i.LeaseUntil == null, c), CancellationToken.None);
    }

    private static OpenAiError NoFile(string id) => OpenAiError.InvalidRequest($"There is no file '{id}'.", "input_file_id", "file_not_found");

    private OpenAiError TooMany() => new(
        StatusCodes.Status429TooManyRequests, $"This tenant has {settings.MaxPerTenant} batches that are not over. Try again when one is.", "rate_limit_error", null, "batch_limit_exceeded");
}

/// <summary>A batch that is to be worked on.</summary>
internal sealed record BatchWork(string Batch);
