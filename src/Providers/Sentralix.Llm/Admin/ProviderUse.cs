using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Admin;

/// <summary>What knows a provider by its name or id.</summary>
internal static class ProviderUse
{
    /// <summary>Why a provider cannot go: routes lead to it.</summary>
    public static Task<Refusal?> Keeps(LlmDbContext db, ProviderRow provider, CancellationToken cancellation) => Routes(db, provider, alsoById: true, cancellation);

    /// <summary>Why a provider cannot take another name: routes or prices know it by this one. Routes that know it by its id don't mind.</summary>
    public static async Task<Refusal?> KeepsName(LlmDbContext db, ProviderRow provider, CancellationToken cancellation)
    {
        if (await Routes(db, provider, alsoById: false, cancellation) is { } routes) return routes;

        // The prices of calls that were made stay what they were, and are found by this name.
        var tenants = await db.Prices.Where(p => p.Provider == provider.Name).Select(p => p.TenantId).Distinct().ToListAsync(cancellation);
        var means = await WhomItServes(db, provider, cancellation);
        return tenants.Any(means) ? InUse("Prices know it by this name. Add another provider instead.") : null;
    }

    private static async Task<Refusal?> Routes(LlmDbContext db, ProviderRow provider, bool alsoById, CancellationToken cancellation)
    {
        var (id, name) = (provider.Id, provider.Name);
        var candidates = await db.Routes.Where(r => r.Document.Contains(name) || r.Document.Contains(id)).Select(r => new { r.TenantId, r.Model, r.Document }).ToListAsync(cancellation);
        if (candidates.Count == 0) return null;

        var means = await WhomItServes(db, provider, cancellation);
        var naming = candidates.Where(route => Targets(route.Document).Any(t => (alsoById && t.Provider == id) || (t.Provider == name && means(route.TenantId)))).ToList();
        if (naming.Count == 0) return null;

        // Other tenants' models are theirs: the operator hears that there are some.
        var own = naming.Where(r => r.TenantId == provider.TenantId).Select(r => r.Model).Order(StringComparer.Ordinal).ToList();
        var others = naming.Where(r => r.TenantId != provider.TenantId).Select(r => r.TenantId).Distinct().Count();
        var words = own.Take(10).ToList();
        if (own.Count > 10) words.Add($"{own.Count - 10} more");
        if (others > 0) words.Add($"those of other tenants ({others})");
        return InUse($"Routes lead to it: {string.Join(", ", words)}.");
    }

    // Whose routes and prices mean this provider where they say its name. An own provider of that name goes before the operator's.
    private static async Task<Func<string, bool>> WhomItServes(LlmDbContext db, ProviderRow provider, CancellationToken cancellation)
    {
        if (!provider.IsShared()) return tenant => tenant == provider.TenantId;
        var withTheirOwn = await db.Providers.Where(p => p.Name == provider.Name && p.TenantId != ServiceDbContext.PlatformTenant).Select(p => p.TenantId).ToListAsync(cancellation);
        return tenant => !withTheirOwn.Contains(tenant);
    }

    private static IReadOnlyList<ModelTarget> Targets(string document) => JsonSerializer.Deserialize<WriteModelRoute>(document, SentralixJson.Options)!.Targets;

    private static Refusal InUse(string detail) => Refusal.Conflict("in_use", detail);
}
