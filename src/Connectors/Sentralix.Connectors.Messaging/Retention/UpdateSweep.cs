using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Inbox;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Retention;

/// <summary>Drops the bytes of old updates and keeps their keys: a channel may repeat an update whenever it likes.</summary>
internal sealed class UpdateSweep(IStore<MessagingDbContext> store)
{
    // Rows in a commit: other writers of a SQLite file wait for it.
    private const int Batch = 200;

    public async Task<int> Sweep(DateTimeOffset before, CancellationToken cancellation) =>
        await DropDone(before, cancellation) + await DropGivenUp(before, cancellation);

    private async Task<int> DropDone(DateTimeOffset before, CancellationToken cancellation)
    {
        var swept = 0;
        while (true)
        {
            // Looked for by a reader and changed by key, so that the writer walks no table.
            var old = await store.Read((db, c) => db.Updates.Where(u => u.Body != null && u.Done && u.ReceivedAt < before).OrderBy(u => u.ReceivedAt)
                .Select(u => new { u.ConnectionId, u.Key }).Take(Batch).ToListAsync(c), cancellation);
            if (old.Count == 0) return swept;
            foreach (var ofOne in old.GroupBy(u => u.ConnectionId, u => u.Key))
                swept += await Drop(ofOne.Key, [.. ofOne], cancellation);
        }
    }

    /// <summary>What could not be read waits for a person for as long as its dead letter does; whoever drops that has decided.</summary>
    private async Task<int> DropGivenUp(DateTimeOffset before, CancellationToken cancellation)
    {
        var swept = 0;
        var connections = await store.Read(
            (db, c) => db.Updates.Where(u => u.Body != null && !u.Done && u.ReceivedAt < before).Select(u => u.ConnectionId).Distinct().ToListAsync(c), cancellation);
        foreach (var connection in connections)
        {
            var last = "";
            while (true)
            {
                var after = last;
                var open = await store.Read((db, c) => db.Updates
                    .Where(u => u.ConnectionId == connection && string.Compare(u.Key, after) > 0 && u.Body != null && !u.Done && u.ReceivedAt < before)
                    .OrderBy(u => u.Key).Select(u => new { u.Key, u.Thread }).Take(Batch).ToListAsync(c), cancellation);
                if (open.Count == 0) break;
                last = open[^1].Key;
                var orders = open.Select(u => InboxHandler.OrderOf(connection, u.Thread)).Distinct().ToArray();
                var waiting = (await store.Read((db, c) => db.WorkItems.Where(i => i.Kind == InboxHandler.KindName && orders.Contains(i.OrderingKey)).Select(i => i.Payload).ToListAsync(c), cancellation))
                    .Select(text => JsonSerializer.Deserialize<UpdatePayload>(text, SentralixJson.Options)?.Key).ToHashSet();
                var dropped = open.Select(u => u.Key).Where(key => !waiting.Contains(key)).ToArray();
                if (dropped.Length > 0) swept += await Drop(connection, dropped, cancellation);
            }
        }

        return swept;
    }

    private Task<int> Drop(string connection, string[] keys, CancellationToken cancellation) => store.Write(
        (db, c) => db.Updates.Where(u => u.ConnectionId == connection && keys.Contains(u.Key))
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.Body, (byte[]?)null).SetProperty(u => u.Done, true), c),
        cancellation);
}
