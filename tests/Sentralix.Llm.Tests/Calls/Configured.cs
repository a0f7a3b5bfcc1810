using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Tests.Calls;

/// <summary>What an administrator has set, as rows.</summary>
internal static class Configured
{
    private static readonly DateTimeOffset Long = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Provider(LlmDbContext db, SecretBox box, string name, OpenAiUpstream upstream, string? residency = null, int keys = 1) =>
        Provider(db, box, name, "openai", upstream.BaseUrl, residency, keys);

    public static void Provider(LlmDbContext db, SecretBox box, string name, string kind, Uri address, string? residency = null, int keys = 1, string settings = "{}") =>
        Provider(db, box, name, kind, address, settings, [.. Enumerable.Range(1, keys).Select(i => $"secret-{name}-{i}")], residency);

    /// <summary>With keys that the provider knows.</summary>
    public static void Provider(
        LlmDbContext db, SecretBox box, string name, string kind, Uri address, IReadOnlyDictionary<string, string> settings, IReadOnlyList<string> secrets) =>
        Provider(db, box, name, kind, address, JsonSerializer.Serialize(settings, SentralixJson.Options), secrets, residency: null);

    private static void Provider(
        LlmDbContext db, SecretBox box, string name, string kind, Uri address, string settings, IReadOnlyList<string> secrets, string? residency)
    {
        db.Providers.Add(new ProviderRow
        {
            TenantId = Gateway.Caller.Tenant,
            Id = $"prv_{name}",
            Name = name,
            Kind = kind,
            BaseUrl = address.ToString(),
            Residency = residency,
            Enabled = true,
            Settings = settings,
            CreatedAt = Long,
            Rev = 1,
        });
        for (var i = 1; i <= secrets.Count; i++)
        {
            var id = $"pky_{name}_{i}";
            db.ProviderKeys.Add(new ProviderKeyRow
            {
                TenantId = Gateway.Caller.Tenant,
                Id = id,
                ProviderId = $"prv_{name}",
                Name = id,
                Secret = box.Seal(Gateway.Caller.Tenant, id, secrets[i - 1]),
                Hint = "…",
                Enabled = true,
                Weight = 1,
                CreatedAt = Long,
                RotatedAt = Long,
                Rev = 1,
            });
        }
    }

    public static void Route(LlmDbContext db, WriteModelRoute route) => db.Routes.Add(new RouteRow
    {
        TenantId = Gateway.Caller.Tenant,
        Id = $"rte_{route.Model}",
        Model = route.Model,
        Enabled = true,
        Document = JsonSerializer.Serialize(route, SentralixJson.Options),
        CreatedAt = Long,
        Rev = 1,
    });

    public static void Price(LlmDbContext db, string provider, string input = "200", string output = "800", string currency = "RUB") => db.Prices.Add(new PriceRow
    {
        TenantId = Gateway.Caller.Tenant,
        Id = $"prc_{provider}",
        Provider = provider,
        Model = "*",
        ValidFrom = Long,
        Document = JsonSerializer.Serialize(
            new WriteModelPrice { Provider = provider, Model = "*", Input = new Money(input, currency), Output = new Money(output, currency), VatBasisPoints = 2000 }, SentralixJson.Options),
    });

    public static void Limit(LlmDbContext db, WriteModelLimit limit, string id = "lim_1") => db.Limits.Add(new LimitRow
    {
        TenantId = Gateway.Caller.Tenant,
        Id = id,
        ForTenant = Gateway.Caller.Tenant,
        Key = limit.Key ?? "",
        Model = limit.Model ?? "",
        Document = JsonSerializer.Serialize(limit, SentralixJson.Options),
        Rev = 1,
    });
}
