using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Inbox;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts.Messengers;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Reconciling;

/// <summary>A connection whose chats are to be looked through.</summary>
internal sealed record ReconcilePayload(string ConnectionId);

/// <summary>Looks through the chats of connections with a hook, because hooks lose: a channel tries a few times and gives up, also while we
/// are away. What it finds has the keys of the hook's calls, so that nothing comes twice. The item goes round for as long as the connection is
/// enabled; after a time of ours away it is due at once.</summary>
internal sealed partial class Reconciliation(
    IStore<MessagingDbContext> store, IDelivery<MessagingDbContext> delivery, IChannel channel, ConnectionBook book, ConnectionDesk desk, InboxWriter inbox, ReadMarks marks, TimeProvider clock,
    ILogger<Reconciliation> logger) : IWorkHandler
{
    public const string KindName = "connection.reconcile";

    public WorkKind Kind { get; } = new(KindName) { MaxAttempts = int.MaxValue, MaxBackoff = TimeSpan.FromMinutes(2) };

    /// <summary>Sees that a connection is looked through, where its channel can be read.</summary>
    public static async Task Ensure(MessagingDbContext db, IDelivery<MessagingDbContext> delivery, IChannel channel, string connection, CancellationToken cancellation)
    {
        if (channel is not (IChannelHistory or IReadMarks)) return;
        if (!await db.WorkItems.AnyAsync(i => i.Kind == KindName && i.OrderingKey == OrderOf(connection), cancellation))
            await delivery.Enqueue(db, KindName, new ReconcilePayload(connection), OrderOf(connection), null, cancellation);
    }

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var id = work.Payload<ReconcilePayload>().ConnectionId;
        if (await book.Own(id, cancellation) is not { State: not (ConnectionState.Draft or ConnectionState.Disabled) } connection) return;

        // A connection that needs a person is asked nothing: whoever looks after it finds out when it works again.
        if (connection.State != ConnectionState.NeedsAttention) await Look(connection, cancellation);
        await store.Write(async (db, c) =>
        {
            await work.CompleteIn(db, c);
            var pause = ReconcileSettings.IntervalOf(connection.Access) * (0.8 + (Random.Shared.NextDouble() * 0.4));
            await delivery.Enqueue(db, KindName, new ReconcilePayload(id), OrderOf(id), clock.GetUtcNow() + pause, c);
        }, CancellationToken.None);
    }

    private async Task Look(OpenConnection connection, CancellationToken cancellation)
    {
        var id = connection.Access.ConnectionId;
        try
        {
            // Whoever polls reads the chats already.
            if (channel is IChannelHistory history && connection.Transport == Transport.Webhook) await TakeMissed(history, connection, cancellation);
            if (channel is IReadMarks) await marks.Look(connection, cancellation);
        }
        catch (ChannelException refused)
        {
            // The position stays, so the next look finds what this one did not.
            LogRefused(id, refused.Error.Code);
            if (refused.Error.Code != ChannelErrors.RateLimited) await desk.Attention(id, refused.Error, CancellationToken.None);
        }
    }

    private async Task TakeMissed(IChannelHistory history, OpenConnection connection, CancellationToken cancellation)
    {
        var id = connection.Access.ConnectionId;
        var position = await store.Read((db, c) => db.Connections.Where(x => x.Id == id).Select(x => x.Position).SingleOrDefaultAsync(c), cancellation);
        var since = await history.Since(connection.Access, position, cancellation);
        if (since.Updates.Count == 0 && since.Position == position) return;
        var found = await inbox.Take(connection, since.Updates, since.Position, found: true);
        if (found > 0) LogFound(id, found);
    }

    private static string OrderOf(string connection) => $"reconcile/{connection}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Connection}: {Count} updates were found in its chats that no call of its hook had brought")]
    private partial void LogFound(string connection, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The chats of connection {Connection} cannot be looked through: {Code}")]
    private partial void LogRefused(string connection, string code);
}
