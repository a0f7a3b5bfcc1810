using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Aggregator.Scenarios;

/// <summary>The public face of scenarios.</summary>
internal sealed class ScenarioApi(IScenarios scenarios) : IScenarioApi
{
    public Task<Result<ScenarioVersion>> Store(JsonElement document, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return scenarios.Store(document, cancellation);
    }

    public Task<Result<ScenarioCheck>> Check(JsonElement document, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return scenarios.Check(document, cancellation);
    }

    public Task<Result<Page<ScenarioVersion>>> List(int limit, string? after, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return scenarios.List(limit, after, cancellation);
    }

    public Task<Result<ScenarioVersion>> Get(string id, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return scenarios.Get(id, cancellation);
    }
}
