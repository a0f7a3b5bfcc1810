using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Upstreams;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Admin;

/// <summary>What is wrong with a provider beyond the form of its fields: everything at once.</summary>
internal static class ProviderForm
{
    public static Refusal? Check(WriteModelProvider body, EgressGuard egress)
    {
        var faults = new Faults();
        var kind = ProviderKinds.Find(body.Kind);
        if (kind is null) faults.Add("kind", $"must be one of {string.Join(", ", ProviderKinds.Names)}");
        else CheckSettings(faults, kind, body.Settings, egress);

        if (body.BaseUrl is null) faults.When(kind is { Address: null }, "base_url", $"is required for {body.Kind}");
        else Note(faults, "base_url", ProviderAddress.Check(body.BaseUrl, egress));
        if (body.ProxyUrl is not null) Note(faults, "proxy_url", ProviderAddress.CheckProxy(body.ProxyUrl, egress));
        if (body.CaBundlePem is not null) Note(faults, "ca_bundle_pem", OutsideTrust.CheckAuthorities(body.CaBundlePem));
        return faults.Refusal;
    }

    /// <summary>What is wrong with a key's secret for such a provider.</summary>
    public static Refusal? CheckSecret(string kind, IReadOnlyDictionary<string, string> settings, string secret) =>
        ProviderKinds.Find(kind)!.CheckKey(secret, settings) is { } wrong ? Refusal.Invalid("secret", wrong) : null;

    private static void CheckSettings(Faults faults, ProviderKind kind, IReadOnlyDictionary<string, string> settings, EgressGuard egress)
    {
        var known = kind.Settings.Count == 0 ? "there are none" : $"there are {string.Join(", ", kind.Settings.Keys)}";
        foreach (var (name, value) in settings)
        {
            if (!kind.Settings.TryGetValue(name, out var setting)) faults.Add($"settings.{name}", $"is not a setting of {kind.Name}: {known}");
            else Note(faults, $"settings.{name}", setting.Check(value, egress));
        }

        foreach (var (name, setting) in kind.Settings) faults.When(setting.Required && !settings.ContainsKey(name), $"settings.{name}", "is required");
    }

    private static void Note(Faults faults, string field, string? wrong)
    {
        if (wrong is not null) faults.Add(field, wrong);
    }
}
