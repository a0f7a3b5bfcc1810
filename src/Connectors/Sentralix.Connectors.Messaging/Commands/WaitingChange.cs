using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Commands;

/// <summary>Changes the segments of a message that have not left, in the unit of work that knows it.</summary>
internal sealed class WaitingChange(MessagingDbContext db, OutboundRow message, List<SegmentRow> segments)
{
    /// <summary>Whether something that waited will not be said.</summary>
    public bool HasCancelled { get; private set; }

    /// <summary>Whether something waits to be said.</summary>
    public bool IsWaiting => segments.Exists(s => s.Status == SendStatus.Queued);

    /// <summary>Lets what waits become what is wanted in its place. What has left is left alone.</summary>
    /// <returns>Whether there is more to say than before.</returns>
    public bool Become(IReadOnlyList<string> wanted)
    {
        foreach (var segment in segments.Where(s => s.Status is SendStatus.Queued or SendStatus.Cancelled))
        {
            if (segment.Number < wanted.Count) Say(segment, wanted[segment.Number]);
            else Cancel(segment);
        }

        var more = wanted.Count > segments.Count;
        for (var i = segments.Count; i < wanted.Count; i++) Add(wanted[i]);
        return more;
    }

    /// <summary>Lets what waits be, and says something else after what has left.</summary>
    public void Append(IReadOnlyList<string> wanted)
    {
        foreach (var segment in segments.Where(s => s.Status == SendStatus.Queued)) Cancel(segment);
        foreach (var content in wanted) Add(content);
    }

    private static void Say(SegmentRow segment, string content)
    {
        // What was taken back in the channel is said anew there, under another id.
        segment.Status = SendStatus.Queued;
        segment.Content = content;
        segment.ChannelMessageId = null;
        segment.Error = null;
    }

    private void Cancel(SegmentRow segment)
    {
        HasCancelled |= segment.Status == SendStatus.Queued;
        segment.Status = SendStatus.Cancelled;
    }

    private void Add(string content)
    {
        var segment = new SegmentRow { MessageId = message.MessageId, Number = segments.Count, ConversationId = message.ConversationId, Content = content, Status = SendStatus.Queued };
        segments.Add(segment);
        db.Segments.Add(segment);
        message.Segments = segments.Count;
    }
}
