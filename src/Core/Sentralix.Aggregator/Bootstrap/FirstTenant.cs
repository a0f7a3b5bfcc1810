using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Sentralix.Aggregator.Demo;
using Sentralix.Aggregator.Keys;
using Sentralix.Aggregator.Storage;
using Sentralix.Contracts;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Aggregator.Bootstrap;

/// <summary>Makes the first tenant, its web connection and its admin key, before the process takes requests.</summary>
internal sealed class FirstTenant(IStore<AggregatorDbContext> store, IDelivery<AggregatorDbContext> delivery, IConfiguration configuration, TimeProvider clock)
    : IHostedService, IBootstrap
{
    private const string TenantName = "default";

    // The first answer of the product must not wait for the guide's documents.
    private static readonly TimeSpan GuideDelay = TimeSpan.FromSeconds(1);

    private string? tenant;

    /// <inheritdoc/>
    public string? NewAdminKey { get; private set; }

    /// <summary>The first tenant, known once the process has started.</summary>
    public string Tenant => tenant ?? throw new InvalidOperationException("The first tenant is asked for before the process has started.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var given = GivenKey();
        (tenant, NewAdminKey) = await store.Write(SystemScope.Bootstrap, async (db, c) =>
        {
            // Processes that start at once on one database make one tenant: the others wait here and find it.
            await db.LockForAllTenants("first tenant", c);
            var id = await db.Tenants.Where(t => t.Name == TenantName).Select(t => t.TenantId).SingleOrDefaultAsync(c) ?? AddTenant(db);
            return (id, await AddKey(db, id, given, c));
        }, cancellationToken);
        if (configuration["no-demo"] != "true") await EnqueueGuide(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string AddTenant(AggregatorDbContext db)
    {
        var now = clock.GetUtcNow();
        var id = Ids.New("ten", now);
        db.Tenants.Add(new TenantRow { TenantId = id, Name = TenantName, CreatedAt = now });
        db.Connections.Add(new ConnectionRow { TenantId = id, Id = Ids.New("con", now), CreatedAt = now });
        return id;
    }

    /// <summary>Adds the given key where it is new, or makes one where there is none at all; gives the text of the one it made.</summary>
    private async Task<string?> AddKey(AggregatorDbContext db, string id, string? given, CancellationToken cancellation)
    {
        var text = given;
        if (given is not null)
        {
            var hash = KeyText.Hash(given);
            if (await db.ApiKeys.AnyAsync(k => k.Hash == hash, cancellation)) return null;
        }
        else
        {
            if (await db.ApiKeys.AnyAsync(k => k.TenantId == id, cancellation)) return null;
            text = KeyText.New();
        }

        var key = ApiKeys.Row(text!, "admin", ["*"], null, clock.GetUtcNow());
        key.TenantId = id;
        db.ApiKeys.Add(key);
        return given is null ? text : null;
    }

    private string? GivenKey()
    {
        var key = configuration["ADMIN_KEY"];
        if (string.IsNullOrEmpty(key)) return null;
        if (key.Length < KeyText.MinLength) throw new PlatformStartException($"SENTRALIX_ADMIN_KEY must have at least {KeyText.MinLength} characters.");
        if (key.Any(c => c is <= ' ' or > '~') || key.StartsWith(Tokens.TokenSeal.Prefix, StringComparison.Ordinal))
            throw new PlatformStartException($"SENTRALIX_ADMIN_KEY must consist of visible ASCII characters and not begin with '{Tokens.TokenSeal.Prefix}'.");
        return key;
    }

    private async Task EnqueueGuide(CancellationToken cancellation)
    {
        using var _ = CallContext.Platform(Tenant, AggregatorModule.ServiceName).Enter();
        await store.Write(async (db, c) =>
        {
            if (await db.WorkItems.AnyAsync(i => i.Kind == GuideSeeding.Kind && i.State == WorkState.Live, c)) return;
            await delivery.Enqueue(db, GuideSeeding.Kind, new { }, GuideSeeding.Kind, clock.GetUtcNow() + GuideDelay, c);
        }, cancellation);
    }
}
