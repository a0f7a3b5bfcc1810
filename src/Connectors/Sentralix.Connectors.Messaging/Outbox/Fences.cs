using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Commands;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Outbox;

/// <summary>The fence before a conversation: checked and passed in the transaction that says "sending", before the first byte.</summary>
internal sealed class Fences(IStore<MessagingDbContext> store, Receipts receipts, Drafts drafts, TimeProvider clock)
{
    // Longer than a send may take: after it, what is still open is not known to be anywhere.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(25);

    public async Task<Result<Fence>> Raise(string conversation, long epoch, CancellationToken cancellation)
    {
        var raised = await store.Write<Result<long>>(async (db, c) =>
        {
            if (await Lock(db, conversation, c) is not { } thread) return Refusal.NotFound("conversation");
            if (thread.Fence < epoch)
            {
                thread.Fence = epoch;

                // A fence of the core ends our own hold: from here on the core says who may speak.
                thread.HeldUnder = null;
            }

            // What waits under an older epoch will never leave.
            var old = await db.Outbound.AsNoTracking().Where(o => o.ConversationId == conversation && o.Epoch < thread.Fence).Select(o => o.MessageId).ToListAsync(c);
            var waiting = await db.Segments.Where(s => s.ConversationId == conversation && s.Status == SendStatus.Queued && old.Contains(s.MessageId)).ToListAsync(c);
            foreach (var segment in waiting) segment.Status = SendStatus.Superseded;
            await db.Commands.Where(x => x.ConversationId == conversation && x.Epoch < thread.Fence && x.Status == SendStatus.Queued)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.Status, SendStatus.Superseded), c);
            var ids = waiting.Select(s => s.MessageId).Distinct().ToArray();
            foreach (var message in await db.Outbound.AsNoTracking().Where(o => ids.Contains(o.MessageId)).ToListAsync(c)) await receipts.Report(db, message, c);
            return thread.Fence;
        }, cancellation);
        if (!raised.Ok) return raised.Refusal;

        var until = clock.GetTimestamp() + (long)(Patience.TotalSeconds * clock.TimestampFrequency);

        // What grows in the channel is said as well.
        await drafts.Close(conversation, raised.Value, Patience);
        while (true)
        {
            var open = await InFlight(conversation, raised.Value, cancellation);
            if (open.Count == 0 || clock.GetTimestamp() >= until) return new Fence(raised.Value, open);
            await Task.Delay(Step, clock, cancellation);
        }
    }

    /// <summary>The thread of a conversation, held against everybody else until the unit of work ends.</summary>
    public static async Task<ThreadRow?> Lock(MessagingDbContext db, string conversation, CancellationToken cancellation)
    {
        await db.Lock("fence", conversation, cancellation);
        return await db.Threads.AsTracking().SingleOrDefaultAsync(t => t.ConversationId == conversation, cancellation);
    }

    private Task<List<string>> InFlight(string conversation, long fence, CancellationToken cancellation) => store.Read(
        async (db, c) =>
        {
            var messages = await db.Segments.Where(s => s.ConversationId == conversation && s.Status == SendStatus.Sending)
                .Join(db.Outbound.Where(o => o.Epoch < fence), s => s.MessageId, o => o.MessageId, (s, o) => o.MessageId).Distinct().ToListAsync(c);
            var commands = await db.Commands.Where(x => x.ConversationId == conversation && x.Status == SendStatus.Sending && x.Epoch < fence).Select(x => x.MessageId ?? x.CommandId).ToListAsync(c);
            return messages.Union(commands).ToList();
        },
        cancellation);
}
