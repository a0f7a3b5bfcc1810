using Sentralix.Llm.Accounting;

namespace Sentralix.Llm.Routing;

/// <summary>The configuration file's models at a tenant's prices: the file has none.</summary>
internal sealed class ConfiguredPrices(ConfiguredModels configured, PriceBook prices, HealthBook health)
{
    public IEnumerable<ModelRoute> Routes => prices.IsEmpty ? [] : configured.Routes.Where(route => !route.IsFree).Select(Priced);

    private ModelRoute Priced(ModelRoute route) => new()
    {
        Id = route.Id,
        Owner = route.Owner,
        Since = route.Since,
        Targets = [.. route.Targets.Select(t => RouteTarget.Of(t.Upstream, route.Id, t.UpstreamModel, health, t.Weight, t.Tier, prices.Of(t.Upstream, t.UpstreamModel)))],
    };
}
