using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Sentralix.Llm.Storage;

namespace Sentralix.Llm.Batches;

/// <summary>Watches over a batch whose lines are being asked: whether somebody cancels it, its time is over, its key is revoked, or others
/// wait for its place.</summary>
internal sealed partial class BatchWatch : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeyPause = TimeSpan.FromSeconds(5);

    /// <summary>How long a batch keeps its place while others wait for one.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMinutes(5);

    private readonly BatchRow batch;
    private readonly BatchStore batches;
    private readonly KeyStanding keys;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopped = new();
    private readonly CancellationTokenSource ended = new();
    private readonly Lock gate = new();
    private readonly DateTimeOffset began;
    private readonly CancellationTokenRegistration processStops;
    private DateTimeOffset keyLooked;
    private Task watching = Task.CompletedTask;

    public BatchWatch(BatchRow batch, BatchStore batches, KeyStanding keys, TimeProvider time, ILogger logger, CancellationToken processStops)
    {
        (this.batch, this.batches, this.keys, this.time, this.logger) = (batch, batches, keys, time, logger);
        began = time.GetUtcNow();
        this.processStops = processStops.Register(() => Yield(Pause, "The process stops."));
    }

    /// <summary>No further line is asked.</summary>
    public CancellationToken Stopped => stopped.Token;

    /// <summary>Why the batch is over before its lines are: one of <see cref="StopCodes"/>.</summary>
    public string? StopCode { get; private set; }

    /// <summary>When the batch goes on, and why not now.</summary>
    public (TimeSpan Wait, string Why)? Yielded { get; private set; }

    /// <summary>Looks for the first time, and from then on by itself.</summary>
    public async Task Begin()
    {
        await Look();
        watching = Watch();
    }

    /// <summary>The batch goes on later.</summary>
    public void Yield(TimeSpan wait, string why)
    {
        lock (gate)
        {
            if (stopped.IsCancellationRequested) return;
            Yielded = (wait, why);
        }

        stopped.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await processStops.DisposeAsync();
        await ended.CancelAsync();
        await watching;
        ended.Dispose();
        stopped.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "A look that fails is logged and made up for by the next one.")]
    private async Task Watch()
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                if (!await timer.WaitForNextTickAsync(ended.Token)) return;
                await Look();
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogFault(fault, batch.Id);
            }
        }
    }

    private async Task Look()
    {
        var now = time.GetUtcNow();
        if (now >= batch.ExpiresAt)
        {
            Stop(StopCodes.Expired);
            return;
        }

        if (await batches.IsCancelling(batch.Id))
        {
            Stop(StopCodes.Cancelled);
            return;
        }

        if (now - keyLooked >= KeyPause)
        {
            if (!await keys.Stands(batch.Actor))
            {
                Stop(StopCodes.KeyRevoked);
                return;
            }

            keyLooked = now;
        }

        if (now - began >= Slice && await batches.OthersWait()) Yield(TimeSpan.Zero, "Other batches have their turn.");
    }

    private void Stop(string code)
    {
        lock (gate)
        {
            if (stopped.IsCancellationRequested) return;
            StopCode = code;
        }

        stopped.Cancel();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The state of the batch {Batch} could not be looked at")]
    private partial void LogFault(Exception fault, string batch);
}
