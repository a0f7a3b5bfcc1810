using Microsoft.EntityFrameworkCore;
using Sentralix.Llm.Files;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Batches;

/// <summary>The commits that take a batch from one state to the next. Each holds the batch, and fails where the work is another process's.</summary>
internal sealed class BatchCommits(IStore<LlmDbContext> store, IDelivery<LlmDbContext> delivery, KeptFiles files, BatchSettings settings, TimeProvider time)
{
    // Results in a commit: other writers of a SQLite file wait for it.
    private const int ClearedAtOnce = 500;

    /// <summary>The input has been checked.</summary>
    /// <param name="work">The check.</param>
    /// <param name="id">The batch.</param>
    /// <param name="lines">How many requests there are.</param>
    /// <param name="faults">What is wrong with them.</param>
    public Task Checked(Work work, string id, int lines, IReadOnlyList<LineFault> faults) => Change(work, id, async (db, batch, now, c) =>
    {
        if (batch.State == BatchState.Cancelling)
        {
            await End(db, batch, BatchState.Cancelled, now, c);
        }
        else if (batch.State == BatchState.Validating && faults.Count > 0)
        {
            batch.Errors = LineFault.ToJson(faults);
            await End(db, batch, BatchState.Failed, now, c);
        }
        else if (batch.State == BatchState.Validating)
        {
            (batch.State, batch.Total, batch.InProgressAt) = (BatchState.InProgress, lines, now);
            await delivery.Enqueue(db, BatchRun.KindName, new BatchWork(id), BatchStore.OrderingKey(id), null, c);
        }

        await work.CompleteIn(db, c);
    });

    /// <summary>No line is asked any more.</summary>
    public Task<BatchRow> Finalize(Work work, string id, string? stopCode) => Change(work, id, (db, batch, now, c) =>
    {
        // It may have been cancelled since the last line was asked.
        batch.StopCode = batch.State == BatchState.Cancelling ? StopCodes.Cancelled : stopCode;
        if (batch.State == BatchState.InProgress) batch.State = stopCode == StopCodes.KeyRevoked ? BatchState.Cancelling : BatchState.Finalizing;
        if (batch.StopCode == StopCodes.KeyRevoked)
        {
            batch.CancellingAt = now;
            batch.Errors = LineFault.ToJson([new LineFault(StopCodes.KeyRevoked, StopCodes.Message(StopCodes.KeyRevoked))]);
        }

        batch.FinalizingAt = now;
        return Task.CompletedTask;
    });

    /// <summary>The files are written.</summary>
    public Task<BatchRow> End(Work work, string id, FileWriter? output, FileWriter? errors) => Change(work, id, async (db, batch, now, c) =>
    {
        var kept = TimeSpan.FromSeconds(batch.OutputKeptSeconds);
        if (output is not null) batch.OutputFileId = (await files.Keep(db, output, $"{id}_output.jsonl", kept, c)).Id;
        if (errors is not null) batch.ErrorFileId = (await files.Keep(db, errors, $"{id}_error.jsonl", kept, c)).Id;
        var state = batch.State == BatchState.Cancelling ? BatchState.Cancelled : batch.StopCode == StopCodes.Expired ? BatchState.Expired : BatchState.Completed;
        await End(db, batch, state, now, c);
    });

    /// <summary>It cannot be gone on with, for no fault of the batch's own.</summary>
    public Task GiveUp(Work work, string id) => Change(work, id, async (db, batch, now, c) =>
    {
        if (batch.IsLive)
        {
            batch.Errors = LineFault.ToJson([new LineFault("batch_failed", "The batch could not be gone on with. Make it anew.")]);
            await End(db, batch, BatchState.Failed, now, c);
        }

        await work.CompleteIn(db, c);
    });

    /// <summary>The results are in the files now.</summary>
    public async Task Clear(Work work, string id)
    {
        while (await store.Write(async (db, c) =>
        {
            await work.Ticket.HoldIn(db, c);
            var lines = await db.BatchResults.Where(r => r.BatchId == id).OrderBy(r => r.Line).Select(r => r.Line).Take(ClearedAtOnce).ToListAsync(c);
            if (lines.Count == 0) return false;
            var last = lines[^1];
            await db.BatchResults.Where(r => r.BatchId == id && r.Line <= last).ExecuteDeleteAsync(c);
            return true;
        }, CancellationToken.None))
        {
        }
    }

    private async Task End(LlmDbContext db, BatchRow batch, BatchState state, DateTimeOffset now, CancellationToken cancellation)
    {
        (batch.State, batch.EndedAt) = (state, now);
        await delivery.Enqueue(db, BatchForget.KindName, new BatchWork(batch.Id), null, now + settings.Kept, cancellation);
    }

    private Task<BatchRow> Change(Work work, string id, Func<LlmDbContext, BatchRow, DateTimeOffset, CancellationToken, Task> change) => store.Write(async (db, c) =>
    {
        await db.LockBatch(id, c);
        await work.Ticket.HoldIn(db, c);
        var batch = await db.Batches.AsTracking().SingleAsync(b => b.Id == id, c);
        await change(db, batch, time.GetUtcNow(), c);
        return batch;
    }, CancellationToken.None);
}
