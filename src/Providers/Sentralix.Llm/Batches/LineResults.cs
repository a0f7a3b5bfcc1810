using System.Collections;
using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Batches;

/// <summary>What came of the lines of a batch that is under way. A result is durable when <see cref="Keep"/> returns; those that come at the
/// same time share a commit.</summary>
internal sealed class LineResults(IStore<LlmDbContext> store, Work work, string batch) : IDisposable
{
    private readonly ConcurrentQueue<Waiting> queue = new();
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>The lines that have a result, by their numbers.</summary>
    public static async Task<BitArray> Known(IStore<LlmDbContext> store, string batch, CancellationToken cancellation)
    {
        var lines = await store.Read((db, c) => db.BatchResults.Where(r => r.BatchId == batch).Select(r => r.Line).ToListAsync(c), cancellation);
        var known = new BitArray(lines.Count == 0 ? 1 : lines.Max() + 1);
        foreach (var line in lines) known[line] = true;
        return known;
    }

    public async Task Keep(int line, bool isError, byte[] record)
    {
        var mine = new Waiting(line, isError, record);
        queue.Enqueue(mine);
        await turn.WaitAsync();
        try
        {
            // Whoever had his turn before may have taken it along.
            if (mine.IsKept) return;
            var together = new List<Waiting>();
            while (queue.TryDequeue(out var next)) together.Add(next);
            try
            {
                await Write(together);
                foreach (var kept in together) kept.IsKept = true;
            }
            catch
            {
                // Each of them fails by itself, and tells.
                foreach (var other in together.Where(o => o != mine)) queue.Enqueue(other);
                throw;
            }
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private Task Write(List<Waiting> together) => store.Write(async (db, c) =>
    {
        await work.Ticket.HoldIn(db, c);
        db.BatchResults.AddRange(together.Select(w => new BatchResultRow { BatchId = batch, Line = w.Line, IsError = w.IsError, Record = w.Record, Size = w.Record.Length }));
        var failed = together.Count(w => w.IsError);
        var completed = together.Count - failed;
        await db.Batches.Where(b => b.Id == batch).ExecuteUpdateAsync(
            set => set.SetProperty(b => b.Completed, b => b.Completed + completed).SetProperty(b => b.Failed, b => b.Failed + failed), c);
    }, CancellationToken.None);

    private sealed record Waiting(int Line, bool IsError, byte[] Record)
    {
        public bool IsKept { get; set; }
    }
}
