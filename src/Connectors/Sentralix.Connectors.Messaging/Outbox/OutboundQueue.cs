using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;

namespace Sentralix.Connectors.Messaging.Outbox;

/// <summary>The one way into the outbox.</summary>
internal static class OutboundQueue
{
    /// <summary>Puts a message behind what its conversation has waiting, in the caller's unit of work.</summary>
    public static async Task Put(MessagingDbContext db, IDelivery<MessagingDbContext> delivery, OutboundRow message, Composition composed, CancellationToken cancellation)
    {
        db.Outbound.Add(message);
        for (var i = 0; i < composed.Segments.Count; i++)
            db.Segments.Add(new SegmentRow { MessageId = message.MessageId, Number = i, ConversationId = message.ConversationId, Content = composed.Segments[i], Status = SendStatus.Queued });
        await delivery.Enqueue(db, SendHandler.KindName, new SendPayload(message.MessageId), SendHandler.OrderOf(message.ConversationId), null, cancellation);
    }
}
