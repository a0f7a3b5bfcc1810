using Sentralix.Contracts.Llm;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Admin;

/// <summary>The providers and routes of the configuration file, as the admin contract shows them: the operator's, and not to be changed here.</summary>
internal sealed class ConfigurationFile
{
    private const string Prefix = "configured:";

    public ConfigurationFile(LlmSettings settings)
    {
        // The embedded one is there in every installation, as if the file named it.
        var upstreams = settings.Upstreams.Append(Upstream.BuiltinSettings).ToList();
        Providers = [.. upstreams.Select(Provider).OrderBy(p => p.Id, StringComparer.Ordinal)];
        Routes = [.. upstreams.SelectMany(u => u.Models.Select(m => Route(u, m))).OrderBy(r => r.Id, StringComparer.Ordinal)];
    }

    /// <summary>By id, which sorts before those of all rows.</summary>
    public IReadOnlyList<ModelProvider> Providers { get; }

    /// <summary>By id, which sorts before those of all rows.</summary>
    public IReadOnlyList<ModelRouteView> Routes { get; }

    public static bool Owns(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);

    public ModelProvider? FindProvider(string id) => Providers.FirstOrDefault(p => Is(p.Id, id));

    public ModelRouteView? FindRoute(string id) => Routes.FirstOrDefault(r => Is(r.Id, id));

    // Models' names have slashes in them, and the server leaves an escaped slash in a path as it is.
    private static bool Is(string own, string asked) => own == asked || own == Uri.UnescapeDataString(asked);

    private static ModelProvider Provider(UpstreamSettings upstream) => new()
    {
        Id = upstream.Id,
        Name = upstream.Name,
        Kind = upstream.Kind,
        Residency = upstream.Residency,
        Enabled = true,
        Settings = new Dictionary<string, string>(),
        Shared = true,
        Configured = true,
        Rev = 0,
    };

    private static ModelRouteView Route(UpstreamSettings upstream, ModelSettings model) => new()
    {
        Id = Prefix + model.Id,
        Route = new WriteModelRoute
        {
            Model = model.Id,
            Targets = [new ModelTarget { Provider = upstream.Name, Model = model.UpstreamModel }],
            FirstByteTimeoutMs = (int)upstream.FirstByteTimeout.TotalMilliseconds,
            IdleTimeoutMs = (int)upstream.IdleTimeout.TotalMilliseconds,
            AnswerTimeoutMs = (int)upstream.AnswerTimeout.TotalMilliseconds,
            MaxAttempts = 1,
        },
        Shared = true,
        Configured = true,
        Rev = 0,
    };
}
