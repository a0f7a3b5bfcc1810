using System.Globalization;
using Sentralix.EndToEnd.Channels.Soak;

namespace Sentralix.EndToEnd.Channels.Takeover;

/// <summary>An operator takes control while the assistant is about to answer, at a random moment. Here a few times; 10,000 times with
/// <c>SENTRALIX_CAMPAIGN=full</c> (<c>./bench takeover</c>).</summary>
public sealed class TakeoverRaceTests(ITestOutputHelper output)
{
    private const int Bots = 6;

    [Fact]
    public async Task After_a_takeover_is_acknowledged_no_word_of_the_assistant_reaches_the_channel()
    {
        var full = Environment.GetEnvironmentVariable("SENTRALIX_CAMPAIGN") == "full";
        var (people, rounds) = full ? (240, 42) : (36, 6);
        var ways = await ChannelWay.OpenAll("telegram", Bots);
        await using var house = await SoakHouse.Open("sqlite", ways);
        var conversations = await Greet(house, ways, people);
        var tally = new Tally();
        var began = DateTime.UtcNow;
        var racing = Task.WhenAll(conversations.Select((c, i) => Task.Run(() => Race(house, c, rounds, new Random(i), tally))));
        while (!racing.IsCompleted)
        {
            await Task.WhenAny(racing, Task.Delay(TimeSpan.FromSeconds(15)));
            output.WriteLine($"{(DateTime.UtcNow - began).TotalSeconds:F0} s: {tally.Races} of {people * rounds} races");
        }

        await racing;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT takeover races={tally.Races} late={tally.Late} in_flight={tally.InFlight} answered_before={tally.Before} stopped={tally.Races - tally.Before} seconds={(DateTime.UtcNow - began).TotalSeconds:F0}"));
        Assert.Equal(people * rounds, tally.Races);
        Assert.Equal(0, tally.Late);
        Assert.Equal(0, tally.InFlight);

        // Both ends of the race are met, else nothing is proven.
        Assert.InRange(tally.Before, 1, tally.Races - 1);
    }

    private static async Task Race(SoakHouse house, (ChannelWay Way, int Person, string Id) conversation, int rounds, Random random, Tally tally)
    {
        var (way, person, id) = conversation;
        for (var round = 0; round < rounds; round++)
        {
            var before = way.Heard(person).Count;
            way.Ask(person, Asked.NameOf(way, person, round + 1));
            await Task.Delay(random.Next(0, 1200));
            var control = await house.Api.Post($"/api/v1/conversations/{id}/control/take", new { @operator = "anna" });
            var acknowledged = DateTimeOffset.UtcNow;
            Assert.Equal("held", control.GetProperty("state").GetString());
            Interlocked.Add(ref tally.InFlight, control.GetProperty("in_flight").GetArrayLength());
            await Task.Delay(random.Next(100, 400));
            var released = DateTimeOffset.UtcNow;
            var sent = way.Witness.Sent.To(way.Thread(person));
            Interlocked.Add(ref tally.Late, sent.Count(s => s.At > acknowledged && s.At < released));
            if (sent.Count > before) Interlocked.Increment(ref tally.Before);
            Interlocked.Increment(ref tally.Races);
            await house.Api.Post($"/api/v1/conversations/{id}/control/release");
        }
    }

    private static async Task<List<(ChannelWay Way, int Person, string Id)>> Greet(SoakHouse house, IReadOnlyList<ChannelWay> ways, int people)
    {
        var all = Enumerable.Range(0, people).Select(i => (Way: ways[i % ways.Count], Person: i / ways.Count)).ToList();
        foreach (var (way, person) in all) way.Ask(person, Asked.NameOf(way, person, 0));
        for (var waited = 0; all.Exists(p => p.Way.Heard(p.Person).Count == 0); waited++)
        {
            Assert.True(waited < 1200, "Not everybody is greeted.");
            await Task.Delay(100);
        }

        var ids = new Dictionary<string, string>();
        foreach (var conversation in await house.Api.All("/api/v1/conversations"))
        {
            var id = conversation.GetProperty("id").GetString()!;
            var first = (await house.Api.Messages(id))[0].GetProperty("parts")[0].GetProperty("text").GetString()!;
            ids[first] = id;
        }

        return [.. all.Select(p => (p.Way, p.Person, ids[Asked.NameOf(p.Way, p.Person, 0)]))];
    }

    private sealed class Tally
    {
        public int Races;
        public int Late;
        public int InFlight;
        public int Before;
    }
}
