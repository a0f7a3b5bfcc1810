using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Commands;

/// <summary>Signs beside messages: done now or not at all, and the caller hears what the channel said.</summary>
internal sealed class Signals(IStore<MessagingDbContext> store, IChannel channel, ConnectionBook book)
{
    public Task<Result<Done>> Typing(string id, CancellationToken cancellation) => Give(
        id, (access, thread) => channel.Capabilities.Typing ? channel.ShowTyping(access, thread, cancellation) : Task.CompletedTask, cancellation);

    public async Task<Result<Done>> MarkRead(string id, ReadUpTo body, CancellationToken cancellation)
    {
        // Ids of messages sort by the time at which the core took them in.
        var heard = await store.Read(
            (db, c) => db.Heard.Where(h => h.ConversationId == id && (body.MessageId == null || h.MessageId == body.MessageId)).OrderByDescending(h => h.MessageId).FirstOrDefaultAsync(c), cancellation);
        if (heard is null && body.MessageId is not null) return Refusal.NotFound("message");
        return await Give(id, (access, thread) => channel.MarkRead(access, thread, heard?.ChannelMessageId, cancellation), cancellation);
    }

    public async Task<Result<Done>> React(string id, Reaction body, CancellationToken cancellation)
    {
        var heard = await store.Read((db, c) => db.Heard.FirstOrDefaultAsync(h => h.ConversationId == id && h.MessageId == body.MessageId, c), cancellation);
        return heard is null ? Refusal.NotFound("message") : await Give(id, (access, thread) => channel.React(access, thread, heard.ChannelMessageId, body.Emoji, cancellation), cancellation);
    }

    /// <summary>What the channel said instead.</summary>
    public static Refusal Refused(ChannelException refused) => refused.Error.Code == ChannelErrors.NotSupported
        ? Refusal.Conflict(ChannelErrors.NotSupported, refused.Error.Message)
        : new Refusal("channel_refused", 502, refused.Error.Message);

    private async Task<Result<Done>> Give(string id, Func<Access, string, Task> give, CancellationToken cancellation)
    {
        var thread = await store.Read((db, c) => db.Threads.SingleOrDefaultAsync(t => t.ConversationId == id, c), cancellation);
        if (thread is null || await book.Own(thread.ConnectionId, cancellation) is not { } connection) return Refusal.NotFound("conversation");
        try
        {
            await give(connection.Access, thread.MovedTo ?? thread.Thread);
            return Done.Value;
        }
        catch (ChannelException refused)
        {
            return Refused(refused);
        }
    }
}
