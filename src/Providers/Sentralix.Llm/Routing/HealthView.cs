using Sentralix.Contracts.Llm;
using Sentralix.Llm.Admin;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Routing;

/// <summary>How the targets do that a tenant's routes name.</summary>
internal sealed class HealthView(TenantBooks books) : IHealthView
{
    public async Task<ModelHealth> Now(string tenant, CancellationToken cancellation)
    {
        var book = await books.Of(tenant, cancellation);
        var seen = new HashSet<TargetHealth>();
        var targets = new List<ModelTargetHealth>();
        foreach (var target in book.Routes.SelectMany(r => r.Targets))
            foreach (var (key, health) in target.Keys)
                if (seen.Add(health)) targets.Add(View(target, key, health));
        return new ModelHealth(targets);
    }

    private static ModelTargetHealth View(RouteTarget target, UpstreamKey key, TargetHealth health)
    {
        var (state, reason, retryAt, calls, failures, underWay) = health.Look();
        return new ModelTargetHealth
        {
            Provider = target.Upstream.Name,
            Key = key.Id,
            Model = target.UpstreamModel,
            State = state switch
            {
                CircuitState.Closed => "closed",
                CircuitState.Open => "open",
                _ => "half_open",
            },
            Reason = state == CircuitState.Closed ? null : reason?.Name(),
            RetryAt = state == CircuitState.Open ? retryAt : null,
            Calls = calls,
            Failures = failures,
            UnderWay = underWay,
        };
    }
}
