using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Desks;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Inbox;

/// <summary>Makes updates durable, once each, before the channel hears that we have them. Nothing else is done with them here. Those that come
/// while others are being written share the next commit and its statements.</summary>
internal sealed class InboxWriter(
    string service, IStore<MessagingDbContext> store, IDelivery<MessagingDbContext> delivery, IChannel channel, Acknowledgements acknowledgements, TimeProvider clock)
{
    private const int MostAtOnce = 128;

    // While one commits, another gathers.
    private const int MostWriters = 2;

    // How often the time of the last update is written down: not at every one.
    private static readonly TimeSpan EventStep = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, DateTimeOffset> noted = new();
    private readonly Lock gate = new();
    private readonly Queue<Taking> waiting = new();
    private int writers;

    /// <summary>Stores updates that are new, with their work.</summary>
    /// <param name="connection">Whose.</param>
    /// <param name="updates">In the order in which they came.</param>
    /// <param name="position">Where polling, or looking through the chats, goes on; null: nowhere.</param>
    /// <param name="found">They were found in the chats, where nobody had told of them.</param>
    /// <returns>How many were new.</returns>
    public async Task<int> Take(OpenConnection connection, IReadOnlyList<RawUpdate> updates, string? position, bool found = false)
    {
        var taking = new Taking(connection, updates, position, found, Activity.Current?.Id);
        acknowledgements.Begin();
        try
        {
            lock (gate)
            {
                waiting.Enqueue(taking);
                if (writers < MostWriters)
                {
                    writers++;

                    // A writer works for whoever comes: nothing of this caller goes with it.
                    using (ExecutionContext.SuppressFlow()) Task.Run(WriteAll);
                }
            }

            return await taking.Stored.Task;
        }
        finally
        {
            acknowledgements.End();
        }
    }

    private async Task WriteAll()
    {
        while (Next() is { } batch) await Write(batch);
    }

    /// <summary>What waits and is one tenant's; null, and one writer less: nothing does.</summary>
    private List<Taking>? Next()
    {
        lock (gate)
        {
            if (!waiting.TryDequeue(out var first))
            {
                writers--;
                return null;
            }

            List<Taking> batch = [first];
            for (var updates = first.Updates.Count; waiting.TryPeek(out var next) && next.Connection.Tenant == first.Connection.Tenant && (updates += next.Updates.Count) <= MostAtOnce;)
                batch.Add(waiting.Dequeue());
            return batch;
        }
    }

    private async Task Write(List<Taking> batch)
    {
        using var _ = CallContext.Platform(batch[0].Connection.Tenant, service).Enter();
        try
        {
            var stored = await store.Write((db, c) => Store(db, batch, c), CancellationToken.None);
            for (var i = 0; i < batch.Count; i++) batch[i].Stored.SetResult(stored[i]);
        }
        catch (Exception) when (batch.Count > 1)
        {
            // One of them is at fault, or was stored by another process in this instant: the others shall not suffer for it.
            foreach (var taking in batch) await Write([taking]);
        }
        catch (DbUpdateException) when (!batch[0].IsRepeated)
        {
            // The same update came twice in one instant, and the other was first: it is a repetition now.
            batch[0].IsRepeated = true;
            await Write(batch);
        }
        catch (Exception fault)
        {
            batch[0].Stored.SetException(fault);
        }
    }

    /// <summary>How many of each were new.</summary>
    private async Task<int[]> Store(MessagingDbContext db, List<Taking> batch, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var stored = new int[batch.Count];
        var work = new List<NewWork<UpdatePayload>>();
        foreach (var group in batch.Select((taking, place) => (taking, place)).GroupBy(t => t.taking.Connection.Access.ConnectionId))
        {
            var access = group.First().taking.Connection.Access;
            var firstLook = AnswerWatch.FirstLook(channel, access);
            var known = await Known(db, access.ConnectionId, [.. group.SelectMany(t => t.taking.Updates).Select(u => u.Key).Distinct()], cancellation);
            var before = work.Count;
            foreach (var (taking, place) in group)
            {
                foreach (var update in taking.Updates)
                {
                    if (!known.Add(update.Key)) continue;
                    stored[place]++;
                    db.Updates.Add(new UpdateRow { ConnectionId = access.ConnectionId, Key = update.Key, Thread = update.Thread, Group = update.Group, Body = update.Body.ToArray(), ReceivedAt = now });
                    work.Add(new(new UpdatePayload(access.ConnectionId, update.Key, taking.IsFound), InboxHandler.OrderOf(access.ConnectionId, update.Thread)) { TraceParent = taking.TraceParent });
                    if (update.WantsAnswer && firstLook is { } first) await AnswerWatch.Enqueue(db, delivery, first, access.ConnectionId, update.Key, now, cancellation);
                }

                if (taking.Position is { } position)
                    await db.Connections.Where(x => x.Id == access.ConnectionId).ExecuteUpdateAsync(set => set.SetProperty(x => x.Position, position), cancellation);
            }

            if (work.Count > before) await Note(db, access.ConnectionId, now, cancellation);
        }

        await delivery.EnqueueAll(db, InboxHandler.KindName, work, cancellation);
        return stored;
    }

    private static async Task<HashSet<string>> Known(MessagingDbContext db, string connection, string[] keys, CancellationToken cancellation) => keys is [var key]
        ? await db.Updates.AnyAsync(u => u.ConnectionId == connection && u.Key == key, cancellation) ? [key] : []
        : await db.Updates.Where(u => u.ConnectionId == connection && EF.Parameter(keys).Contains(u.Key)).Select(u => u.Key).ToHashSetAsync(cancellation);

    private async Task Note(MessagingDbContext db, string connection, DateTimeOffset now, CancellationToken cancellation)
    {
        var stale = now - EventStep;
        if (noted.GetValueOrDefault(connection) >= stale) return;
        await db.Connections.Where(x => x.Id == connection && (x.LastEventAt == null || x.LastEventAt < stale))
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.LastEventAt, now), cancellation);
        db.AfterCommit(() => noted[connection] = now);
    }

    /// <summary>Updates that wait to be written together.</summary>
    private sealed record Taking(OpenConnection Connection, IReadOnlyList<RawUpdate> Updates, string? Position, bool IsFound, string? TraceParent)
    {
        public TaskCompletionSource<int> Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsRepeated { get; set; }
    }
}
