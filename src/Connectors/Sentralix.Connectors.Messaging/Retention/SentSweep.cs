using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Outbox;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Retention;

/// <summary>Drops what old messages said and keeps that they were given to us: a message is sent once, for ever. What waits for a person
/// or for its turn stays whole.</summary>
internal sealed class SentSweep(IStore<MessagingDbContext> store, TimeProvider clock)
{
    // Messages in a commit: other writers of a SQLite file wait for it.
    private const int Batch = 100;

    public async Task<int> Sweep(DateTimeOffset before, CancellationToken cancellation)
    {
        var swept = 0;
        var last = (At: DateTimeOffset.MinValue, Id: "");
        while (true)
        {
            var after = last;
            var old = await store.Read((db, c) => db.Outbound
                .Where(o => o.SweptAt == null && o.CreatedAt < before && (o.CreatedAt > after.At || (o.CreatedAt == after.At && string.Compare(o.MessageId, after.Id) > 0)))
                .OrderBy(o => o.CreatedAt).ThenBy(o => o.MessageId).Select(o => new Old(o.MessageId, o.ConversationId, o.CreatedAt)).Take(Batch).ToListAsync(c), cancellation);
            if (old.Count == 0) return swept;
            last = (old[^1].CreatedAt, old[^1].MessageId);
            swept += await store.Write((db, c) => Drop(db, old, c), cancellation);
        }
    }

    private async Task<int> Drop(MessagingDbContext db, List<Old> old, CancellationToken cancellation)
    {
        // A person may have one of them sent again in this moment.
        foreach (var message in old) await db.Lock("outbound", message.MessageId, cancellation);
        var ids = old.Select(o => o.MessageId).ToArray();
        var open = await db.Segments.Where(s => ids.Contains(s.MessageId) && (s.Status == SendStatus.Uncertain || s.Status == SendStatus.Sending)).Select(s => s.MessageId).ToListAsync(cancellation);
        var orders = old.Select(o => SendHandler.OrderOf(o.ConversationId)).Distinct().ToArray();
        var waiting = (await db.WorkItems.Where(i => i.Kind == SendHandler.KindName && orders.Contains(i.OrderingKey)).Select(i => i.Payload).ToListAsync(cancellation))
            .Select(text => JsonSerializer.Deserialize<SendPayload>(text, SentralixJson.Options)?.MessageId);
        var over = ids.Except(open).Except(waiting.OfType<string>()).ToArray();
        if (over.Length == 0) return 0;
        var now = clock.GetUtcNow();
        await db.Commands.Where(x => x.MessageId != null && over.Contains(x.MessageId)).ExecuteDeleteAsync(cancellation);
        await db.Segments.Where(s => over.Contains(s.MessageId)).ExecuteUpdateAsync(set => set.SetProperty(s => s.Content, ""), cancellation);
        return await db.Outbound.Where(o => over.Contains(o.MessageId)).ExecuteUpdateAsync(set => set.SetProperty(o => o.SweptAt, now), cancellation);
    }

    private sealed record Old(string MessageId, string ConversationId, DateTimeOffset CreatedAt);
}
