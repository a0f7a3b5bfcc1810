using Sentralix.Llm.Extract;

namespace Sentralix.Llm.Upstreams;

/// <summary>Every model there is, by the name that clients use.</summary>
internal sealed class ModelCatalogue : IDisposable
{
    private readonly List<Upstream> upstreams = [];
    private readonly Dictionary<string, ModelRoute> routes = new(StringComparer.Ordinal);

    public ModelCatalogue(LlmSettings settings, TimeProvider time)
    {
        Since = time.GetUtcNow();
        var all = new List<ModelRoute>();
        foreach (var upstream in settings.Upstreams)
        {
            var server = new Upstream(upstream, time);
            upstreams.Add(server);
            all.AddRange(upstream.Models.Select(model => new ModelRoute(model.Id, server, model.UpstreamModel)));
        }

        all.Add(new ModelRoute(ExtractModel.Id, null, ExtractModel.Id));
        All = all;
        foreach (var route in all) routes.Add(route.Id, route);
        Default = settings.DefaultModel is { } named ? routes[named] : all[0];
    }

    public IReadOnlyList<ModelRoute> All { get; }

    /// <summary>For calls that name no model: the configured default, else the first configured model, else
    /// <c>builtin/extract</c>.</summary>
    public ModelRoute Default { get; }

    /// <summary>Since when the models are served: the start of this process.</summary>
    public DateTimeOffset Since { get; }

    public ModelRoute? Find(string id) => routes.GetValueOrDefault(id);

    public void Dispose()
    {
        foreach (var upstream in upstreams) upstream.Dispose();
    }
}
