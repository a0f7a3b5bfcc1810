using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Commands;

/// <summary>What is in the way of a message's new form.</summary>
/// <param name="channel">The channel.</param>
/// <param name="segments">What the message was divided into, in order.</param>
/// <param name="wanted">What it shall be; nothing: it is taken back.</param>
/// <param name="now">The time.</param>
internal sealed class EditPlan(IChannel channel, IReadOnlyList<SegmentRow> segments, IReadOnlyList<string> wanted, DateTimeOffset now)
{
    /// <summary>What has left, or is about to: only the channel can change it.</summary>
    public IReadOnlyList<SegmentRow> Out { get; } = [.. segments.Where(s => IsOut(s.Status))];

    /// <summary>Whether the channel has something to do.</summary>
    public bool NeedsChannel => Out.Any(s => s.Status == SendStatus.Sending || s.Number >= wanted.Count || s.Content != wanted[s.Number]);

    /// <summary>Whether a segment is with the channel, or on its way there.</summary>
    public static bool IsOut(SendStatus status) => status is SendStatus.Sending || IsThere(status);

    /// <summary>Whether the channel has a segment.</summary>
    public static bool IsThere(SendStatus status) => status is SendStatus.Sent or SendStatus.Delivered or SendStatus.Read;

    /// <summary>Why nothing can be done with the message, whatever the channel can; null: nothing is in the way.</summary>
    public Refusal? Obstacle()
    {
        if (segments.Any(s => s.Status == SendStatus.Uncertain)) return Refusal.Conflict("message_uncertain", "It is not known whether the contact has the message: say first what became of it.");
        if (wanted.Count > 0 && segments.FirstOrDefault(s => s.Status is SendStatus.Failed or SendStatus.Expired or SendStatus.Superseded) is not null)
            return Refusal.Conflict("message_not_sent", "The message was not sent: there is nothing to change.");
        return Out.Any(s => IsThere(s.Status) && s.ChannelMessageId is null)
            ? Refusal.Conflict("channel_message_unknown", "The channel never said under which id it has the message.")
            : null;
    }

    /// <summary>Why the channel cannot change what it has; null: it can.</summary>
    public Refusal? Impossible()
    {
        var can = channel.Capabilities;
        foreach (var segment in Out)
        {
            if (segment.Number >= wanted.Count)
            {
                if (!can.Delete) return NotSupported("delete messages");
                if (IsPast(segment, can.DeleteWindowMs)) return Refusal.Conflict(ChannelErrors.DeleteWindowClosed, "The message is too old to be deleted in this channel.");
            }
            else if (segment.Content != wanted[segment.Number])
            {
                if (!can.Edit) return NotSupported("edit messages");
                if (!channel.CanEdit(segment.Content, wanted[segment.Number])) return NotSupported("make such a message into another one");
                if (IsPast(segment, can.EditWindowMs)) return Refusal.Conflict(ChannelErrors.EditWindowClosed, "The message is too old to be edited in this channel.");
            }
        }

        return null;
    }

    public static Refusal NotSupported(string what) => Refusal.Conflict(ChannelErrors.NotSupported, $"This channel cannot {what}.");

    private bool IsPast(SegmentRow segment, long? windowMs) => windowMs is { } window && segment.BegunAt is { } at && now - at > TimeSpan.FromMilliseconds(window);
}
