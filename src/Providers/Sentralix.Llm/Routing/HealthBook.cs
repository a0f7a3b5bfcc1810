using System.Collections.Concurrent;

namespace Sentralix.Llm.Routing;

/// <summary>How every key does with every model, as far as this process has seen. It outlives changes of the configuration.</summary>
internal sealed class HealthBook(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Upstream, string? Key, string Model), TargetHealth> known = new();

    public TargetHealth Of(string upstream, string? key, string model) => known.GetOrAdd((upstream, key, model), static (_, clock) => new TargetHealth(clock), time);

    public IEnumerable<((string Upstream, string? Key, string Model) Target, TargetHealth Health)> All => known.Select(k => (k.Key, k.Value));
}
