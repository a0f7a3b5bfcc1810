using Microsoft.AspNetCore.Http;

namespace Sentralix.Platform.Http;

/// <summary>The explicit list of internal routes that the public door opens. A test keeps it complete.</summary>
public static class PublicRoutes
{
    private const string AdminProxy = "/api/admin/v1/";
    private const string Chat = "/api/v1/chat/completions";

    /// <summary>Wire dialects that answer at both doors under the same path, for whoever holds an API key.</summary>
    public static readonly IReadOnlyList<string> Dialects = ["llm"];

    /// <summary>Where Anthropic's clients put their key. It is looked at on dialect routes only.</summary>
    public const string DialectKeyHeader = "x-api-key";

    /// <summary>Whether a path is one of a wire dialect's, at either door.</summary>
    public static bool IsDialect(PathString path)
    {
        foreach (var dialect in Dialects)
            if (path.StartsWithSegments($"/{dialect}/v1", StringComparison.Ordinal, out var rest) && !rest.StartsWithSegments("/operations", StringComparison.Ordinal)
                && !rest.StartsWithSegments("/generations", StringComparison.Ordinal)) return true;
        return false;
    }

    /// <summary>Whether the clients of a dialect's path are Anthropic's.</summary>
    public static bool IsAnthropic(PathString path) => path.StartsWithSegments("/llm/v1/messages", StringComparison.Ordinal);

    /// <summary>Where the public door opens an admin or operations route; any other path as it is. The way back of <see cref="Find"/>.</summary>
    public static string AddressOf(string service, string path)
    {
        var (admin, operations) = ($"/{service}/admin/v1/", $"/{service}/v1/operations/");
        return path.StartsWith(admin, StringComparison.Ordinal) ? $"{AdminProxy}{service}/{path[admin.Length..]}"
            : path.StartsWith(operations, StringComparison.Ordinal) ? $"{AdminProxy}{service}/operations/{path[operations.Length..]}"
            : path;
    }

    /// <summary>Where a public path leads; null: it is the Aggregator's own.</summary>
    public static PublicRoute? Find(PathString path)
    {
        var text = path.Value ?? "";
        if (text.StartsWith(AdminProxy, StringComparison.Ordinal))
        {
            var rest = text[AdminProxy.Length..];
            var slash = rest.IndexOf('/', StringComparison.Ordinal);
            if (slash <= 0) return null;
            var (service, inner) = (rest[..slash], rest[slash..]);
            return inner.StartsWith("/operations/", StringComparison.Ordinal)
                ? new PublicRoute(service, $"/{service}/v1{inner}", NeedsCaller: true)
                : new PublicRoute(service, $"/{service}/admin/v1{inner}", NeedsCaller: true);
        }

        // One base address for everything: OpenAI's clients work against the platform's own API too.
        if (text == Chat) return new PublicRoute("llm", "/llm/v1/chat/completions", NeedsCaller: true) { MayStay = true };
        if (text == "/api/v1/embeddings") return new PublicRoute("llm", "/llm/v1/embeddings", NeedsCaller: true);
        if (path.StartsWithSegments("/api/v1/models", StringComparison.Ordinal, out var model)) return new PublicRoute("llm", $"/llm/v1/models{model}", NeedsCaller: true);

        foreach (var dialect in Dialects)
            if (path.StartsWithSegments($"/{dialect}/v1", StringComparison.Ordinal) && !path.StartsWithSegments($"/{dialect}/v1/generations", StringComparison.Ordinal))
                return new PublicRoute(dialect, text, NeedsCaller: true);

        if (!text.StartsWith("/hooks/", StringComparison.Ordinal)) return null;
        var end = text.IndexOf('/', "/hooks/".Length);
        return end < 0 ? null : new PublicRoute(text["/hooks/".Length..end], text, NeedsCaller: false);
    }
}

/// <summary>An internal route that the public door opens.</summary>
/// <param name="Service">The service behind it.</param>
/// <param name="Path">The path there.</param>
/// <param name="NeedsCaller">Whether the public border must know the caller; a hook proves itself.</param>
public sealed record PublicRoute(string Service, string Path, bool NeedsCaller)
{
    /// <summary>Whether <see cref="IPublicFork"/> is asked first if the Aggregator answers this request itself.</summary>
    public bool MayStay { get; init; }
}
