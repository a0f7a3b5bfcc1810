using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Polling;
using Sentralix.Connectors.Messaging.Reconciling;
using Sentralix.Connectors.Messaging.Retention;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts.Messengers;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Connections;

/// <summary>A connection to be looked after.</summary>
internal sealed record UpkeepPayload(string ConnectionId);

/// <summary>Looks after enabled connections: sees that a webhook is still set at the channel and sets it again, and that a polling
/// connection is polled somewhere in the cluster. The item goes round for as long as the connection is enabled.</summary>
internal sealed class Upkeep(
    IStore<MessagingDbContext> store, IDelivery<MessagingDbContext> delivery, IChannel channel, ConnectionBook book, ConnectionDesk desk, HookAddresses hooks, Pollers pollers, TimeProvider clock)
    : IWorkHandler
{
    public const string KindName = "connection.upkeep";

    private static readonly TimeSpan WatchHook = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Silence = TimeSpan.FromDays(7);
    private static readonly TimeSpan WatchPoller = TimeSpan.FromSeconds(15);

    public WorkKind Kind { get; } = new(KindName) { MaxAttempts = int.MaxValue, MaxBackoff = TimeSpan.FromMinutes(1) };

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var id = work.Payload<UpkeepPayload>().ConnectionId;
        book.Forget(id);
        if (await book.Own(id, cancellation) is not { State: not (ConnectionState.Draft or ConnectionState.Disabled) } connection) return;
        if (connection.Transport == Transport.Polling) await pollers.Ensure(CallContext.Current.Tenant, id);
        else await Watch(connection, cancellation);

        await store.Write(async (db, c) =>
        {
            await work.CompleteIn(db, c);

            // One round at a time, also where the connection was enabled twice.
            var due = clock.GetUtcNow() + (connection.Transport == Transport.Polling ? WatchPoller : WatchHook);
            if (!await db.WorkItems.AnyAsync(i => i.Kind == KindName && i.OrderingKey == $"upkeep/{id}", c))
                await delivery.Enqueue(db, KindName, new UpkeepPayload(id), $"upkeep/{id}", due, c);
            await Reconciliation.Ensure(db, delivery, channel, id, c);
            await RetentionHandler.Ensure(db, delivery, clock.GetUtcNow(), c);
        }, CancellationToken.None);
    }

    /// <summary>A channel that cannot be asked is known by its events alone. A quiet shop has none for days, so this is a hint and no state.</summary>
    private async Task Listen(string id, CancellationToken cancellation)
    {
        var seen = await store.Read((db, c) => db.Connections.Where(x => x.Id == id).Select(x => new { x.LastEventAt, x.CreatedAt, x.Reason }).SingleAsync(c), cancellation);
        var last = seen.LastEventAt ?? seen.CreatedAt;
        var isSilent = clock.GetUtcNow() - last >= Silence;
        if (isSilent == (seen.Reason == "silent")) return;
        await desk.Silent(id, isSilent ? $"No event since {last:yyyy-MM-dd}. Does the channel call {hooks.Plain(id)}?" : null, cancellation);
    }

    private async Task Watch(OpenConnection connection, CancellationToken cancellation)
    {
        var (id, hook) = (connection.Access.ConnectionId, hooks.Of(connection.Access.ConnectionId, connection.Access));
        try
        {
            var seen = await channel.InspectHook(connection.Access, hook, cancellation);

            // Not every channel tells which secret it has. While two are accepted, it is told the new one again: whoever changed it may have
            // died before the channel heard of it.
            var changing = connection.Access.HookSecrets.Count > 1 && !channel.HookIsSetByPeople;
            if (!seen.IsSet || changing) await channel.SetHook(connection.Access, hook, cancellation);
            if (seen.Error is { } error && seen.ErrorAt > clock.GetUtcNow() - WatchHook)
                await desk.Attention(id, new ChannelError("webhook_failing", null, error), cancellation);
            else if (connection.State != ConnectionState.Active)
                await desk.Well(id, cancellation);
            else if (channel.HookIsSetByPeople)
                await Listen(id, cancellation);
        }
        catch (ChannelException refused)
        {
            await desk.Attention(id, refused.Error, cancellation);
        }
    }
}
