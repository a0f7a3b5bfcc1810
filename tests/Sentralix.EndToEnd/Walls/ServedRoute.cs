using System.Net;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Walls;

/// <summary>A route as the host's own OpenAPI documents describe it, at the public door.</summary>
/// <param name="Service">The service that serves it.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The public path, with parameters in braces.</param>
/// <param name="IsOpen">Whether the public door opens it; the others are between services.</param>
/// <param name="Query">The query that it cannot do without.</param>
/// <param name="Body">The media type of its body; null where it has none.</param>
internal sealed record ServedRoute(string Service, HttpMethod Method, string Path, bool IsOpen, string Query, string? Body)
{
    /// <summary>The services whose contracts are one family.</summary>
    public static readonly string[] Messengers = ["telegram", "vk", "max", "avito", "jivosite"];

    private static readonly string[] Services = ["api", "orchestrator", "assistants", "knowledge", "llm", .. Messengers];
    private static readonly string[] Kinds = ["standard", "admin", "public"];

    public bool IsMessengers => Messengers.Contains(Service);

    public bool HasParameters => Path.Contains('{', StringComparison.Ordinal);

    /// <summary>Every route of every document.</summary>
    public static async Task<List<ServedRoute>> All(ApiClient api)
    {
        List<ServedRoute> routes = [];
        foreach (var (service, kind) in Services.SelectMany(s => Kinds.Select(k => (s, k))))
        {
            // Not every service has a contract of every kind.
            using var answer = await api.Http.GetAsync(new Uri($"/{service}/openapi/{kind}.json", UriKind.Relative));
            if (answer.StatusCode == HttpStatusCode.NotFound) continue;
            var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject())
                foreach (var operation in path.Value.EnumerateObject())
                    routes.Add(Of(service, kind, path.Name, operation));
        }

        return routes;
    }

    private static ServedRoute Of(string service, string kind, string path, JsonProperty operation)
    {
        // At the public door the documents show public addresses; what is left is between services.
        var isOpen = kind == "public" || path.StartsWith($"/api/admin/v1/{service}/", StringComparison.Ordinal);
        var query = operation.Value.TryGetProperty("parameters", out var parameters)
            ? string.Join('&', parameters.EnumerateArray()
                .Where(p => p.GetProperty("in").GetString() == "query" && p.TryGetProperty("required", out var required) && required.GetBoolean())
                .Select(p => $"{p.GetProperty("name").GetString()}=walls.txt"))
            : "";
        var body = operation.Value.TryGetProperty("requestBody", out var request) ? request.GetProperty("content").EnumerateObject().First().Name : null;
        return new ServedRoute(service, HttpMethod.Parse(operation.Name.ToUpperInvariant()), path, isOpen, query, body);
    }

    public override string ToString() => $"{Method} {Path}";
}
