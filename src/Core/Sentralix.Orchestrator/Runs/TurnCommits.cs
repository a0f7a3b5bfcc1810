using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Outbound;
using Sentralix.Orchestrator.Sessions;
using Sentralix.Orchestrator.Storage;
using Sentralix.Orchestrator.Streaming;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Orchestrator.Runs;

/// <summary>The commits of a turn. Each shows the work item's lease, and none speaks under an epoch that has passed.</summary>
internal sealed class TurnCommits(IStore<OrchestratorDbContext> store, IDelivery<OrchestratorDbContext> delivery, Outgoing outgoing, TimeProvider clock)
{
    // A session is one period of a conversation: after so long a silence the next message begins another, under the release of its day.
    private static readonly TimeSpan SessionIdle = TimeSpan.FromMinutes(30);

    // When a session was last active is known to the minute: not every turn writes it.
    private static readonly TimeSpan ActiveStep = TimeSpan.FromMinutes(1);

    public bool Continues(SessionRow? session) => session is not null && session.ActiveAt > clock.GetUtcNow() - SessionIdle;

    /// <summary>Completes the work item of a run that has ended already.</summary>
    public async Task<TurnOutcome> Drop(TurnOrder order)
    {
        await store.Write((db, c) => delivery.CompleteIn(db, order.Ticket, c), CancellationToken.None);
        return new TurnOutcome(TurnEnd.Completed);
    }

    public Task MarkUnrouted(string conversation) => store.Write(
        (db, c) => db.Conversations.Where(x => x.Id == conversation).ExecuteUpdateAsync(set => set.SetProperty(x => x.Unrouted, true), c), CancellationToken.None);

    /// <summary>Makes durable what the run has made so far, so that it goes on from here after a crash.</summary>
    /// <exception cref="OperationCanceledException">The run was ended meanwhile.</exception>
    public Task<IReadOnlyList<ConversationEvent>> Checkpoint(RunContext run, Pending pending, TurnOrder order) => Checkpoint(run, pending, order, run.State, null);

    /// <summary>Makes durable that a message is being said, before anything of it is seen. A crash goes on with the node that says it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="pending">What it has made.</param>
    /// <param name="order">Which turn.</param>
    /// <param name="before">The state in which the node began.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="OperationCanceledException">The run was ended meanwhile.</exception>
    public Task<IReadOnlyList<ConversationEvent>> Started(RunContext run, Pending pending, TurnOrder order, Checkpoint before, string message)
    {
        before.Started[message] = run.Attempt;
        run.State.Started[message] = run.Attempt;
        var started = new ConversationEvent { Type = EventTypes.MessageStarted, ConversationId = run.ConversationId, RunId = run.RunId, MessageId = message, Attempt = run.Attempt, Epoch = run.Epoch };
        return Checkpoint(run, pending, order, before, started);
    }

    private async Task<IReadOnlyList<ConversationEvent>> Checkpoint(RunContext run, Pending pending, TurnOrder order, Checkpoint state, ConversationEvent? last)
    {
        var written = await store.Write(async (db, c) =>
        {
            await order.Ticket.HoldIn(db, c);
            var (conversation, row) = await Lock(db, order, c);
            if (row.State.IsTerminal() || conversation.Epoch != run.Epoch) return null;
            Fill(row, run);
            row.State = RunState.Running;
            row.Checkpoint = Mapping.Write(state);
            return await Write(db, conversation, pending, last, c);
        }, CancellationToken.None) ?? throw new OperationCanceledException("The run was ended by somebody else.");
        pending.Clear();
        run.Checkpointed = true;
        return written;
    }

    /// <summary>Ends the turn: messages, state, usage and the work item's completion in one transaction.</summary>
    public Task<Finished> Finish(Turn turn, RunContext run, SessionRow? session, Pending pending, RunEnd end, TurnOrder order) =>
        store.Write(async (db, c) =>
        {
            var (conversation, row) = await Hold(db, turn, run, pending, order, c);
            await delivery.CompleteIn(db, order.Ticket, c);

            // Whoever ended the run or took control has said so in the log; what the assistant made since then is not said.
            if (row.State.IsTerminal() || conversation.Epoch != run.Epoch) return Finished.Nothing;
            conversation.Unrouted = false;
            Fill(row, run);
            var active = await Session(db, run, session, c);
            row.SessionId = active.Id;
            row.State = end.Error is null ? RunState.Completed : RunState.Failed;
            row.Checkpoint = null;
            row.Result = end.Result;
            row.Error = end.Error is null ? null : Mapping.Write(end.Error);
            row.EndedAt = clock.GetUtcNow();
            var last = new ConversationEvent
            {
                Type = end.Error is null ? EventTypes.RunCompleted : EventTypes.RunFailed,
                ConversationId = run.ConversationId,
                RunId = run.RunId,
                Result = end.Result,
                Error = end.Error,
            };
            return new Finished(await Write(db, conversation, pending, last, c), conversation, active);
        }, CancellationToken.None);

