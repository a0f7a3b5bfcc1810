using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace Sentralix.Platform.Cluster;

/// <summary>Leaves those processes over that run a grain's service. Each tells the others which it runs when they meet; one that has not been
/// heard yet gets no grain.</summary>
internal sealed class RunsWithServiceDirector(ISiloMetadataCache told) : IPlacementFilterDirector
{
    /// <summary>Under this name a process tells its services.</summary>
    public const string Told = "sentralix.services";

    /// <summary>What a process tells of itself.</summary>
    public static Dictionary<string, string> Tell(IEnumerable<string> services) => new() { [Told] = string.Join(',', services) };

    /// <summary>Whether a process that told this runs a service.</summary>
    public static bool Runs(IReadOnlyDictionary<string, string> told, string service) => told.TryGetValue(Told, out var services) && services.Split(',').Contains(service);

    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos) =>
        ((RunsWithService)filterStrategy).Of(target.GrainIdentity) is { } service ? silos.Where(silo => Runs(told.GetSiloMetadata(silo).Metadata, service)) : [];
}
