using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sentralix.Llm.Limits;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Accounting;

/// <summary>Writes attempts down as they begin and as they are settled, many with one commit. Callers do not wait for it: an attempt that
/// lasts longer than a moment is durable before its answer is, and one that does not is written once, settled.</summary>
internal sealed partial class Ledger(IStore<LlmDbContext> store, LivingProcesses processes, TimeProvider time, ILogger<Ledger> logger) : BackgroundService
{
    // More than this waiting means that the database has not taken anything for a long time; a call that could not be accounted is not made.
    private const int MostWaiting = 200_000;
    private const int MostInOneCommit = 2000;

    // A commit costs the same for one record as for many; a real model takes longer than this for its first token.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    private readonly Channel<AttemptRecord> waiting = Channel.CreateUnbounded<AttemptRecord>(new UnboundedChannelOptions { SingleReader = true });
    private int count;
    private TaskCompletionSource? written;

    /// <summary>Whether another call can be accounted for.</summary>
    public bool HasRoom => Volatile.Read(ref count) < MostWaiting;

    /// <summary>An attempt begins.</summary>
    public void Begin(AttemptRecord attempt) => Add(attempt);

    /// <summary>An attempt has ended.</summary>
    /// <returns>False: it had ended before.</returns>
    public bool Settle(AttemptRecord attempt, string outcome, string? errorCode, in TokenCounts tokens, string source)
    {
        if (!attempt.TrySettle(outcome, errorCode, tokens, source, time.GetUtcNow() - attempt.At)) return false;
        foreach (var charge in attempt.Charges) charge.Settle(attempt.Cost?.Amount ?? 0);
        if (attempt.MustQueueAgain()) Add(attempt);
        return true;
    }

    /// <summary>Everything that was told before is durable. For tests, and for whoever must read what he has just spent.</summary>
    public async Task Written(CancellationToken cancellation)
    {
        while (Volatile.Read(ref count) > 0)
        {
            var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            next = Interlocked.CompareExchange(ref written, next, null) ?? next;
            if (Volatile.Read(ref count) > 0) await next.Task.WaitAsync(cancellation);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What could not be written is kept and written later; calls stop when there is too much of it.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new Batch();
        while (await More(stoppingToken))
        {
            // Nothing is gained by waiting for company when nobody is left to come.
            if (!stoppingToken.IsCancellationRequested) await Task.Delay(Gather, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (batch.Count < MostInOneCommit && waiting.Reader.TryRead(out var attempt)) batch.Take(attempt);
            while (batch.Count > 0)
            {
                try
                {
                    await Write(batch);
                    Interlocked.Add(ref count, -batch.Count);
                    batch.Clear();
                    Interlocked.Exchange(ref written, null)?.SetResult();
                }
                catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFault(fault, batch.Count);
                    await Task.Delay(AfterFault, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
    }

    private void Add(AttemptRecord attempt)
    {
        Interlocked.Increment(ref count);
        waiting.Writer.TryWrite(attempt);
    }

    /// <summary>Waits for work; at the end, until there is none left.</summary>
    private async ValueTask<bool> More(CancellationToken stopping)
    {
        if (waiting.Reader.TryPeek(out _)) return true;
        try
        {
            return await waiting.Reader.WaitToReadAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return waiting.Reader.TryPeek(out _);
        }
    }

    private async Task Write(Batch batch)
    {
        var (begun, settled) = (batch.Begun, batch.Settled);

        // What began and ended in one batch is written once.
        if (begun.Count > 0 && settled.Count > 0) begun = [.. begun.Except(settled)];
        var (whole, ended) = (settled.FindAll(a => !a.IsWritten), settled.FindAll(a => a.IsWritten));
        await store.Write(SystemScope.Ledger, async (db, c) =>
        {
            var rows = new AttemptRows(db, processes.Own);
            await rows.Insert(begun, c);
            if (settled.Count == 0) return;

            // Readers go on from the last number they have seen: numbers must become visible in their order.
            await db.LockForAllTenants("ledger", c);
            var seq = await rows.LastSettled(c);
            await rows.InsertSettled(whole, seq, c);
            await rows.Settle(ended, seq + whole.Count, c);
            await BudgetRows.Spend(db, processes.Own, settled, c);
        }, default);

        foreach (var attempt in begun) attempt.IsWritten = true;
        foreach (var attempt in settled)
            foreach (var charge in attempt.Charges) charge.Written();
    }

    /// <summary>What is written with one commit.</summary>
    private sealed class Batch
    {
        public List<AttemptRecord> Begun { get; } = [];

        public List<AttemptRecord> Settled { get; } = [];

        public int Count => Begun.Count + Settled.Count;

        public void Take(AttemptRecord attempt) => (attempt.Take() ? Settled : Begun).Add(attempt);

        public void Clear()
        {
            Begun.Clear();
            Settled.Clear();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} records of model calls could not be written and are kept")]
    private partial void LogFault(Exception fault, int count);
}
