using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Channels.Soak;

/// <summary>Many people over bad networks and a host that is killed. Here small; whole with <c>SENTRALIX_CAMPAIGN=full</c>
/// (<c>./bench channels</c>), where <c>SENTRALIX_CAMPAIGN_STORAGE</c> chooses the database.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("SENTRALIX_CAMPAIGN") == "full";
    private static readonly int Updates = int.TryParse(Environment.GetEnvironmentVariable("SENTRALIX_CAMPAIGN_UPDATES"), out var updates) ? updates : Full ? 100_000 : 2_000;

    // The same on the other database, for as long as there is time.
    private static int Of(string kind) => kind == "postgres" && !Full ? Updates / 4 : Updates;

    public static IEnumerable<TheoryDataRow<string>> Kinds =>
        Environment.GetEnvironmentVariable("SENTRALIX_CAMPAIGN_STORAGE") is { Length: > 0 } one ? [new(one)] : Full ? [new("sqlite")] : Installation.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Every_update_is_answered_once_and_in_order_and_every_send_in_doubt_is_held_where_nothing_settles_it(string kind)
    {
        var plan = SoakPlan.Hold(Of(kind), 5);
        var (house, campaign) = await SoakCampaign.Open(kind, plan, output.WriteLine);
        await using (house)
        {
            try
            {
                var verdict = await campaign.Run();
                output.WriteLine(campaign.Result(kind, verdict));
                Check(verdict);
                Assert.Equal(0, verdict.SentTwice);
                Assert.NotEmpty(verdict.Uncertain);
                await EachIsListedAndCanBeResolved(house, verdict);
            }
            catch
            {
                output.WriteLine(Tail(house));
                throw;
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Where_a_connection_says_so_a_send_in_doubt_is_made_again_and_what_arrives_twice_is_counted(string kind)
    {
        var plan = SoakPlan.Retry(Of(kind) / 5, 2);
        var (house, campaign) = await SoakCampaign.Open(kind, plan, output.WriteLine);
        await using (house)
        {
            try
            {
                var verdict = await campaign.Run();
                output.WriteLine(campaign.Result(kind, verdict));
                Check(verdict);
                Assert.Empty(verdict.Uncertain);

                // Every send that arrived and was cut is made again; a kill adds those that were under way.
                Assert.InRange(verdict.SentTwice, 1, verdict.CutAfter + (plan.Kills * 100));
            }
            catch
            {
                output.WriteLine(Tail(house));
                throw;
            }
        }
    }

    private static void Check(SoakVerdict verdict)
    {
        Assert.True(verdict is { Lost: 0, Unanswered: 0, Doubled: 0, Reordered: 0, Unsaid: 0, WronglySure: 0 }, verdict.Examples);
        Assert.True(verdict.CutAfter > 0);
    }

    private static async Task EachIsListedAndCanBeResolved(SoakHouse house, SoakVerdict verdict)
    {
        foreach (var service in new[] { "telegram", "jivosite" })
        {
            var listed = (await house.Uncertain(service)).Select(m => m.GetProperty("message_id").GetString()!).Order().ToList();
            var expected = verdict.Uncertain.Where(u => u.Value.Question.Way.Service == service).ToList();
            Assert.Equal(expected.Select(u => u.Key).Order(), listed);
            foreach (var (id, (question, arrived)) in expected.DistinctBy(u => u.Value.Arrived))
            {
                var resolved = await house.Api.Post($"/api/admin/v1/{service}/messages/{id}/resolve", new { segment = 0, @as = arrived ? "sent" : "resend" });
                Assert.NotEqual("uncertain", resolved.GetProperty("status").GetString());
                await Until(() => question.Way.Heard(question.Person).Count(t => t.Contains(question.Name, StringComparison.Ordinal) && SoakTraffic.Name().Match(t).Value == question.Name) == 1);
                await Until(() => house.Inside(HttpMethod.Get, $"/{service}/v1/messages/{id}").Result.GetProperty("status").GetString() == "sent");
            }

            var left = (await house.Uncertain(service)).Count;
            Assert.Equal(listed.Count - expected.DistinctBy(u => u.Value.Arrived).Count(), left);
        }
    }

    private static async Task Until(Func<bool> holds)
    {
        for (var waited = 0; waited < 90_000; waited += 50)
        {
            if (holds()) return;
            await Task.Delay(50);
        }

        throw new TimeoutException("What was resolved did not come to its end.");
    }

    private static string Tail(SoakHouse house) => string.Join('\n', house.Host.Output.Split('\n').TakeLast(60));
}
