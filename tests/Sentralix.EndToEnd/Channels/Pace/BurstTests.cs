using System.Globalization;
using Sentralix.Contracts;
using Sentralix.EndToEnd.Channels.Soak;

namespace Sentralix.EndToEnd.Channels.Pace;

/// <summary>Many messages at once, against stand-ins that enforce what their channels publish. Here a few; 1,000 with
/// <c>SENTRALIX_CAMPAIGN=full</c> (<c>./bench burst</c>), where the time is told beside the shortest that the limits allow.</summary>
public sealed class BurstTests(ITestOutputHelper output)
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("SENTRALIX_CAMPAIGN") == "full";

    // A channel, and what it publishes of messages a second; Avito and Jivo publish nothing, so there our own pace is the measure.
    public static IEnumerable<TheoryDataRow<string, double>> Channels =>
        Full ? [new("telegram", 30), new("vk", 20), new("max", 30), new("avito", 5), new("jivosite", 5)] : [new("telegram", 30), new("vk", 20), new("max", 30)];

    [Theory, MemberData(nameof(Channels))]
    public async Task A_burst_is_sent_as_fast_as_the_channel_allows_and_nothing_is_refused(string channel, double perSecond)
    {
        var (count, people) = Full ? (1_000, 200) : (60, 20);
        var way = (await ChannelWay.OpenAll(channel, 1, "webhook", limited: true))[0];
        await using var house = await SoakHouse.Open("sqlite", [way]);
        var conversations = await Greet(house, way, people);
        var refused = way.Witness.TooMany;
        var before = way.Witness.Sent.Count;

        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => await house.Inside(
            HttpMethod.Post, $"/{channel}/v1/messages",
            new { message_id = Ids.New("msg", DateTimeOffset.UtcNow), conversation_id = conversations[i % people], epoch = 1_000_000, parts = new[] { new { type = "text", text = $"Сообщение {i}" } } }));
        for (var waited = 0; way.Witness.Sent.Count - before < count && waited < 6_000; waited++) await Task.Delay(100);

        var sent = way.Witness.Sent.All.Skip(before).Select(s => s.At).Order().ToList();
        var took = (sent[^1] - sent[0]).TotalSeconds;

        // In the first second the whole of a second's messages may go.
        var shortest = Math.Max(0, (count / perSecond) - 1);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT burst channel={channel} sends={sent.Count} rejected={way.Witness.TooMany - refused} seconds={took:F1} shortest_s={shortest:F1} ratio={(shortest > 0 ? took / shortest : 0):F2}"));
        Assert.Equal(count, sent.Count);
        Assert.Equal(count, way.Witness.Sent.All.Skip(before).Select(s => s.Text).Distinct().Count());
        Assert.Equal(0, way.Witness.TooMany - refused);
    }

    private static async Task<IReadOnlyList<string>> Greet(SoakHouse house, ChannelWay way, int people)
    {
        for (var person = 0; person < people; person++) way.Ask(person, Asked.NameOf(way, person, 0));
        for (var waited = 0; way.Witness.Sent.Count < people; waited++)
        {
            Assert.True(waited < 1200, "Not everybody is greeted.");
            await Task.Delay(100);
        }

        // What may be sent to one person at once is whole again.
        await Task.Delay(TimeSpan.FromSeconds(4));
        return [.. (await house.Api.All("/api/v1/conversations")).Select(c => c.GetProperty("id").GetString()!)];
    }
}
