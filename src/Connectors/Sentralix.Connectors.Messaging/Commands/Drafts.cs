using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Commands;

/// <summary>Shows answers while they are written. In a conversation one text is on its way at a time; what comes meanwhile waits, and of that
/// only the newest. Nothing here takes a place in the channel's limits before a message, and nothing is stored: a draft passes by itself.</summary>
internal sealed partial class Drafts(IStore<MessagingDbContext> store, IChannel channel, ConnectionBook book, TimeProvider clock, ILogger<Drafts> logger)
{
    private const int MostConversations = 10_000;

    // A channel that says "too many" to a draft is left alone for a while: what it will say then is the message.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Desk> desks = new();

    public async Task<Result<Done>> Show(string id, Draft body, CancellationToken cancellation)
    {
        if (!channel.Capabilities.Drafts) return Refusal.Conflict(ChannelErrors.NotSupported, "This channel cannot show answers while they are written.");
        if (desks.Count >= MostConversations) Forget();
        var desk = desks.GetOrAdd(id, _ => new Desk());
        if (!desk.Put(body)) return Done.Value;
        Result<Done> first = Done.Value;
        try
        {
            for (var turn = 0; desk.Take() is { } newest; turn++)
            {
                var shown = await Show(id, desk, newest, cancellation);
                if (turn == 0) first = shown;
            }
        }
        catch
        {
            desk.Leave();
            throw;
        }

        return first;
    }

    private async Task<Result<Done>> Show(string id, Desk desk, Draft draft, CancellationToken cancellation)
    {
        var (thread, isSaid) = await store.Read(async (db, c) => (
            await db.Threads.SingleOrDefaultAsync(t => t.ConversationId == id, c),
            await db.Outbound.AnyAsync(o => o.MessageId == draft.MessageId, c)), cancellation);
        if (thread is null || await book.Own(thread.ConnectionId, cancellation) is not { } connection) return Refusal.NotFound("conversation");
        if (draft.Epoch < thread.Fence || (thread.HeldUnder is { } held && draft.Epoch <= held)) return Refusal.Conflict("superseded", "Somebody else has control of the conversation.");

        // The message itself is on its way: a draft behind it would look like another one.
        if (isSaid || desk.RestsUntil > clock.GetUtcNow()) return Done.Value;
        try
        {
            var message = new OutboundMessage { MessageId = draft.MessageId, ConversationId = id, Epoch = draft.Epoch, Parts = draft.Text is { } text ? [MessagePart.OfText(text)] : [] };
            await channel.ShowDraft(connection.Access, thread.MovedTo ?? thread.Thread, message, cancellation);
            return Done.Value;
        }
        catch (ChannelException refused)
        {
            desk.RestsUntil = clock.GetUtcNow() + Rest;
            LogNotShown(id, refused.Error.Code);
            return Signals.Refused(refused);
        }
    }

    private void Forget()
    {
        foreach (var (conversation, desk) in desks)
            if (desk.IsFree) desks.TryRemove(conversation, out _);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A draft in {Conversation} was not shown: {Code}")]
    private partial void LogNotShown(string conversation, string code);

    /// <summary>What waits to be shown in one conversation.</summary>
    private sealed class Desk
    {
        private readonly Lock gate = new();
        private Draft? waiting;
        private bool busy;
        private (string Message, int Attempt) last = ("", 0);

        public DateTimeOffset RestsUntil { get; set; }

        public bool IsFree
        {
            get
            {
                lock (gate) return !busy;
            }
        }

        /// <summary>Puts a text in; true for whoever is to show it, false where somebody is at it already or a later try has begun.</summary>
        public bool Put(Draft draft)
        {
            lock (gate)
            {
                if (last.Message == draft.MessageId && draft.Attempt < last.Attempt) return false;
                last = (draft.MessageId, draft.Attempt);
                waiting = draft;
                if (busy) return false;
                return busy = true;
            }
        }

        /// <summary>The newest text; null: there is none, and nobody is at it any more.</summary>
        public Draft? Take()
        {
            lock (gate)
            {
                var newest = waiting;
                waiting = null;
                busy = newest is not null;
                return newest;
            }
        }

        public void Leave()
        {
            lock (gate) busy = false;
        }
    }
}
