using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Conversations;
using Sentralix.Orchestrator.Outbound;
using Sentralix.Orchestrator.Storage;
using Sentralix.Orchestrator.Streaming;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Orchestrator.Control;

/// <summary>Who may speak. The epoch rises here and nowhere else.</summary>
internal sealed class ControlDesk(
    IStore<OrchestratorDbContext> store, IDelivery<OrchestratorDbContext> delivery, Outgoing outgoing, FenceRaiser fences, Announcer announcer, TimeProvider clock)
{
    /// <summary>Who has control when a human answers in the channel's own application.</summary>
    private const string External = "external";

    private static readonly RunState[] Live = [RunState.Queued, RunState.Running, RunState.Waiting];

    public async Task<Result<Run>> Cancel(string id, CancellationToken cancellation)
    {
        IReadOnlyList<ConversationEvent> events = [];
        var canceled = await store.Write<Result<Run>>(async (db, c) =>
        {
            events = [];
            var conversationId = await db.Runs.Where(r => r.Id == id).Select(r => r.ConversationId).SingleOrDefaultAsync(c);
            if (conversationId is null) return Refusal.NotFound("run");
            var conversation = (await db.LockConversation(conversationId, c))!;
            var run = await db.Runs.AsTracking().SingleAsync(r => r.Id == id, c);
            if (run.State.IsTerminal()) return run.ToRun();
            var log = new LogWriter(db, conversation, clock.GetUtcNow());
            End(log, run);
            log.Save();
            events = log.Events;
            return run.ToRun();
        }, cancellation);
        if (canceled.Ok && events.Count > 0) await announcer.Tell(canceled.Value.ConversationId, events);
        return canceled;
    }

    public async Task<Result<Contracts.Orchestrator.Control>> Take(string id, TakeControl body, CancellationToken cancellation)
    {
        IReadOnlyList<ConversationEvent> events = [];
        var taken = await store.Write<Result<Contracts.Orchestrator.Control>>(async (db, c) =>
        {
            events = [];
            if (await db.LockConversation(id, c) is not { } conversation) return Refusal.NotFound("conversation");
            var who = body.Operator ?? CallContext.Current.Actor;
            if (conversation.Holder == ControlHolder.Operator && conversation.Operator == who) return conversation.ToControl();
            var log = new LogWriter(db, conversation, clock.GetUtcNow());
            await Pass(db, log, conversation, who, FenceRaiser.Patience, c);
            log.Save();
            events = log.Events;
            return conversation.ToControl();
        }, cancellation);
        if (!taken.Ok || events.Count == 0) return taken;

        await announcer.Tell(id, events);
        return await fences.Raise(id, taken.Value.Epoch, cancellation) ?? taken;
    }

    public async Task<Result<Contracts.Orchestrator.Control>> Release(string id, CancellationToken cancellation)
    {
        IReadOnlyList<ConversationEvent> events = [];
        var released = await store.Write<Result<Contracts.Orchestrator.Control>>(async (db, c) =>
        {
            events = [];
            if (await db.LockConversation(id, c) is not { } conversation) return Refusal.NotFound("conversation");
            if (conversation.Holder == ControlHolder.Assistant) return conversation.ToControl();
            var now = clock.GetUtcNow();
            conversation.Epoch++;
            conversation.Holder = ControlHolder.Assistant;
            conversation.Operator = null;
            conversation.Fenced = true;
            var log = new LogWriter(db, conversation, now);
            log.Add(new ConversationEvent { Type = EventTypes.ControlReleased, ConversationId = id, Epoch = conversation.Epoch, Holder = ControlHolder.Assistant });
            log.Save();
            await AnswerWhatIsOpen(db, conversation, now, c);
            events = log.Events;
            return conversation.ToControl();
        }, cancellation);
        if (released.Ok) announcer.Announce(id, events);
        return released;
    }

    public async Task<Result<Message>> Speak(string id, OperatorMessage body, CancellationToken cancellation)
    {
        IReadOnlyList<ConversationEvent> events = [];
        var said = await store.Write<Result<Message>>(async (db, c) =>
        {
            events = [];
            if (await db.LockConversation(id, c) is not { } conversation) return Refusal.NotFound("conversation");
            if (body.ClientMessageId is not null
                && await db.Messages.AsNoTracking().SingleOrDefaultAsync(m => m.ConversationId == id && m.ClientMessageId == body.ClientMessageId, c) is { } known)
                return known.ToMessage();
            if (conversation.Holder != ControlHolder.Operator) return Refusal.Conflict("control_not_held", "The assistant has control; take it first.");
            var now = clock.GetUtcNow();
            var log = new LogWriter(db, conversation, now);
            var message = log.Add(EventTypes.MessageCompleted, new Message
            {
                Id = Ids.New("msg", now),
                ConversationId = id,
                Seq = 0,
                Direction = Direction.Out,
                Author = Author.Operator,
                Parts = body.Parts,
                Keyboard = body.Keyboard,
                ClientMessageId = body.ClientMessageId,
                Status = Outgoing.FirstStatus(conversation.Channel),
                Epoch = conversation.Epoch,
                CreatedAt = now,
            });
            await outgoing.Enqueue(db, conversation, message, c);
            log.Save();
            events = log.Events;
            return message;
        }, cancellation);
        if (said.Ok) announcer.Announce(id, events);
        return said;
    }

    /// <summary>Takes in that a human answered in the channel's own application: control is his from then on. The connector has held the
    /// assistant's messages back already; the fence that follows ends that hold.</summary>
    public async Task<Result<EventAccepted>> Hear(ChannelEvent body, CancellationToken cancellation)
    {
        IReadOnlyList<ConversationEvent> events = [];
        var heard = await store.Write<Result<EventAccepted>>(async (db, c) =>
        {
            events = [];
            if (await db.LockConversation(body.ConversationId, c) is not { } conversation || conversation.ConnectionId != body.ConnectionId) return Refusal.NotFound("conversation");
            if (await db.Messages.AsNoTracking().FirstOrDefaultAsync(m => m.EventId == body.EventId, c) is { } known) return new EventAccepted(known.ToMessage(), null, Duplicate: true);
            var now = clock.GetUtcNow();
            var log = new LogWriter(db, conversation, now);
            if (conversation.Holder == ControlHolder.Assistant) await Pass(db, log, conversation, External, TimeSpan.Zero, c);
            var message = log.Add(EventTypes.MessageEcho, new Message
            {
                Id = Ids.New("msg", now),
                ConversationId = conversation.Id,
                Seq = 0,
                Direction = Direction.Out,
                Author = Author.External,
                Parts = body.Parts,
                ReplyTo = await References.Known(db, conversation.Id, body.ReplyTo, c),
                ForwardedFrom = body.ForwardedFrom,
                Status = SendStatus.Sent,
                Epoch = conversation.Epoch,
                CreatedAt = body.OccurredAt ?? now,
            }, body.EventId);
            log.Save();
            events = log.Events;
            return new EventAccepted(message, null, Duplicate: false);
        }, cancellation);
        if (heard.Ok && events.Count > 0) await announcer.Tell(body.ConversationId, events);
        return heard;
    }

    /// <summary>Gives control to a human in the unit of work: raises the epoch, ends what runs, and has the fence raised.</summary>
    private async Task Pass(OrchestratorDbContext db, LogWriter log, ConversationRow conversation, string who, TimeSpan fenceAfter, CancellationToken cancellation)
    {
        conversation.Epoch++;
        conversation.Holder = ControlHolder.Operator;
        conversation.Operator = who;
        conversation.Fenced = false;
        foreach (var run in await db.Runs.AsTracking().Where(r => r.ConversationId == conversation.Id && Live.Contains(r.State)).OrderBy(r => r.Id).ToListAsync(cancellation)) End(log, run);
        log.Add(new ConversationEvent { Type = EventTypes.ControlTaken, ConversationId = conversation.Id, Epoch = conversation.Epoch, Holder = who });

        // Whoever takes control raises the fence himself; should this process die before, the item does it.
        await delivery.Enqueue(db, FenceHandler.KindName, new FencePayload(conversation.Id, conversation.Epoch), $"fence/{conversation.Id}", clock.GetUtcNow() + fenceAfter, cancellation);
    }

    private static void End(LogWriter log, RunRow run)
    {
        run.State = RunState.Canceled;
        run.EndedAt = log.Now;
        run.Checkpoint = null;
        log.Add(new ConversationEvent { Type = EventTypes.RunCanceled, ConversationId = run.ConversationId, RunId = run.Id });
    }

    /// <summary>What the customer wrote after the last word to him gets one turn together.</summary>
    private async Task AnswerWhatIsOpen(OrchestratorDbContext db, ConversationRow conversation, DateTimeOffset now, CancellationToken cancellation)
    {
        var answered = await db.Messages.Where(m => m.ConversationId == conversation.Id && m.Direction == Direction.Out).MaxAsync(m => (long?)m.Seq, cancellation) ?? 0;
        var open = await db.Messages.AsTracking().Where(m => m.ConversationId == conversation.Id && m.Direction == Direction.In && m.Seq > answered).OrderBy(m => m.Seq).ToListAsync(cancellation);
        if (open.Count == 0) return;
        var runId = Ids.New("run", now);
        foreach (var message in open) message.RunId = runId;
        await Intake.Enqueue(db, delivery, conversation, runId, [.. open.Select(m => m.ToMessage())], now, cancellation);
    }
}
