using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;
using Sentralix.Orchestrator.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Orchestrator.Configuration;

/// <summary>Active configurations, cached. Assistants tells what was published; while nobody tells, nothing cached is believed.</summary>
internal sealed partial class ActiveReleases(
    IActiveAssistants assistants,
    IStore<OrchestratorDbContext> store,
    IDelivery<OrchestratorDbContext> delivery,
    ILogger<ActiveReleases> logger) : BackgroundService
{
    private const int MaxCached = 10_000;
    private readonly ConcurrentDictionary<(string Tenant, string Assistant, string Environment), ActiveRelease> active = new();
    private readonly ConcurrentDictionary<(string Tenant, string Release), ActiveRelease> releases = new();
    private readonly ConcurrentDictionary<(string Tenant, string Connection), Binding> bindings = new();
    private long generation;
    private volatile bool isTold;

    /// <summary>A release by id. It never changes.</summary>
    public async Task<Result<ActiveRelease>> Release(string id, CancellationToken cancellation)
    {
        var key = (CallContext.Current.Tenant, id);
        if (releases.TryGetValue(key, out var known)) return known;
        var found = await assistants.Release(id, cancellation);
        if (found.Ok) Keep(releases, key, found.Value);
        return found;
    }

    /// <summary>What is active for an assistant.</summary>
    public Task<Result<ActiveRelease>> Active(string assistant, string environment, CancellationToken cancellation) =>
        Cached(active, (CallContext.Current.Tenant, assistant, environment), () => assistants.Active(assistant, environment, cancellation));

    /// <summary>Who answers on a connection.</summary>
    public Task<Result<Binding>> Binding(string connection, CancellationToken cancellation) =>
        Cached(bindings, (CallContext.Current.Tenant, connection), () => assistants.Resolve(connection, cancellation));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var _ = CallContext.Platform(ServiceDbContext.PlatformTenant, OrchestratorModule.ServiceName).Enter();
                await foreach (var change in assistants.Changes(stoppingToken).WithCancellation(stoppingToken)) await Apply(change);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault) when (fault is ServiceUnavailableException or RefusedException or HttpRequestException or IOException or OperationCanceledException)
            {
                LogNotTold(fault.Message);
            }

            isTold = false;
            Forget();
            await Task.Delay(TimeSpan.FromMilliseconds(500), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void Keep<TKey, TValue>(ConcurrentDictionary<TKey, TValue> cache, TKey key, TValue value)
        where TKey : notnull
    {
        if (cache.Count >= MaxCached) cache.Clear();
        cache[key] = value;
    }

    private async Task<Result<TValue>> Cached<TKey, TValue>(ConcurrentDictionary<TKey, TValue> cache, TKey key, Func<Task<Result<TValue>>> ask)
        where TKey : notnull
    {
        if (isTold && cache.TryGetValue(key, out var known)) return known;
        var before = Interlocked.Read(ref generation);
        var found = await ask();

        // An answer that was asked before a change and came after it is not kept.
        if (found.Ok && isTold && Interlocked.Read(ref generation) == before) Keep(cache, key, found.Value);
        return found;
    }

    private void Forget()
    {
        Interlocked.Increment(ref generation);
        active.Clear();
        bindings.Clear();
    }

    private async Task Apply(ConfigurationChange change)
    {
        Interlocked.Increment(ref generation);
        switch (change.Type)
        {
            case "hello":
                Forget();
                isTold = true;
                break;
            case "released":
                foreach (var key in active.Keys.Where(k => k.Tenant == change.Tenant && k.Assistant == change.Id)) active.TryRemove(key, out _);
                break;
            case "bound":
                bindings.TryRemove((change.Tenant, change.Id), out _);
                await Route(change.Tenant, change.Id);
                break;
        }
    }

    /// <summary>What waited as unrouted on this connection is due now.</summary>
    private async Task Route(string tenant, string connection)
    {
        using var _ = CallContext.Platform(tenant, OrchestratorModule.ServiceName).Enter();
        await store.Write(async (db, c) =>
        {
            foreach (var conversation in await Unrouted.On(db, connection, c)) await delivery.Hasten(db, Sessions.TurnHandler.KeyOf(conversation), c);
        }, CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Assistants does not tell of its changes: {Why}. Nothing cached is used until it does")]
    private partial void LogNotTold(string why);
}
