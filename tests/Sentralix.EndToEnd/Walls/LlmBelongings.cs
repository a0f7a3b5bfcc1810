using System.Text.Json;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Walls;

/// <summary>What the first tenant has configured in Llm: one of everything.</summary>
internal static class LlmBelongings
{
    public const string Service = "llm";

    private const string Root = "/api/admin/v1/llm";

    private static readonly object Provider = new { name = "walls", kind = "openai", base_url = "https://llm.invalid/v1" };

    /// <summary>What there is, by the names that addresses have for it.</summary>
    public static async Task<Dictionary<string, string>> Make(ApiClient api)
    {
        var provider = Id(await api.Post($"{Root}/providers", Provider));
        var price = new { provider, model = "m", input = Rubles("1"), output = Rubles("2"), valid_from = DateTimeOffset.UtcNow.AddDays(1) };
        return new()
        {
            ["providers"] = provider,
            ["keys"] = Id(await api.Post($"{Root}/providers/{provider}/keys", new { name = "walls", secret = "sk-of-the-first-tenant" })),
            ["routes"] = Id(await api.Post($"{Root}/routes", Route(provider))),
            ["prices"] = Id((await api.Post($"{Root}/prices", new { prices = new[] { price } })).GetProperty("items")[0]),
            ["limits"] = Id(await api.Post($"{Root}/limits", new { model = "walls", concurrency = 100 })),
        };
    }

    /// <summary>A body that a route of Llm's takes; null: it has none of its own.</summary>
    public static object? Body(Belongings own, ServedRoute route)
    {
        if (!route.Path.StartsWith(Root, StringComparison.Ordinal)) return null;
        return route.Path[Root.Length..] switch
        {
            "/providers/{id}" => Provider,
            "/providers/{id}/test" => new { model = "m" },
            "/providers/{id}/keys" => new { name = "intruder", secret = "sk-of-an-intruder" },
            "/providers/{id}/keys/{key}" => new { name = "intruder" },
            "/routes/{id}" => Route(own[$"{Service}/providers"]),
            "/limits/{id}" => new { model = "walls", concurrency = 1 },
            _ => null,
        };
    }

    private static object Route(string provider) => new { model = "walls", targets = new[] { new { provider, model = "m" } } };

    private static object Rubles(string amount) => new { amount, currency = "RUB" };

    private static string Id(JsonElement resource) => resource.GetProperty("id").GetString()!;
}
