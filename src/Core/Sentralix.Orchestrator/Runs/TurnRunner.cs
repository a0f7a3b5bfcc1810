using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Configuration;
using Sentralix.Orchestrator.Outbound;
using Sentralix.Orchestrator.Scenarios;
using Sentralix.Orchestrator.Sessions;
using Sentralix.Orchestrator.Storage;
using Sentralix.Orchestrator.Streaming;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Orchestrator.Runs;

/// <summary>Runs one turn: the active release's scenario, node by node, and the commit that ends it.</summary>
internal sealed partial class TurnRunner(
    IStore<OrchestratorDbContext> store,
    TurnCommits commits,
    ActiveReleases releases,
    Scenarios.Scenarios scenarios,
    RunServices services,
    Messengers messengers,
    TimeProvider clock,
    ILogger<TurnRunner> logger)
{
    private const int MaxSteps = 500;

    // A fault of ours is tried again for a while; then the customer is told, and the run says why.
    private const int PatientAttempts = 5;

    private static readonly ActivitySource Source = new("Sentralix.Orchestrator");

    /// <param name="order">Which turn.</param>
    /// <param name="standing">What the session remembers of its conversation.</param>
    /// <param name="tell">Tells the listeners.</param>
    /// <param name="stop">The run was ended by somebody, or the process stops.</param>
    /// <param name="shutdown">The process stops.</param>
    /// <param name="hush">The contact has heard enough of what is being said.</param>
    public async Task<TurnOutcome> Run(
        TurnOrder order, Standing? standing, Func<IReadOnlyList<ConversationEvent>, Task> tell, CancellationToken stop, CancellationToken shutdown, CancellationToken hush)
    {
        using var activity = Source.StartActivity("turn");
        activity?.SetTag("sentralix.run.id", order.RunId);
        try
        {
            var turn = standing?.Next(order) ?? await store.Read((db, c) => Turn.Load(db, order.ConversationId, order.RunId, c), shutdown);
            if (turn is null || turn.Run.State.IsTerminal()) return await commits.Drop(order);
            return await Route(turn, order, tell, stop, shutdown, hush);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !shutdown.IsCancellationRequested)
        {
            // Whoever ended the run has committed that already.
            return await commits.Drop(order);
        }
        catch (LeaseLostException)
        {
            return new TurnOutcome(TurnEnd.LeaseLost);
        }
    }

    private async Task<TurnOutcome> Route(
        Turn turn, TurnOrder order, Func<IReadOnlyList<ConversationEvent>, Task> tell, CancellationToken stop, CancellationToken shutdown, CancellationToken hush)
    {
        var session = commits.Continues(turn.Session) ? turn.Session : null;
        var release = session is not null ? await releases.Release(session.ReleaseId, stop) : await Chosen(turn.Conversation, stop);
        if (!release.Ok)
        {
            LogUnrouted(turn.Conversation.Id, release.Refusal.Code);
            if (!turn.Conversation.Unrouted) await commits.MarkUnrouted(turn.Conversation.Id);
            return new TurnOutcome(TurnEnd.Unrouted);
        }

        var state = turn.Run.Checkpoint is null ? new Checkpoint() : Mapping.Read<Checkpoint>(turn.Run.Checkpoint)!;
        var run = new RunContext(services, what => tell([what]))
        {
            RunId = order.RunId,
            ConversationId = order.ConversationId,
            Channel = turn.Conversation.Channel,
            Attempt = order.Attempt,
            Epoch = turn.Run.Epoch,
            Release = release.Value,
            About = turn.Conversation.Context is { } about ? Mapping.Read<ConversationContext>(about) : null,
            Question = turn.Question,
            Refers = turn.Refers,
            Pressed = turn.Pressed,
            History = turn.History,
            Clock = clock,
            Now = clock.GetUtcNow(),
            State = state,
            Draft = DraftOf(turn, order),
            Hush = hush,
            InputTokens = turn.Run.InputTokens,
            OutputTokens = turn.Run.OutputTokens,
            ModelCalls = turn.Run.ModelCalls,
        };
        await tell([new ConversationEvent { Type = EventTypes.RunStarted, ConversationId = run.ConversationId, RunId = run.RunId, Attempt = run.Attempt, Epoch = run.Epoch }]);

        var pending = new Pending();
        var end = await WasStopped(order, state, shutdown) ? RunEnd.Completed("stopped") : await Walk(run, pending, order, tell, stop, shutdown);
        if (run.Draft is { } draft) await draft.Settle();
        if (end.Error is not null && end.Apologise)
        {
            pending.Messages.Add(run.NewMessage(run.MessageId("apology"), Apology.For(run.Question, release.Value.Configuration), []));
            LogFailed(run.RunId, end.Error.Code);
        }

        var finished = await commits.Finish(turn, run, session, pending, end, order);
        await tell(finished.Events);

        // A turn that was more than one question, or part of which is older than this attempt, is not remembered whole.
        var whole = finished.Conversation is not null && order is { Attempt: 1, AskedSeq: not null } && !run.Checkpointed;
        return new TurnOutcome(TurnEnd.Completed, whole ? Standing.After(turn, finished.Conversation!, finished.Session!, pending.Messages) : null);
    }

    // On the web everybody sees the pieces themselves.
    private GrowingDraft? DraftOf(Turn turn, TurnOrder order) => turn.Conversation.Channel is Channel.Web or Channel.Voip
        ? null
        : new GrowingDraft(messengers.Of(turn.Conversation.Channel), new DraftOrder(order.ConversationId, turn.Conversation.ConnectionId, turn.Run.Epoch, order.Attempt), clock, logger);

    /// <summary>Whether the contact stopped what an earlier attempt had begun to say: it is not begun again.</summary>
    private async Task<bool> WasStopped(TurnOrder order, Checkpoint state, CancellationToken cancellation)
    {
        if (state.Started.Count == 0) return false;
        var since = await store.Read(
            async (db, c) =>
            {
                var asked = await db.Runs.Where(r => r.Id == order.RunId).Select(r => r.AskedSeq).SingleAsync(c);
                return await db.Log.Where(l => l.ConversationId == order.ConversationId && l.LastSeq > asked).OrderBy(l => l.LastSeq).ToListAsync(c);
            },
            cancellation);
        return since.SelectMany(l => l.ToEvents()).Any(e => e.Type == ChannelEventTypes.GenerationStopped);
    }

    private async Task<Result<ActiveRelease>> Chosen(ConversationRow conversation, CancellationToken cancellation)
    {
        if (conversation.AssistantId is { } assistant) return await releases.Active(assistant, "prod", cancellation);
        var binding = await releases.Binding(conversation.ConnectionId, cancellation);
        return binding.Ok ? await releases.Active(binding.Value.AssistantId, binding.Value.Environment, cancellation) : binding.Refusal;
    }

    private async Task<RunEnd> Walk(
        RunContext run, Pending pending, TurnOrder order, Func<IReadOnlyList<ConversationEvent>, Task> tell, CancellationToken stop, CancellationToken shutdown)
    {
        if (await scenarios.Load(run.Release.Configuration.Scenario, stop) is not { } scenario)
            return RunEnd.Failed(new RunError("scenario_missing", $"The scenario '{run.Release.Configuration.Scenario}' of the release is not there."));
        run.Locale = scenario.Locale;
        var state = run.State;
        if (state.Next is null)
        {
            state.Next = scenario.Start;
            foreach (var (name, value) in scenario.Vars) state.Vars[name] = value;
        }

        while (state.Next is { } id)
        {
            if (state.Steps >= MaxSteps) return RunEnd.Failed(new RunError("limit_steps", $"The run took more than {MaxSteps} steps.", id));
            var node = scenario.Nodes[id];

            // Nothing may leave before what implies it is durable: a message that was made, an answer that a model was paid for.
            if (node.IsEffect && pending.MustBeDurable) await tell(await commits.Checkpoint(run, pending, order));

            if (run.Draft is { } draft && node.IsEffect)
            {
                // As it is before the node: whoever goes on after a crash begins the node again.
                var before = Mapping.Write(state);
                draft.Begin = async message => await tell(await commits.Started(run, pending, order, Mapping.Read<Checkpoint>(before)!, message));
            }

            state.Steps++;
            state.Visits[id] = run.Visit(id) + 1;
            var outcome = await Execute(node, run, order, stop, shutdown);
            if (outcome.Error is { } error)
            {
                pending.Events.Add(Event(EventTypes.NodeFailed, run, node) with { Error = error });
                var handler = node.OnError ?? (scenario.OnError == id ? null : scenario.OnError);
                if (handler is null) return RunEnd.Failed(error);
                state.Next = handler;
                continue;
            }

            if (outcome.Result is { } result) state.Results[id] = result;
            pending.Events.Add(Event(EventTypes.NodeCompleted, run, node) with { Outcome = outcome.Result });
            pending.HasEffect |= node.IsEffect;
            if (outcome.Message is { } message)
            {
                pending.Messages.Add(message);
                state.Spoke = true;
            }

            state.Next = outcome.Next;
            if (outcome.Ended is { } ended) return RunEnd.Completed(ended);
        }

        return RunEnd.Completed("resolved");
    }

    private async Task<NodeOutcome> Execute(Node node, RunContext run, TurnOrder order, CancellationToken stop, CancellationToken shutdown)
    {
        try
        {
            return await node.Run(run, stop);
        }
        catch (NodeFaultException wrong)
        {
            return new NodeOutcome { Error = new RunError(wrong.Code, wrong.Message, node.Id) };
        }
        catch (RefusedException refused)
        {
            return new NodeOutcome { Error = new RunError(refused.Refusal.Code, refused.Refusal.Detail, node.Id) };
        }
        catch (ServiceUnavailableException away) when (order.Attempt >= PatientAttempts)
        {
            return new NodeOutcome { Error = new RunError("service_unavailable", away.Message, node.Id, away.Service) };
        }
        catch (Exception fault) when (order.Attempt >= PatientAttempts && !stop.IsCancellationRequested && !shutdown.IsCancellationRequested)
        {
            // The work item's earlier attempts are in the log with their exceptions; the customer is told now.
            LogBroke(fault, run.RunId, node.Id);
            return new NodeOutcome { Error = new RunError("internal", $"The node broke {order.Attempt} times: {fault.GetType().Name}.", node.Id) };
        }
    }

    private static ConversationEvent Event(string type, RunContext run, Node node) => new()
    {
        Type = type,
        ConversationId = run.ConversationId,
        RunId = run.RunId,
        Node = node.Id,
        Visit = run.Visit(node.Id),
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Conversation {Conversation} waits: {Why}")]
    private partial void LogUnrouted(string conversation, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run} failed: {Code}")]
    private partial void LogFailed(string run, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {Run}: node {Node} broke")]
    private partial void LogBroke(Exception fault, string run, string node);
}

/// <summary>How a turn's work ended, and what its session remembers.</summary>
internal sealed record TurnOutcome(TurnEnd End, Standing? Standing = null);

/// <summary>What a run has made since its last commit.</summary>
internal sealed class Pending
{
    public List<ConversationEvent> Events { get; } = [];

    public List<Message> Messages { get; } = [];

    /// <summary>Something was done whose outcome another try would not repeat.</summary>
    public bool HasEffect { get; set; }

    public bool MustBeDurable => HasEffect || Messages.Count > 0;

    public void Clear()
    {
        Events.Clear();
        Messages.Clear();
        HasEffect = false;
    }
}

/// <summary>How a run ended.</summary>
internal sealed record RunEnd(string? Result, RunError? Error, bool Apologise)
{
    public static RunEnd Completed(string result) => new(result, null, false);

    public static RunEnd Failed(RunError error) => new(null, error, true);
}
