using Orleans.Metadata;
using Orleans.Placement;

namespace Sentralix.Platform.Cluster;

/// <summary>The grain is activated only in processes that run its service; all others would not have what it is made of. Every grain of a
/// service carries it.</summary>
/// <param name="service">The service; null: the second part of the grain's key, <c>{tenant}/{service}/…</c>, for a grain that several services share.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RunsWithServiceAttribute(string? service = null) : PlacementFilterAttribute(new RunsWithService(service));

/// <summary>What <see cref="RunsWithServiceAttribute"/> says, as it travels with the grain's type.</summary>
/// <param name="service">The service; null: the grain's key names it.</param>
internal sealed class RunsWithService(string? service) : PlacementFilterStrategy(order: 0)
{
    private const string Property = "service";

    /// <summary>Made by the cluster, which tells it the rest.</summary>
    public RunsWithService()
        : this(null)
    {
    }

    /// <summary>The service that a grain belongs to; null: its key names none.</summary>
    public string? Of(GrainId grain) => service ?? (grain.Key.ToString()!.Split('/') is [_, var named, _, ..] ? named : null);

    public override void AdditionalInitialize(GrainProperties properties) => service = GetPlacementFilterGrainProperty(Property, properties);

    protected override IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) =>
        service is null ? [] : [new(Property, service)];
}
