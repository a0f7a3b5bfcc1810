using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Control;
using Sentralix.Orchestrator.Runs;
using Sentralix.Orchestrator.Sessions;
using Sentralix.Orchestrator.Storage;
using Sentralix.Orchestrator.Streaming;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Orchestrator.Conversations;

/// <summary>Takes in what happened in channels. The commit that stores a message also allocates its run and enqueues its turn: one commit,
/// and nothing is lost.</summary>
internal sealed class Intake(IStore<OrchestratorDbContext> store, IDelivery<OrchestratorDbContext> delivery, ChannelNews news, ControlDesk control, Announcer announcer, TimeProvider clock)
{
    private const int MostTravelling = 4000;

    public Task<Result<EventAccepted>> Accept(ChannelEvent body, CancellationToken cancellation) => body.Type switch
    {
        ChannelEventTypes.MessageReceived or ChannelEventTypes.ButtonPressed => AcceptMessage(body, cancellation),
        ChannelEventTypes.MessageEcho => control.Hear(body, cancellation),
        _ => news.Accept(body, cancellation),
    };

    /// <summary>Makes a run and enqueues its turn, in the transaction of what it answers.</summary>
    public static async Task Enqueue(
        OrchestratorDbContext db, IDelivery<OrchestratorDbContext> delivery, ConversationRow conversation, string runId, IReadOnlyList<Message> asked, DateTimeOffset now, CancellationToken cancellation)
    {
        db.Runs.Add(new RunRow { Id = runId, ConversationId = conversation.Id, State = RunState.Queued, Epoch = conversation.Epoch, AskedSeq = asked[0].Seq, CreatedAt = now });
        var payload = new TurnPayload(conversation.Id, runId);

        // A short question travels with its turn: a session that remembers the conversation need not read it again. What it refers to does not
        // travel, and a press is more than its text.
        if (asked is [{ ReplyTo: null, ForwardedFrom: null }] && asked[0].Parts.All(p => p.Type != PartTypes.Button) && HistoryLine.TextOf(asked[0].Parts) is { Length: <= MostTravelling } text)
            payload = payload with { AskedSeq = asked[0].Seq, Question = text, Epoch = conversation.Epoch };
        await delivery.Enqueue(db, TurnHandler.KindName, payload, TurnHandler.KeyOf(conversation.Id), null, cancellation);
    }

    private async Task<Result<EventAccepted>> AcceptMessage(ChannelEvent body, CancellationToken cancellation)
    {
        IReadOnlyList<ConversationEvent> events = [];
        var accepted = await store.Write<Result<EventAccepted>>(async (db, c) =>
        {
            events = [];
            if (await db.LockConversation(body.ConversationId, c) is not { } conversation || conversation.ConnectionId != body.ConnectionId) return Refusal.NotFound("conversation");
            var known = await db.Messages.AsNoTracking().FirstOrDefaultAsync(
                m => m.EventId == body.EventId || (body.ClientMessageId != null && m.ConversationId == conversation.Id && m.ClientMessageId == body.ClientMessageId), c);
            if (known is not null) return new EventAccepted(known.ToMessage(), known.RunId, Duplicate: true);

            var parts = await Presses.Filled(db, conversation, body.Parts, c);
            if (!parts.Ok) return parts.Refusal;
            var now = clock.GetUtcNow();
            var runId = conversation.Holder == ControlHolder.Assistant && !body.Late ? Ids.New("run", now) : null;
            var log = new LogWriter(db, conversation, now);
            if (Surroundings.Learn(conversation, body) is { } learnt) log.Add(learnt);
            var message = log.Add(EventTypes.MessageReceived, new Message
            {
                Id = Ids.New("msg", now),
                ConversationId = conversation.Id,
                Seq = 0,
                Direction = Direction.In,
                Author = Author.Contact,
                Parts = parts.Value,
                ReplyTo = await References.Known(db, conversation.Id, body.ReplyTo, c),
                ForwardedFrom = body.ForwardedFrom,
                RunId = runId,
                ClientMessageId = body.ClientMessageId,
                Epoch = conversation.Epoch,
                CreatedAt = body.OccurredAt ?? now,
            }, body.EventId);
            if (runId is not null) await Enqueue(db, delivery, conversation, runId, [message], now, c);
            log.Save();
            events = log.Events;
            return new EventAccepted(message, runId, Duplicate: false);
        }, cancellation);
        if (accepted is { Ok: true, Value.RunId: null }) announcer.Announce(body.ConversationId, events);
        return accepted;
    }
}
