namespace Sentralix.EndToEnd.Channels.Soak;

/// <summary>A deployment: the host is stopped politely and started again while people write in all channels.</summary>
public sealed class RestartTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_restart_during_traffic_loses_and_repeats_nothing_and_leaves_no_send_in_doubt()
    {
        var plan = new SoakPlan(["telegram", "vk", "max", "avito", "jivosite"], 600, 0, "hold");
        var ways = new List<ChannelWay>();
        foreach (var channel in plan.Channels) ways.AddRange(await ChannelWay.OpenAll(channel, SoakPlan.Connections(channel), "webhook"));
        await using var house = await SoakHouse.Open("sqlite", ways);
        var traffic = new SoakTraffic(ways, plan, output.WriteLine);
        foreach (var way in ways) way.Disturb(0, 0, 1);
        var writing = traffic.Write();
        for (var restart = 1; restart <= 2; restart++)
        {
            var until = DateTime.UtcNow.AddMinutes(2);
            while (ways.Select(w => w.Witness).Distinct().Sum(w => w.Sent.Count) < restart * 150 && DateTime.UtcNow < until) await Task.Delay(20);
            Assert.Equal(0, await house.Stop());
            await house.Start();
        }

        await writing;
        foreach (var way in ways) await way.WhenDelivered(TimeSpan.FromMinutes(2));
        var verdict = SoakVerdict.Of(traffic, await SoakLog.Settle(house, traffic.Count, output.WriteLine), holds: true);
        Assert.True(verdict is { Lost: 0, Unanswered: 0, Doubled: 0, Reordered: 0, Unsaid: 0, WronglySure: 0, SentTwice: 0 }, verdict.Examples);
        Assert.Empty(verdict.Uncertain);
    }
}
