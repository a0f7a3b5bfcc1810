using Sentralix.Llm.Accounting;
using Sentralix.Llm.Limits;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Routing;

/// <summary>All that a tenant's calls are made by. Never changed: a change of the configuration makes another one.</summary>
internal sealed class TenantBook
{
    private readonly Dictionary<string, ModelRoute> routes;
    private readonly PriceBook prices;

    public TenantBook(string tenant, IEnumerable<ModelRoute> own, ConfiguredModels configured, IReadOnlyList<ActiveLimit> limits, IReadOnlyList<Upstream> upstreams, PriceBook prices)
    {
        this.prices = prices;
        Tenant = tenant;
        Limits = limits;
        Upstreams = upstreams;
        routes = new Dictionary<string, ModelRoute>(StringComparer.Ordinal);

        // A tenant's route goes before the operator's, and the operator's before the configuration file's.
        foreach (var route in own.Concat(configured.Routes)) routes.TryAdd(route.Id, route);
        Routes = [.. routes.Values];
        Default = routes[configured.Default.Id];
    }

    public string Tenant { get; }

    public IReadOnlyList<ModelRoute> Routes { get; }

    public ModelRoute Default { get; }

    public IReadOnlyList<ActiveLimit> Limits { get; }

    /// <summary>The providers that the tenant's routes may name.</summary>
    public IReadOnlyList<Upstream> Upstreams { get; }

    public IReadOnlyList<Price> PricesOf(Upstream upstream, string model) => prices.Of(upstream, model);

    public ModelRoute? Find(string model) => routes.GetValueOrDefault(model);
}