    private static async Task<(ConversationRow Conversation, RunRow Run)> Lock(OrchestratorDbContext db, TurnOrder order, CancellationToken cancellation)
    {
        var conversation = await db.LockConversation(order.ConversationId, cancellation) ?? throw new InvalidOperationException("The conversation of a run is gone.");
        return (conversation, await db.Runs.AsTracking().SingleAsync(r => r.Id == order.RunId, cancellation));
    }

    /// <summary>The rows that a turn's end changes, held against everybody else. Where the log ends as the turn knows it, they are as the turn
    /// knows them (whoever changes them writes to the log), and are not read again.</summary>
    private async Task<(ConversationRow Conversation, RunRow Run)> Hold(OrchestratorDbContext db, Turn turn, RunContext run, Pending pending, TurnOrder order, CancellationToken cancellation)
    {
        if (run.Checkpointed) return await Lock(db, order, cancellation);
        var (id, known, now) = (order.ConversationId, turn.Conversation.LastSeq, clock.GetUtcNow());
        var last = known + pending.Events.Count + pending.Messages.Count + 1;
        var held = await db.Conversations.Where(x => x.Id == id && x.Epoch == run.Epoch && x.LastSeq == known).ExecuteUpdateAsync(
            set => set.SetProperty(x => x.LastSeq, last).SetProperty(x => x.UpdatedAt, now).SetProperty(x => x.Unrouted, false), cancellation);
        if (held == 0) return await Lock(db, order, cancellation);
        var row = turn.Run.Copy();
        row.TenantId = db.Tenant!;
        db.Runs.Attach(row);
        return (turn.Conversation.Copy(), row);
    }

    private static void Fill(RunRow row, RunContext run)
    {
        row.StartedAt ??= run.Now;
        row.ReleaseId = run.Release.ReleaseId;
        row.Scenario = run.Release.Configuration.Scenario ?? Scenarios.Scenario.BuiltInRef;
        row.InputTokens = run.InputTokens;
        row.OutputTokens = run.OutputTokens;
        row.ModelCalls = run.ModelCalls;
    }

    private async Task<List<ConversationEvent>> Write(OrchestratorDbContext db, ConversationRow conversation, Pending pending, ConversationEvent? last, CancellationToken cancellation)
    {
        var log = new LogWriter(db, conversation, clock.GetUtcNow());
        foreach (var what in pending.Events) log.Add(what);
        foreach (var message in pending.Messages) await outgoing.Enqueue(db, conversation, log.Add(EventTypes.MessageCompleted, message), cancellation);
        if (last is not null) log.Add(last);
        log.Save();
        return [.. log.Events];
    }

    private async Task<SessionRow> Session(OrchestratorDbContext db, RunContext run, SessionRow? session, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (session is not null)
        {
            if (session.ActiveAt > now - ActiveStep) return session;
            await db.Sessions.Where(s => s.Id == session.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.ActiveAt, now), cancellation);
            return session.Active(now);
        }

        await db.Sessions.Where(s => s.ConversationId == run.ConversationId && s.ClosedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.ClosedAt, (DateTimeOffset?)now), cancellation);
        var opened = new SessionRow
        {
            Id = Ids.New("ses", now),
            ConversationId = run.ConversationId,
            AssistantId = run.Release.AssistantId,
            ReleaseId = run.Release.ReleaseId,
            OpenedAt = now,
            ActiveAt = now,
        };
        db.Sessions.Add(opened);
        return opened;
    }
}

/// <summary>What ended a turn.</summary>
/// <param name="Events">What the log has of it; empty: somebody else ended the run.</param>
/// <param name="Conversation">The conversation after it.</param>
/// <param name="Session">The session it belonged to.</param>
internal sealed record Finished(IReadOnlyList<ConversationEvent> Events, ConversationRow? Conversation, SessionRow? Session)
{
    public static readonly Finished Nothing = new([], null, null);
}
