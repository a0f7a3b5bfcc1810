using System.Globalization;

namespace Sentralix.EndToEnd.Channels.Soak;

/// <summary>People write over bad networks while the host is killed; then everything that was asked is looked up.</summary>
internal sealed class SoakCampaign(SoakPlan plan, SoakHouse house, Action<string> tell)
{
    private static readonly TimeSpan Progress = TimeSpan.FromSeconds(15);

    public SoakTraffic Traffic { get; } = new(house.Ways, plan, tell);

    public TimeSpan Took { get; private set; }

    public static async Task<(SoakHouse House, SoakCampaign Campaign)> Open(string kind, SoakPlan plan, Action<string> tell)
    {
        var ways = new List<ChannelWay>();
        foreach (var channel in plan.Channels) ways.AddRange(await ChannelWay.OpenAll(channel, SoakPlan.Connections(channel), "webhook"));
        var house = await SoakHouse.Open(kind, ways, plan.Policy);
        return (house, new SoakCampaign(plan, house, tell));
    }

    public async Task<SoakVerdict> Run()
    {
        var began = DateTime.UtcNow;
        var total = plan.Channels.Sum(c => plan.PeopleOfOne(c) * SoakPlan.Connections(c)) * SoakPlan.Each;
        Traffic.Disturb();
        var writing = Traffic.Write();
        var random = new Random(20261123);
        var told = began;
        for (var kill = 1; kill <= plan.Kills; kill++)
        {
            // Counted in what was sent, so that every kill meets messages on their way in and on their way out.
            while (Sends < (long)total * kill / (plan.Kills + 1))
            {
                await Task.Delay(50);
                if (DateTime.UtcNow - told < Progress) continue;
                told = DateTime.UtcNow;
                tell(State(total, began));
            }

            await Task.Delay(random.Next(0, 500));
            await house.Kill();
            tell($"{State(total, began)}; kill {kill}");
            await house.Start();
        }

        while (!writing.IsCompleted)
        {
            await Task.WhenAny(writing, Task.Delay(Progress));
            tell(State(total, began));
        }

        await writing;
        foreach (var way in house.Ways) await way.WhenDelivered(TimeSpan.FromMinutes(3));
        var log = await SoakLog.Settle(house, total, tell);
        Traffic.Calm();
        Took = DateTime.UtcNow - began;
        return SoakVerdict.Of(Traffic, log, plan.Policy == "hold");
    }

    public string Result(string kind, SoakVerdict verdict) => string.Create(CultureInfo.InvariantCulture,
        $"RESULT channels storage={kind} policy={plan.Policy} updates={Traffic.Count} kills={plan.Kills} lost={verdict.Lost + verdict.Unanswered} doubled={verdict.Doubled} reordered={verdict.Reordered} sends_lost={verdict.Unsaid} sends_doubled={verdict.SentTwice} uncertain={verdict.Uncertain.Count} uncertain_wrong={verdict.WronglySure} cut_before_processing={Traffic.CutBefore} cut_after_processing={verdict.CutAfter} seconds={Took.TotalSeconds:F0}");

    private string State(int total, DateTime began) =>
        $"{(DateTime.UtcNow - began).TotalSeconds:F0} s: {Traffic.Count} of {total} asked, {Sends} sends";

    private int Sends => house.Ways.Select(w => w.Witness).Distinct().Sum(w => w.Sent.Count);
}
