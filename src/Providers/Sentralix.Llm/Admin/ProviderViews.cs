using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Admin;

/// <summary>Providers and keys as they are shown, and written into their rows.</summary>
internal static class ProviderViews
{
    public static void Take(this ProviderRow row, WriteModelProvider body, ProviderSecrets secrets)
    {
        // Whoever writes back what was read has not seen the proxy's credentials.
        if (row.ProxyUrl is null || body.ProxyUrl is null || ProxyAddress(row, secrets) != Normal(body.ProxyUrl))
            row.ProxyUrl = secrets.SealProxy(row.TenantId, row.Id, body.ProxyUrl);
        row.Name = body.Name;
        row.Kind = body.Kind;
        row.BaseUrl = body.BaseUrl;
        row.Residency = body.Residency;
        row.Enabled = body.Enabled;
        row.Settings = JsonSerializer.Serialize(body.Settings, SentralixJson.Options);
        row.CaBundlePem = body.CaBundlePem;
        row.MaxConcurrency = body.MaxConcurrency;
    }

    public static ModelProvider View(this ProviderRow row, ProviderSecrets secrets)
    {
        var shown = new ModelProvider
        {
            Id = row.Id,
            Name = row.Name,
            Kind = row.Kind,
            Residency = row.Residency,
            Enabled = row.Enabled,
            Settings = new Dictionary<string, string>(),
            Shared = row.IsShared(),
            Configured = false,
            CreatedAt = row.CreatedAt,
            Rev = row.Rev,
        };
        if (!row.IsCallers()) return shown;
        return shown with
        {
            BaseUrl = row.BaseUrl ?? ProviderKinds.Find(row.Kind)?.Address,
            Settings = row.ReadSettings(),
            CaBundlePem = row.CaBundlePem,
            ProxyUrl = ProxyAddress(row, secrets),
            MaxConcurrency = row.MaxConcurrency,
        };
    }

    public static IReadOnlyDictionary<string, string> ReadSettings(this ProviderRow row) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.Settings, SentralixJson.Options)!;

    public static ModelProviderKey View(this ProviderKeyRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Hint = row.Hint,
        Enabled = row.Enabled,
        Weight = row.Weight,
        CreatedAt = row.CreatedAt,
        RotatedAt = row.RotatedAt,
        Rev = row.Rev,
    };

    private static string? ProxyAddress(ProviderRow row, ProviderSecrets secrets) =>
        secrets.OpenProxy(row) is { } proxy ? ProviderAddress.WithoutCredentials(proxy) : null;

    private static string Normal(string proxy) => new Uri(proxy).AbsoluteUri;
}
