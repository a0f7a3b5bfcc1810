using System.Collections.Concurrent;

namespace Sentralix.Connectors.Max.Sending;

/// <summary>Which of the messages in MAX are which of our segments, as far as this process has sent or found them: so that of two equal
/// texts the one that is known is not taken for the one that is looked for.</summary>
internal sealed class OwnMessages
{
    // More than can be sent in the minutes in which a send may be in doubt.
    private const int Most = 50_000;

    private readonly ConcurrentDictionary<string, (string Message, int Segment)> owners = new();
    private readonly ConcurrentQueue<string> order = new();

    /// <summary>A message is a segment's.</summary>
    public void Take(string mid, string message, int segment)
    {
        if (owners.TryAdd(mid, (message, segment))) order.Enqueue(mid);
        while (order.Count > Most && order.TryDequeue(out var oldest)) owners.TryRemove(oldest, out _);
    }

    /// <summary>Whether a message is known to be another segment's.</summary>
    public bool IsAnothers(string mid, string message, int segment) => owners.TryGetValue(mid, out var owner) && owner != (message, segment);
}
