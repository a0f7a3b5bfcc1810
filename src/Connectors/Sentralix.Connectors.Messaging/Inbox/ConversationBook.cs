using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Inbox;

/// <summary>Which conversation a thread of the channel is, and which message a message of it.</summary>
internal sealed class ConversationBook(IStore<MessagingDbContext> store, IConversations core)
{
    /// <summary>The conversation of a thread, opened at the core where it is new.</summary>
    public async Task<string> Of(OpenConnection connection, Inbound what, Channel channel, string service, CancellationToken cancellation)
    {
        var id = connection.Access.ConnectionId;
        var known = await Row(id, what.Thread, cancellation);
        if (known is not null && (!known.Nameless || what.UserId is null)) return known.ConversationId;
        Conversation opened;
        using (CallContext.Current.As(service).Enter())
        {
            // The core knows the thread by its name, so asking again after a crash opens the same conversation.
            opened = (await core.Open(new OpenConversation { ConnectionId = id, Channel = channel, ThreadId = known?.Thread ?? what.Thread, ContactKey = what.UserId }, cancellation)).OrThrow();
        }

        await store.Write(async (db, c) =>
        {
            await db.Lock("thread", $"{id}/{what.Thread}", c);
            if (await db.Threads.AsTracking().FirstOrDefaultAsync(t => t.ConnectionId == id && (t.Thread == what.Thread || t.MovedTo == what.Thread), c) is { } thread)
                thread.Nameless &= what.UserId is null;
            else
                db.Threads.Add(new ThreadRow { ConnectionId = id, Thread = what.Thread, ConversationId = opened.Id, Nameless = what.UserId is null });
        }, CancellationToken.None);
        return opened.Id;
    }

    /// <summary>The conversation of a thread; null where it is not known.</summary>
    public async Task<string?> Known(string connection, string thread, CancellationToken cancellation) => (await Row(connection, thread, cancellation))?.ConversationId;

    /// <summary>The conversation of an update, also where it names only the end of its thread; null where it is not known.</summary>
    public Task<string?> Known(string connection, Inbound what, CancellationToken cancellation) => what.ThreadEnd is { } end
        ? KnownByEnd(connection, end, cancellation)
        : Known(connection, what.Thread, cancellation);

    /// <summary>The newest conversation whose thread ends so; null where none is known.</summary>
    public Task<string?> KnownByEnd(string connection, string end, CancellationToken cancellation) => store.Read(
        (db, c) => db.Threads.Where(t => t.ConnectionId == connection && t.Thread.EndsWith(end)).OrderByDescending(t => t.ConversationId).Select(t => t.ConversationId).FirstOrDefaultAsync(c), cancellation);

    /// <summary>The channel has another id for a thread now.</summary>
    public Task Move(string connection, string thread, string to) => store.Write(
        (db, c) => db.Threads.Where(t => t.ConnectionId == connection && t.Thread == thread).ExecuteUpdateAsync(set => set.SetProperty(t => t.MovedTo, to), c), CancellationToken.None);

    /// <summary>What the contact's application can do. It is written down when it is new: people seldom change their application. What is
    /// written is asked for each time, because another process may have heard the same person in another application.</summary>
    public async Task NoteClient(string connection, string thread, string client)
    {
        if (!await store.Read((db, c) => db.Threads.AnyAsync(t => t.ConnectionId == connection && t.Thread == thread && t.Client != client, c), CancellationToken.None)) return;
        await store.Write((db, c) => db.Threads.Where(t => t.ConnectionId == connection && t.Thread == thread && t.Client != client)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Client, client), c), CancellationToken.None);
    }

    /// <summary>Remembers as what a message of the channel was taken.</summary>
    public Task Remember(string conversation, string channelMessage, string message) => store.Write(async (db, c) =>
    {
        await db.Lock("heard", $"{conversation}/{channelMessage}", c);
        if (await db.Heard.AnyAsync(h => h.ConversationId == conversation && h.ChannelMessageId == channelMessage, c)) return;
        db.Heard.Add(new HeardRow { ConversationId = conversation, ChannelMessageId = channelMessage, MessageId = message });
    }, CancellationToken.None);

    private Task<ThreadRow?> Row(string connection, string thread, CancellationToken cancellation) => store.Read(
        (db, c) => db.Threads.FirstOrDefaultAsync(t => t.ConnectionId == connection && (t.Thread == thread || t.MovedTo == thread), c), cancellation);

    /// <summary>The core's message that a message of the channel is; null where it is not known.</summary>
    public Task<string?> HeardAs(string conversation, string? channelMessage, CancellationToken cancellation) => channelMessage is null
        ? Task.FromResult<string?>(null)
        : store.Read((db, c) => db.Heard.Where(h => h.ConversationId == conversation && h.ChannelMessageId == channelMessage).Select(h => h.MessageId).SingleOrDefaultAsync(c), cancellation);
}
