using Sentralix.Platform.Cluster;
using Xunit;

namespace Sentralix.Platform.Tests.Cluster;

/// <summary>Which service a grain belongs to, and which processes run it.</summary>
public sealed class RunsWithServiceTests
{
    [Theory]
    [InlineData(null, "ten_1/telegram/con_1", "telegram")]
    [InlineData(null, "ten_1/avito/key/with/more", "avito")]
    [InlineData(null, "ten_1", null)]
    [InlineData("orchestrator", "ten_1/vk/cnv_1", "orchestrator")]
    public void A_grain_belongs_to_the_service_that_is_named_or_else_to_that_of_its_key(string? named, string key, string? service) =>
        Assert.Equal(service, new RunsWithService(named).Of(GrainId.Create("grain", key)));

    [Fact]
    public void A_process_runs_what_it_tells_and_one_that_has_told_nothing_runs_nothing()
    {
        var told = RunsWithServiceDirector.Tell(["orchestrator", "telegram"]);

        Assert.True(RunsWithServiceDirector.Runs(told, "telegram"));
        Assert.False(RunsWithServiceDirector.Runs(told, "vk"));
        Assert.False(RunsWithServiceDirector.Runs(told, "tele"));
        Assert.False(RunsWithServiceDirector.Runs(new Dictionary<string, string>(), "telegram"));
    }
}
