using Sentralix.Llm.Extract;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Routing;

/// <summary>The models of the configuration file, and the embedded one: every tenant has them.</summary>
internal sealed class ConfiguredModels : IDisposable
{
    private readonly List<Upstream> upstreams = [];

    public ConfiguredModels(LlmSettings settings, HealthBook health, TimeProvider time)
    {
        var since = time.GetUtcNow();
        var all = new List<ModelRoute>();
        foreach (var each in settings.Upstreams)
        {
            var upstream = Upstream.Configured(each, time);
            upstreams.Add(upstream);
            all.AddRange(each.Models.Select(model => new ModelRoute
            {
                Id = model.Id,
                Owner = each.Name,
                Since = since,
                Targets = [RouteTarget.Of(upstream, model.Id, model.UpstreamModel, health)],
            }));
        }

        var builtin = Upstream.Builtin(time);
        upstreams.Add(builtin);
        all.Add(new ModelRoute { Id = ExtractModel.Id, Owner = ExtractModel.Owner, Since = since, Targets = [RouteTarget.Of(builtin, ExtractModel.Id, ExtractModel.Name, health)] });
        Routes = all;
        Default = settings.DefaultModel is { } named ? all.Find(r => r.Id == named)! : all[0];
    }

    public IReadOnlyList<Upstream> Upstreams => upstreams;

    public IReadOnlyList<ModelRoute> Routes { get; }

    /// <summary>For calls that name no model: the configured default, else the first configured model, else <c>builtin/extract</c>.</summary>
    public ModelRoute Default { get; }

    public void Dispose()
    {
        foreach (var upstream in upstreams) upstream.Dispose();
    }
}
