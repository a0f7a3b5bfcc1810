using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Outbox;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Desks;

/// <summary>Says a few words to a contact whom the assistant lets wait: once, behind what was said before, and through the fence.</summary>
internal sealed class Fillers(IStore<MessagingDbContext> store, IDelivery<MessagingDbContext> delivery, IChannel channel)
{
    // Whoever writes on while he waits is one contact who waits.
    private static readonly TimeSpan OneWait = TimeSpan.FromMinutes(10);

    /// <summary>Has the words said, if they have to be.</summary>
    /// <param name="asked">What the contact wrote.</param>
    /// <param name="conversation">His conversation.</param>
    /// <param name="epoch">The epoch of control under which the assistant has it.</param>
    /// <param name="filler">The words.</param>
    /// <param name="until">When they would be too late.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>Whether they are on their way, now or since before a crash.</returns>
    public Task<bool> Say(UpdateRow asked, string conversation, long epoch, SilenceFiller filler, DateTimeOffset until, CancellationToken cancellation)
    {
        var words = new OutboundMessage { MessageId = OwnWords.IdOf(asked.ConnectionId, asked.Key), ConversationId = conversation, Epoch = epoch, Parts = [MessagePart.OfText(filler.Text)] };
        var composed = channel.Compose(words, []);
        return store.Write(async (db, c) =>
        {
            if (await Fences.Lock(db, conversation, c) is not { } thread) return false;
            if (await db.Outbound.FindAsync([thread.TenantId, words.MessageId], c) is not null) return true;
            if (epoch < thread.Fence || await OwnWords.AreSaid(db, conversation, asked.ReceivedAt - OneWait, c) || await OwnWords.AreLate(db, conversation, asked.ReceivedAt, c)) return false;
            await OutboundQueue.Put(db, delivery, new OutboundRow
            {
                MessageId = words.MessageId,
                ConversationId = conversation,
                ConnectionId = asked.ConnectionId,
                Thread = asked.Thread,
                Epoch = epoch,
                OnUncertain = UncertainPolicy.Hold,
                ExpiresAt = until,
                Degraded = JsonSerializer.Serialize(composed.Degraded, SentralixJson.Options),
                Segments = composed.Segments.Count,
                CreatedAt = asked.ReceivedAt,
            }, composed, c);
            return true;
        }, cancellation);
    }
}
