using Microsoft.Extensions.Hosting;

namespace Sentralix.Llm.Batches;

/// <summary>The batches that this process works on. When it stops they let their calls end, and end before the ledger does: what a call has
/// used must be written down.</summary>
/// <remarks>Hosted services stop in the reverse order of their registration: this one is registered after the ledger.</remarks>
internal sealed class RunningBatches(TimeProvider time) : IHostedService, IDisposable
{
    // The queue gives its handlers about as long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource cut = new();
    private readonly Lock gate = new();
    private readonly HashSet<TaskCompletionSource> running = [];

    /// <summary>No further line is asked.</summary>
    public CancellationToken Stopping => stopping.Token;

    /// <summary>Calls that are under way are given up.</summary>
    public CancellationToken Cut => cut.Token;

    /// <summary>A batch is worked on until what is returned is disposed of.</summary>
    public IDisposable Enter() => new Place(this);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await Task.WhenAny(AllEnded(), Task.Delay(Patience, time, cancellationToken));
        await cut.CancelAsync();
        await Task.WhenAny(AllEnded(), Task.Delay(Patience, time, cancellationToken));
    }

    public void Dispose()
    {
        stopping.Dispose();
        cut.Dispose();
    }

    private Task AllEnded()
    {
        lock (gate) return Task.WhenAll(running.Select(r => r.Task));
    }

    private sealed class Place : IDisposable
    {
        private readonly RunningBatches batches;
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Place(RunningBatches batches)
        {
            this.batches = batches;
            lock (batches.gate) batches.running.Add(ended);
        }

        public void Dispose()
        {
            lock (batches.gate) batches.running.Remove(ended);
            ended.TrySetResult();
        }
    }
}
