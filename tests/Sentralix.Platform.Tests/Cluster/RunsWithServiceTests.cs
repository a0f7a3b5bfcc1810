using System.Collections.Immutable;
using System.Net;
using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;
using Sentralix.Platform.Cluster;

namespace Sentralix.Platform.Tests.Cluster;

/// <summary>Which processes are left over for a grain.</summary>
public sealed class RunsWithServiceTests
{
    private static readonly SiloAddress Everything = Process(1);
    private static readonly SiloAddress Core = Process(2);
    private static readonly SiloAddress Vk = Process(3);
    private static readonly SiloAddress NotHeardYet = Process(4);

    private static readonly Meetings Met = new(new()
    {
        [Everything] = ["orchestrator", "telegram", "vk"],
        [Core] = ["orchestrator"],
        [Vk] = ["vk"],
    });

    [Fact]
    public void A_grain_that_services_share_runs_where_the_service_of_its_key_does()
    {
        Assert.Equal([Everything], Left(null, "ten_1/telegram/con_1"));
        Assert.Equal([Everything, Vk], Left(null, "ten_1/vk/con_1"));
        Assert.Empty(Left(null, "ten_1/avito/con_1"));
    }

    [Fact]
    public void A_grain_of_one_service_runs_where_that_does_whatever_its_key_says() => Assert.Equal([Everything, Core], Left("orchestrator", "ten_1/vk/cnv_1"));

    [Fact]
    public void A_grain_whose_key_names_no_service_runs_nowhere() => Assert.Empty(Left(null, "ten_1"));

    [Fact]
    public void The_services_of_one_process_are_not_taken_for_a_part_of_another_ones_name() => Assert.Empty(Left(null, "ten_1/tele/con_1"));

    private static IEnumerable<SiloAddress> Left(string? service, string key)
    {
        var grain = GrainId.Create("poller", key);
        return new RunsWithServiceDirector(Met).Filter(new RunsWithService(service), new PlacementTarget(grain, [], default, 0), [Everything, Core, Vk, NotHeardYet]);
    }

    private static SiloAddress Process(int number) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 10_000 + number), number);

    private sealed class Meetings(Dictionary<SiloAddress, string[]> told) : ISiloMetadataCache
    {
        public SiloMetadata GetSiloMetadata(SiloAddress siloAddress) =>
            told.TryGetValue(siloAddress, out var services) ? new SiloMetadata(RunsWithServiceDirector.Tell(services).ToImmutableDictionary()) : SiloMetadata.Empty;
    }
}
