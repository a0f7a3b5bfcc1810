using System.Collections.Concurrent;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Avito.Sending;

/// <summary>Which of Avito's messages this process knows to be which segment. Whoever looks in a chat's history for a segment must not take
/// for it another one of the same words that was sent just before. What is forgotten with the process is older than the search reaches back,
/// but for the seconds after a crash.</summary>
internal sealed class Delivered
{
    private const int Most = 20_000;

    private readonly ConcurrentDictionary<string, (string MessageId, int Segment)> known = new();

    public void Note(string channelMessage, SendOrder order)
    {
        if (known.Count >= Most) known.Clear();
        known[channelMessage] = (order.MessageId, order.Segment);
    }

    public bool IsAnother(string channelMessage, SendOrder order) => known.TryGetValue(channelMessage, out var whose) && whose != (order.MessageId, order.Segment);
}
