using Microsoft.EntityFrameworkCore;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Upstreams;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Admin;

/// <summary>The providers that a tenant can name: its own, the operator's, those of the configuration file.</summary>
internal sealed class KnownProviders
{
    private readonly Dictionary<string, KnownProvider> byId = [];
    private readonly Dictionary<string, KnownProvider> byName = [];

    private KnownProviders(IEnumerable<KnownProvider> nearestFirst)
    {
        foreach (var provider in nearestFirst)
        {
            byId[provider.Id] = provider;
            byName.TryAdd(provider.Name, provider);
        }
    }

    public static async Task<KnownProviders> Of(string tenant, LlmDbContext db, ConfigurationFile configured, CancellationToken cancellation)
    {
        var rows = await db.Providers.Where(p => p.TenantId == tenant || p.TenantId == ServiceDbContext.PlatformTenant)
            .Select(p => new { p.TenantId, p.Id, p.Name, p.Residency }).ToListAsync(cancellation);
        return new(rows.OrderByDescending(p => p.TenantId == tenant).Select(p => new KnownProvider(p.Id, p.Name, p.Residency))
            .Concat(configured.Providers.Select(p => new KnownProvider(p.Id, p.Name, p.Residency))));
    }

    /// <summary>By id or by name; of several with one name the nearest: the tenant's own, then the operator's, then the configuration file's.</summary>
    public KnownProvider? Find(string nameOrId) => byId.GetValueOrDefault(nameOrId) ?? byName.GetValueOrDefault(nameOrId);
}

/// <summary>A provider, as far as those who name it must know.</summary>
internal sealed record KnownProvider(string Id, string Name, string? Residency)
{
    /// <summary>Whether it is the embedded one.</summary>
    public bool IsBuiltin => Id == Upstream.BuiltinSettings.Id;

    /// <summary>Whether it says that it processes in a country. The embedded one processes where the platform does.</summary>
    public bool IsIn(string country) => IsBuiltin || Residency == country;
}
