using System.Collections.Concurrent;
using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Upstreams;

/// <summary>Providers of the store with their connections, which outlive whoever reads the configuration anew. A provider that has changed
/// gets others; the old ones are closed when the last call on them is long over.</summary>
internal sealed class UpstreamPool(SecretBox box, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<(string Tenant, string Id), Open> open = new();

    /// <summary>The enabled providers that a tenant may use: its own first.</summary>
    public IReadOnlyList<Upstream> For(string tenant, IReadOnlyList<ProviderRow> providers, IReadOnlyList<ProviderKeyRow> keys) =>
    [
        .. providers.Where(p => p.Enabled).OrderBy(p => p.TenantId == tenant ? 0 : 1)
            .Select(p => Get(p, [.. keys.Where(k => k.TenantId == p.TenantId && k.ProviderId == p.Id && k.Enabled)])),
    ];

    public void Dispose()
    {
        foreach (var each in open.Values) each.Upstream.Dispose();
    }

    private Upstream Get(ProviderRow provider, IReadOnlyList<ProviderKeyRow> keys)
    {
        var version = $"{provider.Rev}:{string.Join(',', keys.Select(k => $"{k.Id}@{k.Rev}"))}";
        var known = open.AddOrUpdate(
            (provider.TenantId, provider.Id),
            _ => new Open(version, Make(provider, keys)),
            (_, before) => before.Version == version ? before : new Open(version, Make(provider, keys)));
        return known.Upstream;
    }

    private Upstream Make(ProviderRow provider, IReadOnlyList<ProviderKeyRow> keys)
    {
        var settings = new UpstreamSettings
        {
            Id = provider.Id,
            Name = provider.Name,
            Kind = provider.Kind,
            BaseUrl = new Uri(provider.BaseUrl ?? "https://api.openai.com/v1"),
            Residency = provider.Residency,
            MaxConcurrency = provider.MaxConcurrency,
            Own = JsonSerializer.Deserialize<Dictionary<string, string>>(provider.Settings, SentralixJson.Options) ?? [],
        };
        UpstreamKey[] opened = [.. keys.Select(k => new UpstreamKey(k.Id, box.Open(k.TenantId, k.Id, k.Secret), k.Weight))];
        return new Upstream(settings, opened.Length > 0 ? opened : [new UpstreamKey(null, null, 1)], time);
    }

    private sealed record Open(string Version, Upstream Upstream);
}
