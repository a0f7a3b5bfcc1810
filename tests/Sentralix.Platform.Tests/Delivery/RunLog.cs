using System.Collections.Concurrent;
using Sentralix.Platform.Delivery;

namespace Sentralix.Platform.Tests.Delivery;

/// <summary>Writes down what ran in which order, and every time two items of a key ran at once.</summary>
internal sealed class RunLog
{
    private readonly ConcurrentDictionary<string, int> inside = new();
    private int running;

    public ConcurrentDictionary<string, ConcurrentQueue<int>> ByKey { get; } = new();

    public ConcurrentQueue<string> Overlaps { get; } = new();

    public int Running => Volatile.Read(ref running);

    public Worker Worker(string name, Func<Work, CancellationToken, Task> handle, WorkKind? kind = null) => new(
        name,
        async (work, cancellation) =>
        {
            var job = work.Payload<Job>();
            if (inside.AddOrUpdate(job.Key, 1, (_, n) => n + 1) != 1) Overlaps.Enqueue($"{job.Key}/{job.Number}");
            Interlocked.Increment(ref running);
            ByKey.GetOrAdd(job.Key, _ => new ConcurrentQueue<int>()).Enqueue(job.Number);
            try
            {
                await handle(work, cancellation);
            }
            finally
            {
                Interlocked.Decrement(ref running);
                inside.AddOrUpdate(job.Key, 0, (_, n) => n - 1);
            }
        })
    {
        Kind = kind ?? new WorkKind(name),
    };
}
