using System.Collections.Concurrent;

namespace Sentralix.Connectors.Messaging.Outbox;

/// <summary>The last look at a connection's limit, just before the first byte. Between a place in the window and the send lies a commit, and
/// commits come in groups: sends that were well apart would leave together. Here they are counted as they leave, in this process.</summary>
internal sealed class LastMoment(TimeProvider clock)
{
    // A little more than the second that channels count in: what leaves here evenly may arrive less so.
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(1030);
    private readonly ConcurrentDictionary<string, Queue<long>> leaving = new();

    /// <summary>Takes the next moment at which a send may leave.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="perSecond">The connection's pace; one more than it may leave in a window, so that the pace itself is never held up.</param>
    /// <returns>How long to wait.</returns>
    public TimeSpan Take(string connection, double perSecond)
    {
        var moments = leaving.GetOrAdd(connection, _ => new Queue<long>());
        var window = (long)(Window.TotalSeconds * clock.TimestampFrequency);
        lock (moments)
        {
            var now = clock.GetTimestamp();
            var most = (int)perSecond + 1;
            var at = moments.Count == most ? Math.Max(now, moments.Dequeue() + window) : now;
            moments.Enqueue(at);
            return at > now ? TimeSpan.FromSeconds((double)(at - now) / clock.TimestampFrequency) : TimeSpan.Zero;
        }
    }
}
