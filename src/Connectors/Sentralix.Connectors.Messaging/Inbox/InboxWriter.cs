using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Desks;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Inbox;

/// <summary>Makes updates durable, once each, before the channel hears that we have them. Nothing else is done with them here.</summary>
internal sealed class InboxWriter(
    string service, IStore<MessagingDbContext> store, IDelivery<MessagingDbContext> delivery, IChannel channel, Acknowledgements acknowledgements, TimeProvider clock)
{
    // How often the time of the last update is written down: not at every one.
    private static readonly TimeSpan EventStep = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, DateTimeOffset> noted = new();

    /// <summary>Stores updates that are new, with their work.</summary>
    /// <param name="connection">Whose.</param>
    /// <param name="updates">In the order in which they came.</param>
    /// <param name="position">Where polling, or looking through the chats, goes on; null: nowhere.</param>
    /// <param name="found">They were found in the chats, where nobody had told of them.</param>
    /// <returns>How many were new.</returns>
    public async Task<int> Take(OpenConnection connection, IReadOnlyList<RawUpdate> updates, string? position, bool found = false)
    {
        using var _ = CallContext.Platform(connection.Tenant, service).Enter();
        acknowledgements.Begin();
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    return await store.Write((db, c) => Store(db, connection.Access, updates, position, found, c), CancellationToken.None);
                }
                catch (DbUpdateException) when (attempt == 0)
                {
                    // The same update came twice in one instant, and the other was first: it is a repetition now.
                }
            }
        }
        finally
        {
            acknowledgements.End();
        }
    }

    private async Task<int> Store(MessagingDbContext db, Access access, IReadOnlyList<RawUpdate> updates, string? position, bool found, CancellationToken cancellation)
    {
        var (now, connection) = (clock.GetUtcNow(), access.ConnectionId);
        var firstLook = AnswerWatch.FirstLook(channel, access);
        var stale = now - EventStep;
        var taken = new HashSet<string>();
        foreach (var update in updates)
        {
            if (taken.Contains(update.Key) || await db.Updates.AnyAsync(u => u.ConnectionId == connection && u.Key == update.Key, cancellation)) continue;
            taken.Add(update.Key);
            db.Updates.Add(new UpdateRow { ConnectionId = connection, Key = update.Key, Thread = update.Thread, Group = update.Group, Body = update.Body.ToArray(), ReceivedAt = now });
            await delivery.Enqueue(db, InboxHandler.KindName, new UpdatePayload(connection, update.Key, found), InboxHandler.OrderOf(connection, update.Thread), null, cancellation);
            if (update.WantsAnswer && firstLook is { } first) await AnswerWatch.Enqueue(db, delivery, first, connection, update.Key, now, cancellation);
        }

        if (position is not null) await db.Connections.Where(x => x.Id == connection).ExecuteUpdateAsync(set => set.SetProperty(x => x.Position, position), cancellation);
        if (taken.Count > 0 && noted.GetValueOrDefault(connection) < stale)
        {
            await db.Connections.Where(x => x.Id == connection && (x.LastEventAt == null || x.LastEventAt < stale))
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.LastEventAt, now), cancellation);
            db.AfterCommit(() => noted[connection] = now);
        }

        return taken.Count;
    }
}
