using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Outbox;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Reconciling;

/// <summary>Asks channels that do not tell by themselves which of our messages were read.</summary>
internal sealed class ReadMarks(IStore<MessagingDbContext> store, IChannel channel, Receipts receipts, TimeProvider clock)
{
    // Whoever has not read for a day is not asked about any more.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    // Every conversation is a call, and sends go first.
    private const int ThreadsInLook = 30;

    // Where the last look of a connection ended, so that a full day's conversations take their turns. What is forgotten with the process
    // only makes it begin again.
    private readonly ConcurrentDictionary<string, string> ends = new();

    /// <exception cref="ChannelException">The channel refuses, or cannot be reached.</exception>
    public async Task Look(OpenConnection connection, CancellationToken cancellation)
    {
        var id = connection.Access.ConnectionId;
        var threads = await Waiting(id, ends.GetValueOrDefault(id) ?? "", cancellation);
        ends[id] = threads.Count < ThreadsInLook ? "" : threads[^1].Conversation;
        foreach (var (conversation, thread, messages) in threads)
        {
            foreach (var read in await ((IReadMarks)channel).WhichAreRead(connection.Access, thread, messages, cancellation))
                await receipts.Note(conversation, read, SendStatus.Read);
        }
    }

    private Task<List<(string Conversation, string Thread, IReadOnlyCollection<string> Messages)>> Waiting(string connection, string after, CancellationToken cancellation) => store.Read(async (db, c) =>
    {
        var since = clock.GetUtcNow() - Longest;
        var unread = db.Segments.Where(s => (s.Status == SendStatus.Sent || s.Status == SendStatus.Delivered) && s.ChannelMessageId != null && s.BegunAt > since);
        var threads = await db.Threads
            .Where(t => t.ConnectionId == connection && string.Compare(t.ConversationId, after) > 0 && unread.Any(s => s.ConversationId == t.ConversationId))
            .OrderBy(t => t.ConversationId).Take(ThreadsInLook).ToListAsync(c);
        var ids = threads.Select(t => t.ConversationId).ToArray();
        var messages = (await unread.Where(s => ids.Contains(s.ConversationId)).Select(s => new { s.ConversationId, s.ChannelMessageId }).ToListAsync(c)).ToLookup(s => s.ConversationId, s => s.ChannelMessageId!);
        return threads.ConvertAll(t => (t.ConversationId, t.MovedTo ?? t.Thread, (IReadOnlyCollection<string>)messages[t.ConversationId].ToHashSet()));
    }, cancellation);
}
