using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Orchestrator.Streaming;

/// <summary>The message that is being made, as everybody who joins in its middle must see it.</summary>
internal static class MessageInMaking
{
    /// <summary>The snapshot after an event; null while no message is being made.</summary>
    public static ConversationEvent? Next(ConversationEvent? snapshot, ConversationEvent what)
    {
        switch (what.Type)
        {
            case EventTypes.MessageSnapshot:
                return what;
            case EventTypes.MessageDelta when snapshot is not null && snapshot.MessageId == what.MessageId && snapshot.Attempt == what.Attempt && snapshot.Text?.Length == what.Offset:
                return snapshot with { Text = snapshot.Text + what.Text };
            case EventTypes.MessageDelta when what.Offset == 0:
                return what with { Type = EventTypes.MessageSnapshot, Offset = null };
            case EventTypes.MessageDelta:
                // A piece is missing: no snapshot is better than a wrong one. The completed message is on its way.
                return null;
            case EventTypes.MessageCompleted or EventTypes.RunCompleted or EventTypes.RunFailed or EventTypes.RunCanceled:
                return null;
            default:
                return snapshot;
        }
    }
}
