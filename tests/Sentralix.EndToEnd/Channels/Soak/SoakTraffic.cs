using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Sentralix.Connectors.Sandbox;

namespace Sentralix.EndToEnd.Channels.Soak;

/// <summary>A question that a person asked: its text says whose it is and which, and an answer repeats it.</summary>
internal sealed record Asked(ChannelWay Way, int Person, int Number, string Update)
{
    public string Name => NameOf(Way, Person, Number);

    public static string NameOf(ChannelWay way, int person, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{way.Service[0]}{way.Number}p{person}n{number}");
}

/// <summary>People who write, a few messages at a time, as fast as they are answered.</summary>
internal sealed partial class SoakTraffic(IReadOnlyList<ChannelWay> ways, SoakPlan plan, Action<string> tell)
{
    // Answers that are longer away than this are not waited for: they are held, and what is held is counted at the end.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<Asked> asked = new();
    private readonly ConcurrentDictionary<StandIn, int> cutBefore = new();

    public IReadOnlyList<Asked> All => [.. asked];

    public int Count => asked.Count;

    /// <summary>Sends that were cut before the channel had done anything.</summary>
    public int CutBefore => cutBefore.Values.Sum();

    [GeneratedRegex(@"[tvmaj]\d+p\d+n\d+")]
    public static partial Regex Name();

    /// <summary>Makes the network between the channels and us a bad one: both ways.</summary>
    public void Disturb()
    {
        foreach (var way in ways) way.Disturb(duplicates: 0.3, cuts: 0.01, reorder: 3);
        foreach (var witness in ways.Select(w => w.Witness).Distinct())
        {
            var sends = 0;
            witness.Faults.Always(operation =>
            {
                if (!ChannelWay.IsSend(operation)) return Fault.None;
                var number = Interlocked.Increment(ref sends);
                if (number % 100 != 50) return Fault.None;
                if (number % 200 == 50) return new Fault(FaultKind.CutAfter);
                cutBefore.AddOrUpdate(witness, 1, (_, n) => n + 1);
                return new Fault(FaultKind.CutBefore);
            });
        }
    }

    public void Calm()
    {
        foreach (var witness in ways.Select(w => w.Witness).Distinct()) witness.Faults.Always(null);
    }

    /// <summary>Everybody writes everything.</summary>
    public Task Write() => Task.WhenAll(ways.GroupBy(w => w.Witness).Select(group => Task.Run(() => Write(group.Key, [.. group]))));

    private async Task Write(StandIn witness, List<ChannelWay> own)
    {
        var random = new Random(own[0].Number + own[0].Service.Length);
        var people = own.SelectMany(w => Enumerable.Range(0, plan.PeopleOfOne(w.Service)).Select(p => (Way: w, Person: p))).ToArray();
        var next = new int[people.Length];
        var window = own.Count * (own[0].Service is "avito" or "jivosite" ? 30 : 100);
        var mine = 0;
        var forgiven = 0;
        while (true)
        {
            var wanting = Enumerable.Range(0, people.Length).Where(i => next[i] < SoakPlan.Each).ToArray();
            if (wanting.Length == 0) return;
            random.Shuffle(wanting);
            foreach (var i in wanting)
            {
                forgiven = await Room(witness, window, mine, forgiven);
                var burst = Math.Min(SoakPlan.Each - next[i], random.Next(1, 4));
                for (var n = 0; n < burst; n++)
                {
                    var number = next[i]++;
                    var update = people[i].Way.Ask(people[i].Person, Asked.NameOf(people[i].Way, people[i].Person, number));
                    asked.Enqueue(new Asked(people[i].Way, people[i].Person, number, update));
                    mine++;
                }
            }
        }
    }

    /// <summary>Waits until fewer are unanswered than the host may have at once.</summary>
    private async Task<int> Room(StandIn witness, int window, int mine, int forgiven)
    {
        var heard = witness.Sent.Count;
        for (var waited = TimeSpan.Zero; mine - heard - forgiven >= window;)
        {
            await Task.Delay(20);
            waited += TimeSpan.FromMilliseconds(20);
            if (witness.Sent.Count != heard)
            {
                heard = witness.Sent.Count;
                waited = TimeSpan.Zero;
            }
            else if (waited >= Patience)
            {
                forgiven = mine - heard;
                tell($"{forgiven} answers of one stand-in are not waited for any more");
            }
        }

        return forgiven;
    }
}
