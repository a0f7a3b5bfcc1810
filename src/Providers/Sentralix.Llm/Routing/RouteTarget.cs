using Sentralix.Llm.Accounting;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Routing;

/// <summary>Where a route's calls may go.</summary>
internal sealed class RouteTarget
{
    public required Upstream Upstream { get; init; }

    /// <summary>The upstream's name of the model.</summary>
    public required string UpstreamModel { get; init; }

    /// <summary>Whether what it answers costs nothing, whatever a price list says: no provider is asked.</summary>
    public bool IsFree => Upstream.IsBuiltin;

    public int Weight { get; init; } = 1;

    public int Tier { get; init; }

    /// <summary>What replaces the model's name in requests, as a JSON string; null where the name stays.</summary>
    public byte[]? Rename { get; init; }

    /// <summary>The upstream's keys and how they do with this model.</summary>
    public required IReadOnlyList<(UpstreamKey Key, TargetHealth Health)> Keys { get; init; }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<Price> Prices { get; init; } = [];

    /// <summary>The same with one of its keys only.</summary>
    public RouteTarget With((UpstreamKey Key, TargetHealth Health) key) => new()
    {
        Upstream = Upstream,
        UpstreamModel = UpstreamModel,
        Weight = Weight,
        Tier = Tier,
        Rename = Rename,
        Keys = [key],
        Prices = Prices,
    };

    /// <summary>The price that is in force.</summary>
    public Price? PriceAt(DateTimeOffset now)
    {
        foreach (var price in Prices)
            if (price.ValidFrom <= now) return price;
        return null;
    }

    public static RouteTarget Of(Upstream upstream, string model, string upstreamModel, HealthBook health, int weight = 1, int tier = 0, IReadOnlyList<Price>? prices = null) => new()
    {
        Upstream = upstream,
        UpstreamModel = upstreamModel,
        Weight = weight,
        Tier = tier,
        Rename = model == upstreamModel ? null : ChatRequestSplice.ModelValue(upstreamModel),
        Keys = [.. upstream.Keys.Select(key => (key, health.Of(upstream.Id, key.Id, upstreamModel)))],
        Prices = prices ?? [],
    };
}

/// <summary>One target with one of its keys.</summary>
internal readonly record struct Candidate(RouteTarget Target, UpstreamKey Key, TargetHealth Health)
{
    public bool TryEnter(bool isOnly) => Health.TryEnter(Target.Upstream.Settings.MaxConcurrency, isOnly);
}
