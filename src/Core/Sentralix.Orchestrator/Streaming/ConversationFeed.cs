using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Sessions;
using Sentralix.Orchestrator.Storage;

namespace Sentralix.Orchestrator.Streaming;

/// <summary>What this process's listeners hear of conversations, wherever in the cluster those run. It is a hint, never the truth: a
/// listener reads what it missed from the log.</summary>
internal sealed partial class ConversationFeed(IGrainFactory grains, TimeProvider clock, ILogger<ConversationFeed> logger) : BackgroundService, IConversationListener
{
    // A conversation goes on being heard for a while: the next message usually comes soon.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(30);

    // Grains forget listeners that do not say again that they listen: their process may be dead.
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, Heard> heard = new();
    private IConversationListener? reference;

    /// <summary>How a tenant's conversation is named to its grain.</summary>
    public static string KeyOf(string tenant, string conversation) => $"{tenant}/{conversation}";

    /// <summary>Begins to listen. Dispose of it to stop.</summary>
    public async Task<Listening> Listen(string key)
    {
        Listening listening;
        Heard entry;
        do
        {
            entry = heard.GetOrAdd(key, _ => new Heard());
            listening = new Listening(entry);
        }
        while (!entry.TryAdd(listening));

        try
        {
            await EnsureHeard(key, entry);
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException)
        {
            // The grain is moving: the log is read meanwhile, and the renewal tries again.
            LogNotHeard(fault, key);
        }

        return listening;
    }

    public Task Tell(string conversation, string events)
    {
        if (!heard.TryGetValue(conversation, out var entry)) return Task.CompletedTask;
        entry.Pass(Mapping.Read<IReadOnlyList<ConversationEvent>>(events) ?? []);
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask().ContinueWith(t => t.IsCompletedSuccessfully && t.Result, TaskScheduler.Default))
        {
            foreach (var (key, entry) in heard) await Tend(key, entry);
        }
    }

    private async Task Tend(string key, Heard entry)
    {
        try
        {
            if (entry.TryRetire(clock.GetUtcNow() - Linger))
            {
                heard.TryRemove(key, out _);
                if (reference is not null) await grains.GetGrain<ISessionGrain>(key).Leave(reference);
            }
            else if (!entry.IsIdle && entry.HeardAt < clock.GetUtcNow() - Renewal)
            {
                entry.HeardAt = default;
                await EnsureHeard(key, entry);
            }
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException)
        {
            LogNotHeard(fault, key);
        }
    }

    private async Task EnsureHeard(string key, Heard entry)
    {
        if (entry.HeardAt != default) return;
        reference ??= grains.CreateObjectReference<IConversationListener>(this);
        var snapshot = await grains.GetGrain<ISessionGrain>(key).Listen(reference);
        entry.HeardAt = clock.GetUtcNow();
        if (snapshot is not null) entry.Pass([Mapping.Read<ConversationEvent>(snapshot)!]);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The session of {Conversation} cannot be heard now")]
    private partial void LogNotHeard(Exception fault, string conversation);

    /// <summary>One listener.</summary>
    internal sealed class Listening(Heard heard) : IDisposable
    {
        private readonly Channel<ConversationEvent> events = System.Threading.Channels.Channel.CreateUnbounded<ConversationEvent>(new UnboundedChannelOptions { SingleReader = true });

        public ChannelReader<ConversationEvent> Events => events.Reader;

        public void Pass(ConversationEvent what) => events.Writer.TryWrite(what);

        public void Dispose() => heard.Remove(this);
    }

    /// <summary>A conversation that somebody here listens to.</summary>
    internal sealed class Heard
    {
        private readonly Lock gate = new();
        private readonly List<Listening> listeners = [];
        private ConversationEvent? snapshot;
        private DateTimeOffset idleSince;
        private bool retired;

        public DateTimeOffset HeardAt { get; set; }

        public bool IsIdle
        {
            get
            {
                lock (gate) return listeners.Count == 0;
            }
        }

        public bool TryAdd(Listening listening)
        {
            lock (gate)
            {
                if (retired) return false;
                listeners.Add(listening);

                // Whoever comes in the middle of a message gets what was said so far.
                if (snapshot is not null) listening.Pass(snapshot);
                return true;
            }
        }

        public void Remove(Listening listening)
        {
            lock (gate)
            {
                listeners.Remove(listening);
                if (listeners.Count == 0) idleSince = TimeProvider.System.GetUtcNow();
            }
        }

        public bool TryRetire(DateTimeOffset before)
        {
            lock (gate)
            {
                return retired = listeners.Count == 0 && idleSince < before;
            }
        }

        public void Pass(IReadOnlyList<ConversationEvent> events)
        {
            lock (gate)
            {
                foreach (var what in events)
                {
                    snapshot = MessageInMaking.Next(snapshot, what);
                    foreach (var listener in listeners) listener.Pass(what);
                }
            }
        }
    }
}
