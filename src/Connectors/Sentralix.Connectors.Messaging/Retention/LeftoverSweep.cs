using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Retention;

/// <summary>Deletes rows that nothing will ask for again.</summary>
internal sealed class LeftoverSweep(IStore<MessagingDbContext> store)
{
    private const int Batch = 200;

    /// <summary>Which file the channel's media is. Should the same bytes come once more they are fetched once more, and the blob store has them.</summary>
    public Task<int> Media(DateTimeOffset before, CancellationToken cancellation) => InBatches(
        async (db, c) =>
        {
            var old = await db.Media.Where(m => m.CreatedAt < before).OrderBy(m => m.CreatedAt).Take(Batch).ToListAsync(c);
            return async write =>
            {
                var gone = 0;
                foreach (var ofOne in old.GroupBy(m => m.ConnectionId, m => m.Unique))
                {
                    var uniques = ofOne.ToArray();
                    gone += await write.Media.Where(m => m.ConnectionId == ofOne.Key && uniques.Contains(m.Unique)).ExecuteDeleteAsync(c);
                }

                return gone;
            };
        },
        cancellation);

    public Task<int> Buttons(DateTimeOffset before, CancellationToken cancellation) => InBatches(
        async (db, c) =>
        {
            var old = await db.Buttons.Where(b => b.CreatedAt < before).OrderBy(b => b.CreatedAt).Select(b => b.Token).Take(Batch).ToArrayAsync(c);
            return write => write.Buttons.Where(b => old.Contains(b.Token)).ExecuteDeleteAsync(c);
        },
        cancellation);

    /// <summary>A connection's id never comes back, so of a deleted one not even the keys are needed, once its contents have had their time.</summary>
    public async Task<int> OfDeletedConnections(CancellationToken cancellation)
    {
        var swept = 0;
        var deleted = await store.Read(
            (db, c) => db.Threads.Where(t => !db.Connections.Any(x => x.Id == t.ConnectionId)).Select(t => t.ConnectionId).Distinct().ToListAsync(c), cancellation);
        foreach (var connection in deleted)
        {
            var inTime = await store.Read(
                async (db, c) => await db.Updates.AnyAsync(u => u.ConnectionId == connection && u.Body != null, c)
                    || await db.Threads.AnyAsync(t => t.ConnectionId == connection && db.Outbound.Any(o => o.ConversationId == t.ConversationId && o.SweptAt == null), c),
                cancellation);
            if (inTime) continue;
            swept += await InBatches(
                async (db, c) =>
                {
                    var keys = await db.Updates.Where(u => u.ConnectionId == connection).OrderBy(u => u.Key).Select(u => u.Key).Take(Batch).ToArrayAsync(c);
                    return write => write.Updates.Where(u => u.ConnectionId == connection && keys.Contains(u.Key)).ExecuteDeleteAsync(c);
                },
                cancellation);

            // The threads go last, one conversation at a time: while they are there, the next round finds what this one did not come to.
            swept += await InBatches(
                async (db, c) =>
                {
                    var conversation = await db.Threads.Where(t => t.ConnectionId == connection).OrderBy(t => t.Thread).Select(t => t.ConversationId).FirstOrDefaultAsync(c);
                    return write => conversation is null ? Task.FromResult(0) : Conversation(write, conversation, c);
                },
                cancellation);
        }

        return swept;
    }

    private static async Task<int> Conversation(MessagingDbContext db, string conversation, CancellationToken cancellation) =>
        await db.Segments.Where(s => s.ConversationId == conversation).ExecuteDeleteAsync(cancellation)
        + await db.Outbound.Where(o => o.ConversationId == conversation).ExecuteDeleteAsync(cancellation)
        + await db.Heard.Where(h => h.ConversationId == conversation).ExecuteDeleteAsync(cancellation)
        + await db.Threads.Where(t => t.ConversationId == conversation).ExecuteDeleteAsync(cancellation);

    /// <summary>Looks with a reader, deletes by key, and again until nothing is found: no writer walks a table, and none waits long.</summary>
    private async Task<int> InBatches(Func<MessagingDbContext, CancellationToken, Task<Func<MessagingDbContext, Task<int>>>> find, CancellationToken cancellation)
    {
        var all = 0;
        while (true)
        {
            var delete = await store.Read(find, cancellation);
            var gone = await store.Write((db, _) => delete(db), cancellation);
            if (gone == 0) return all;
            all += gone;
        }
    }
}
