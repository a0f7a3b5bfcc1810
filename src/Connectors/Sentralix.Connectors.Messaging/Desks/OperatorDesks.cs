using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Desks;

/// <summary>Hands conversations to the people of a desk.</summary>
internal sealed class OperatorDesks(
    string service, IStore<MessagingDbContext> store, IDelivery<MessagingDbContext> delivery, IChannel channel, ConnectionBook book, IConversations core, TimeProvider clock) : IOperatorDesks
{
    public async Task<Result<Control>> HandOver(string id, HandOver body, CancellationToken cancellation)
    {
        if (await book.Own(id, cancellation) is not { } connection) return Refusal.NotFound("connection");
        if ((channel as IPeopleDesk)?.Silence(connection.Access) is null) return Refusal.Conflict("not_a_desk", "The connection is no desk of people.");
        if (connection.State is not (ConnectionState.Active or ConnectionState.Degraded)) return Refusal.Conflict("desk_not_working", "The connection does not work now.");
        return await Begin(id, body.ConversationId, cancellation);
    }

    /// <summary>Gives control to a desk, and has the conversation followed there. Both may be asked for again.</summary>
    public async Task<Result<Control>> Begin(string connection, string conversation, CancellationToken cancellation)
    {
        Result<Control> taken;
        using (CallContext.Current.As(service).Enter()) taken = await core.Take(conversation, new TakeControl { Operator = Name(service, connection) }, cancellation);
        if (!taken.Ok) return taken;

        // Whoever dies between the two has control and nobody who follows: asking again repairs it.
        await store.Write(async (db, c) =>
        {
            await db.Lock("desk", conversation, c);
            if (!await db.WorkItems.AnyAsync(i => i.Kind == DeskRelay.KindName && i.OrderingKey == DeskRelay.OrderOf(conversation), c))
                await delivery.Enqueue(db, DeskRelay.KindName, new DeskFollow(connection, conversation, 0, clock.GetUtcNow(), IsOpened: false), DeskRelay.OrderOf(conversation), null, c);
        }, CancellationToken.None);
        return taken;
    }

    /// <summary>Under which name a desk has control.</summary>
    public static string Name(string service, string connection) => $"{service}:{connection}";
}
