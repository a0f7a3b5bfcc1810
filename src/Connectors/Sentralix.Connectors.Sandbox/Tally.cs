using System.Collections.Concurrent;

namespace Sentralix.Connectors.Sandbox;

/// <summary>Counts what is open and tells when nothing is.</summary>
internal sealed class Tally
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<Task, byte> running = new();
    private int open;
    private TaskCompletionSource? idle;

    public int Open => Volatile.Read(ref open);

    public void Add() => Interlocked.Increment(ref open);

    public void Remove()
    {
        if (Interlocked.Decrement(ref open) > 0) return;
        lock (gate)
        {
            if (Open > 0) return;
            idle?.TrySetResult();
            idle = null;
        }
    }

    /// <summary>Completes when nothing is open.</summary>
    /// <exception cref="TimeoutException">Something still is.</exception>
    public async Task WhenNothingIsOpen(TimeSpan timeout)
    {
        Task waited;
        lock (gate)
        {
            if (Open == 0) return;
            idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waited = idle.Task;
        }

        try
        {
            await waited.WaitAsync(timeout);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{Open} deliveries are still under way after {timeout}.", late);
        }
    }

    /// <summary>Keeps hold of work that nobody waits for, so that closing can.</summary>
    public void Run(Task work)
    {
        running.TryAdd(work, 0);
        work.ContinueWith(done => running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public Task WhenNothingRuns() => Task.WhenAll(running.Keys);
}
