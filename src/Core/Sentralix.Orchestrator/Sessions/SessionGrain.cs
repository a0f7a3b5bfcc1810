using Microsoft.Extensions.Logging;
using Orleans.Utilities;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Runs;
using Sentralix.Orchestrator.Storage;
using Sentralix.Orchestrator.Streaming;
using Sentralix.Platform.Cluster;

namespace Sentralix.Orchestrator.Sessions;

/// <inheritdoc cref="ISessionGrain"/>
[RunsWithService(OrchestratorModule.ServiceName)]
internal sealed class SessionGrain(TurnRunner turns, ILogger<SessionGrain> logger) : Grain, ISessionGrain
{
    private readonly ObserverManager<IConversationListener> listeners = new(TimeSpan.FromMinutes(1), logger);
    private ConversationEvent? inMaking;

    // The database is the truth; this is what it said after the last turn, and serves only while the log has not gone on without it.
    private Standing? standing;
    private string? liveRun;
    private CancellationTokenSource? live;
    private CancellationTokenSource? hush;

    private string Key => this.GetPrimaryKeyString();

    public async Task<TurnEnd> RunTurn(TurnOrder order, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var enough = new CancellationTokenSource();
        live = stop;
        hush = enough;
        liveRun = order.RunId;
        try
        {
            var known = standing;
            standing = null;
            var outcome = await turns.Run(order, known, Tell, stop.Token, cancellation, enough.Token);
            standing = outcome.Standing;
            return outcome.End;
        }
        finally
        {
            live = null;
            hush = null;
            liveRun = null;
            inMaking = null;
        }
    }

    public async Task Announce(string events)
    {
        var list = Mapping.Read<IReadOnlyList<ConversationEvent>>(events) ?? [];
        standing = null;
        if (live is not null && list.Any(e => e.RunId == liveRun && EventTypes.EndsRun(e.Type))) await live.CancelAsync();

        // Only what is being shown can be stopped, so it is the live run's.
        if (hush is not null && list.Any(e => e.Type == ChannelEventTypes.GenerationStopped)) await hush.CancelAsync();
        await Tell(list);
    }

    public Task<string?> Listen(IConversationListener listener)
    {
        listeners.Subscribe(listener, listener);
        return Task.FromResult(inMaking is null ? null : Mapping.Write(inMaking));
    }

    public Task Leave(IConversationListener listener)
    {
        listeners.Unsubscribe(listener);
        return Task.CompletedTask;
    }

    private Task Tell(IReadOnlyList<ConversationEvent> events)
    {
        foreach (var what in events) inMaking = MessageInMaking.Next(inMaking, what);
        if (listeners.Count == 0) return Task.CompletedTask;
        var json = Mapping.Write(events);
        return listeners.Notify(listener => listener.Tell(Key, json));
    }
}
