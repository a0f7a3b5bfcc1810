using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Accounting;
using Sentralix.Llm.Limits;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Upstreams;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Routing;

/// <summary>What tenants have configured, ready to be used. What was read is trusted for a few seconds: a change made in another process
/// counts at most that much later, one made here at once.</summary>
internal sealed class TenantBooks(IStore<LlmDbContext> store, ConfiguredModels configured, UpstreamPool pool, HealthBook health, TimeProvider time)
{
    private const int MostKnown = 10_000;

    /// <summary>How long a change may take to count in other processes; the operator's guide names it.</summary>
    public static readonly TimeSpan Trust = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Known> books = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Tenant, string Limit), LimitCounts> counts = new();
    private long changes;

    public ValueTask<TenantBook> Of(string tenant, CancellationToken cancellation) =>
        books.TryGetValue(tenant, out var known) && known.Until > time.GetTimestamp() ? new ValueTask<TenantBook>(known.Book) : Read(tenant, cancellation);

    /// <summary>Forgets what a tenant has configured; the operator's counts for all.</summary>
    public void Forget(string tenant)
    {
        Interlocked.Increment(ref changes);
        if (tenant == ServiceDbContext.PlatformTenant) books.Clear();
        else books.TryRemove(tenant, out _);
    }

    private async ValueTask<TenantBook> Read(string tenant, CancellationToken cancellation)
    {
        var before = Interlocked.Read(ref changes);
        var until = time.GetTimestamp() + (long)(Trust.TotalSeconds * time.TimestampFrequency);
        var rows = await store.Read(SystemScope.Configuration, async (db, c) => new ConfigurationRows(
            await db.Providers.Where(p => p.TenantId == tenant || p.TenantId == ServiceDbContext.PlatformTenant).OrderBy(p => p.Id).ToListAsync(c),
            await db.ProviderKeys.Where(k => k.TenantId == tenant || k.TenantId == ServiceDbContext.PlatformTenant).OrderBy(k => k.Id).ToListAsync(c),
            await db.Routes.Where(r => r.Enabled && (r.TenantId == tenant || r.TenantId == ServiceDbContext.PlatformTenant)).OrderBy(r => r.Id).ToListAsync(c),
            await db.Prices.Where(p => p.TenantId == tenant || p.TenantId == ServiceDbContext.PlatformTenant).OrderByDescending(p => p.ValidFrom).ToListAsync(c),
            await db.Limits.Where(l => l.ForTenant == tenant && (l.TenantId == tenant || l.TenantId == ServiceDbContext.PlatformTenant)).OrderBy(l => l.Id).ToListAsync(c)), cancellation);
        var book = Make(tenant, rows);

        // What was read before a change is not remembered after it.
        if (Interlocked.Read(ref changes) != before) return book;
        if (books.Count >= MostKnown) books.Clear();
        books[tenant] = new Known(book, until);
        return book;
    }

    private TenantBook Make(string tenant, ConfigurationRows rows)
    {
        var upstreams = pool.For(tenant, rows.Providers, rows.Keys);
        var all = (IReadOnlyList<Upstream>)[.. upstreams, .. configured.Upstreams];
        var prices = new PriceBook(tenant, rows.Prices);
        var routes = Ordered(tenant, rows.Routes).Select(row => Route(row, all, prices)).Where(route => route.Targets.Count > 0);
        var limits = rows.Limits.Select(row => ActiveLimit.Of(
            tenant, row.Id, Read<WriteModelLimit>(row.Document), counts.GetOrAdd((tenant, row.Id), static (_, clock) => new LimitCounts(clock), time))).ToList();
        var priced = new ConfiguredPrices(configured, prices, health);
        return new TenantBook(tenant, routes.Concat(priced.Routes), configured, limits, all, prices);
    }

    private ModelRoute Route(RouteRow row, IReadOnlyList<Upstream> upstreams, PriceBook prices)
    {
        var route = Read<WriteModelRoute>(row.Document);
        var targets = new List<RouteTarget>(route.Targets.Count);
        foreach (var target in route.Targets)
        {
            // A target whose provider is gone or switched off is as good as none; the rest of the route goes on.
            var upstream = upstreams.FirstOrDefault(u => u.Id == target.Provider) ?? upstreams.FirstOrDefault(u => u.Name == target.Provider);
            if (upstream is null || (route.Residency is { } place && !upstream.IsIn(place))) continue;
            targets.Add(RouteTarget.Of(upstream, row.Model, target.Model, health, target.Weight, target.Tier, prices.Of(upstream, target.Model)));
        }

        return new ModelRoute
        {
            Id = row.Model,
            Owner = targets.Count > 0 ? targets[0].Upstream.Name : row.Model,
            Since = row.CreatedAt,
            Targets = targets,
            FirstByteTimeout = Milliseconds(route.FirstByteTimeoutMs),
            IdleTimeout = Milliseconds(route.IdleTimeoutMs),
            AnswerTimeout = Milliseconds(route.AnswerTimeoutMs),
            MaxAttempts = route.MaxAttempts,
            HedgeAfter = Milliseconds(route.HedgeAfterMs),
            Affinity = route.Affinity,
            CacheFor = Milliseconds(route.CacheMs),
            Guards = route.Guards,
        };
    }

    /// <summary>A tenant's own before the operator's.</summary>
    private static IEnumerable<RouteRow> Ordered(string tenant, IEnumerable<RouteRow> routes) => routes.OrderBy(r => r.TenantId == tenant ? 0 : 1);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, SentralixJson.Options)!;

    private static TimeSpan? Milliseconds(long? value) => value is { } ms ? TimeSpan.FromMilliseconds(ms) : null;

    private sealed record Known(TenantBook Book, long Until);
}

/// <summary>What is configured for one tenant, the operator's part included.</summary>
internal sealed record ConfigurationRows(
    IReadOnlyList<ProviderRow> Providers, IReadOnlyList<ProviderKeyRow> Keys, IReadOnlyList<RouteRow> Routes, IReadOnlyList<PriceRow> Prices, IReadOnlyList<LimitRow> Limits);
