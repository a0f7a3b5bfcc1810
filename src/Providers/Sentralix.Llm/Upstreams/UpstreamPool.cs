using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sentralix.Contracts;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Upstreams.Access;
using Sentralix.Llm.Upstreams.Transport;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Upstreams;

/// <summary>Providers of the store with their connections, which outlive whoever reads the configuration anew. A provider that has changed
/// gets others; nobody takes the old ones any more, and what is idle closes by itself.</summary>
internal sealed partial class UpstreamPool(ProviderSecrets secrets, EgressGuard egress, TimeProvider time, ILogger<UpstreamPool> logger) : IDisposable
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
        var own = JsonSerializer.Deserialize<Dictionary<string, string>>(provider.Settings, SentralixJson.Options) ?? [];
        var address = new Uri(provider.BaseUrl ?? ProviderKinds.Find(provider.Kind)!.Address!);
        var usual = new UpstreamSettings { Name = provider.Name, BaseUrl = address };
        var settings = new UpstreamSettings
        {
            Id = provider.Id,
            Name = provider.Name,
            Kind = provider.Kind,
            BaseUrl = address,
            Residency = provider.Residency,
            MaxConcurrency = provider.MaxConcurrency,
            Own = own,
            Forms = ProviderKinds.FormsOf(provider.Kind, address, own),
            StreamUsage = own.GetValueOrDefault("stream_usage") != "false",
            MaxTokensField = own.GetValueOrDefault("max_tokens_field") ?? (address.Host == "api.openai.com" ? "max_completion_tokens" : usual.MaxTokensField),
        };
        var way = new UpstreamWay { ConnectTimeout = settings.ConnectTimeout, CaBundlePem = provider.CaBundlePem, ProxyUrl = secrets.OpenProxy(provider) };
        return new Upstream(settings, new HttpMessageInvoker(UpstreamHandlers.Make(way, egress)), http => Keys(settings, keys, http), time);
    }

    private List<UpstreamKey> Keys(UpstreamSettings settings, IReadOnlyList<ProviderKeyRow> rows, HttpMessageInvoker http)
    {
        var keys = new List<UpstreamKey>(rows.Count);
        foreach (var row in rows)
        {
            if (AccessKinds.TryMake(settings.Kind, settings.Name, secrets.Open(row), settings.Own, http, time, out var access, out var problem))
                keys.Add(new UpstreamKey(row.Id, access, row.Weight));
            else
                LogUnusable(settings.Name, row.Id, problem);
        }

        // Many servers of one's own want none; where one is wanted, the provider will say so.
        if (rows.Count == 0 && AccessKinds.TryMake(settings.Kind, settings.Name, null, settings.Own, http, time, out var none, out _)) keys.Add(new UpstreamKey(null, none, 1));
        return keys;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Key {Key} of the provider {Provider} cannot be used: it {Problem}")]
    private partial void LogUnusable(string provider, string key, string problem);

    private sealed record Open(string Version, Upstream Upstream);
}
