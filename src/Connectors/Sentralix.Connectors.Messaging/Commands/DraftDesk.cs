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

/// <summary>What waits to be shown in one conversation. One text is on its way at a time; what comes meanwhile waits, and of that only the
/// newest. Nothing here takes a place in the channel's limits before a message.</summary>
internal sealed partial class DraftDesk(string conversation, IStore<MessagingDbContext> store, IChannel channel, ConnectionBook book, TimeProvider clock, ILogger logger)
{
    private static readonly Refusal Superseded = Refusal.Conflict("superseded", "Somebody else has control of the conversation.");

    // A channel that says "too many" to a draft is left alone for a while: what it will say then is the message.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private Draft? waiting;
    private Showing? showing;
    private (string Message, int Attempt) last = ("", 0);
    private long closed;
    private DateTimeOffset restsUntil;

    public async Task<Result<Done>> Show(Draft draft)
    {
        if (!Put(draft)) return Done.Value;
        Result<Done> first = Done.Value;
        for (var turn = 0; Take() is { } newest; turn++)
        {
            try
            {
                var shown = await Show(newest);
                if (turn == 0) first = shown;
            }
            finally
            {
                End(newest);
            }
        }

        return first;
    }

    /// <inheritdoc cref="IDraftGrain.Close"/>
    public async Task Close(long epoch)
    {
        Showing? open;
        lock (gate)
        {
            closed = Math.Max(closed, epoch);
            open = showing;
        }

        if (open is null || open.Draft.Epoch >= epoch) return;

        // What has left cannot be called back; what has not will not leave.
        await open.Stop.CancelAsync();
        await open.Ended.Task;
    }

    private async Task<Result<Done>> Show(Showing turn)
    {
        var draft = turn.Draft;
        if (draft.Epoch < Volatile.Read(ref closed)) return Superseded;
        try
        {
            var (thread, isSaid) = await store.Read(async (db, c) => (
                await db.Threads.SingleOrDefaultAsync(t => t.ConversationId == conversation, c),
                await db.Outbound.AnyAsync(o => o.MessageId == draft.MessageId, c)), turn.Stop.Token);
            if (thread is null || await book.Own(thread.ConnectionId, turn.Stop.Token) is not { } connection) return Refusal.NotFound("conversation");
            if (draft.Epoch < thread.Fence || (thread.HeldUnder is { } held && draft.Epoch <= held)) return Superseded;

            // The message itself is on its way: a draft behind it would look like another one.
            if (isSaid || restsUntil > clock.GetUtcNow()) return Done.Value;
            var message = new OutboundMessage { MessageId = draft.MessageId, ConversationId = conversation, Epoch = draft.Epoch, Parts = draft.Text is { } text ? [MessagePart.OfText(text)] : [] };
            await channel.ShowDraft(connection.Access, thread.MovedTo ?? thread.Thread, message, turn.Stop.Token);
            return Done.Value;
        }
        catch (OperationCanceledException) when (turn.Stop.IsCancellationRequested)
        {
            return Superseded;
        }
        catch (ChannelException refused)
        {
            restsUntil = clock.GetUtcNow() + Rest;
            LogNotShown(conversation, refused.Error.Code);
            return Signals.Refused(refused);
        }
    }

    /// <summary>Puts a text in; true for whoever is to show it, false where somebody is at it already or a later try has begun.</summary>
    private bool Put(Draft draft)
    {
        lock (gate)
        {
            if (last.Message == draft.MessageId && draft.Attempt < last.Attempt) return false;
            last = (draft.MessageId, draft.Attempt);
            waiting = draft;
            return showing is null;
        }
    }

    /// <summary>The newest text, to be shown; null: there is none, or somebody is at it.</summary>
    private Showing? Take()
    {
        lock (gate)
        {
            if (showing is not null || waiting is not { } newest) return null;
            waiting = null;
            return showing = new Showing(newest);
        }
    }

    private void End(Showing turn)
    {
        lock (gate) showing = null;
        turn.Ended.SetResult();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A draft in {Conversation} was not shown: {Code}")]
    private partial void LogNotShown(string conversation, string code);

    /// <summary>A text on its way.</summary>
    private sealed class Showing(Draft draft)
    {
        public Draft Draft => draft;

        public CancellationTokenSource Stop { get; } = new();

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
