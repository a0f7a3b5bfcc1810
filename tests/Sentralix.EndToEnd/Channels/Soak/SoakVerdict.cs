using Sentralix.Connectors.Sandbox;

namespace Sentralix.EndToEnd.Channels.Soak;

/// <summary>What became of everything that was asked: the host's log against what the channels' stand-ins made, delivered and were sent.</summary>
internal sealed class SoakVerdict
{
    private readonly List<string> examples = [];

    private SoakVerdict()
    {
    }

    /// <summary>Updates that a channel had delivered and the log does not have.</summary>
    public int Lost { get; private set; }

    /// <summary>Updates that are in the log more than once, or have more than one run or answer.</summary>
    public int Doubled { get; private set; }

    /// <summary>Questions without an answer in the log.</summary>
    public int Unanswered { get; private set; }

    /// <summary>Messages out of order: in the log against their delivery, answers against questions, and sends against the log.</summary>
    public int Reordered { get; private set; }

    /// <summary>Answers that a channel was sent more than once.</summary>
    public int SentTwice { get; private set; }

    /// <summary>Answers that no channel was sent and nobody is told of: neither uncertain nor on their way.</summary>
    public int Unsaid { get; private set; }

    /// <summary>Sends that a channel cut, or never took, and that are not uncertain where they must be; and such that are where they cannot.</summary>
    public int WronglySure { get; private set; }

    /// <summary>Answers that are uncertain, by their ids, and whether the channel has them.</summary>
    public Dictionary<string, (Asked Question, bool Arrived)> Uncertain { get; } = [];

    public int CutAfter { get; private set; }

    /// <summary>What was found first.</summary>
    public string Examples => string.Join('\n', examples.Take(20));

    public static SoakVerdict Of(SoakTraffic traffic, IReadOnlyList<IReadOnlyList<Logged>> log, bool holds)
    {
        var verdict = new SoakVerdict();
        var byPerson = log.Where(c => c.Any(m => m.Name is not null)).ToLookup(c => Person(c.First(m => m.Name is not null).Name!));
        foreach (var way in traffic.All.GroupBy(a => a.Way))
        {
            var passages = way.Key.Passages();
            foreach (var person in way.GroupBy(a => a.Person)) verdict.Judge(way.Key, [.. person], passages, [.. byPerson[Person(person.First().Name)].SelectMany(c => c)], holds);
        }

        return verdict;
    }

    private static string Person(string name) => name[..name.IndexOf('n', StringComparison.Ordinal)];

    private void Judge(ChannelWay way, List<Asked> asked, IReadOnlyDictionary<string, Passage> passages, List<Logged> log, bool holds)
    {
        var questions = log.Where(m => !m.IsAnswer).ToList();
        var answers = log.Where(m => m.IsAnswer).ToLookup(m => m.Run ?? "");
        var sent = way.Witness.Sent.To(way.Thread(asked[0].Person)).Select(s => (Name: SoakTraffic.Name().Match(s.Text).Value, s.Told)).ToLookup(s => s.Name);
        foreach (var question in asked)
        {
            var found = questions.Where(q => q.Name == question.Name).ToList();
            if (found.Count == 0) Lost += Note($"lost: {question.Name}, update {question.Update}, tried {passages[question.Update].TriedAt > 0}, taken {passages[question.Update].TakenAt > 0}");
            if (found.Count > 1) Doubled += Note($"in the log {found.Count} times: {question.Name}");
            if (found.Count != 1) continue;
            var said = answers[found[0].Run ?? ""].ToList();
            if (said.Count == 0) Unanswered += Note($"no answer: {question.Name}");
            if (said.Count > 1) Doubled += Note($"{said.Count} answers: {question.Name}");
            if (said.Count != 1) continue;
            Judge(way, question, said[0], [.. sent[question.Name].Select(s => s.Told)], holds);
        }

        Order(way, asked, passages, questions, log, [.. sent.Where(s => s.Key.Length > 0).Select(s => s.Key)]);
    }

    private void Judge(ChannelWay way, Asked question, Logged answer, List<bool> told, bool holds)
    {
        CutAfter += told.Count(t => !t);
        if (answer.Author != "assistant" || answer.Name != question.Name) Doubled += Note($"{question.Name} is answered by {answer.Author} with {answer.Name}");
        if (told.Count > 1) SentTwice += Note($"sent {told.Count} times: {question.Name}");
        var isUncertain = answer.Status == "uncertain";
        if (isUncertain) Uncertain[answer.Id] = (question, told.Count > 0);

        // Where nothing is held, a cut send was settled by the channel's own means or made again.
        var mustBeUncertain = holds && !way.Settles && (told.Count == 0 || told.Any(t => !t));
        if (told.Count == 0 && !isUncertain) Unsaid += Note($"never sent, and {answer.Status}: {question.Name}");
        if (mustBeUncertain && !isUncertain) WronglySure += Note($"cut, and {answer.Status}: {question.Name}");
        if (isUncertain && (way.Settles || !holds)) WronglySure += Note($"uncertain where it can be settled: {question.Name}");
        if (!isUncertain && answer.Status is not ("sent" or "delivered" or "read")) Unsaid += Note($"{answer.Status}: {question.Name}");
    }

    private void Order(ChannelWay way, List<Asked> asked, IReadOnlyDictionary<string, Passage> passages, List<Logged> questions, List<Logged> log, List<string> heard)
    {
        // A message that the channel knew to be taken before another was sent at all comes first. Which of two that were on their way
        // together comes first is the network's choice.
        var updates = asked.ToDictionary(a => a.Name, a => passages[a.Update]);
        var earliest = long.MaxValue;
        foreach (var question in questions.Where(q => q.Name is not null && updates.ContainsKey(q.Name)).Reverse())
        {
            var passage = updates[question.Name!];
            if (passage.TriedAt > earliest) Reordered += Note($"in the log too early: {question.Name}");
            if (passage.TakenAt > 0) earliest = Math.Min(earliest, passage.TakenAt);
        }

        var runs = questions.Select(q => q.Run).ToList();
        var answered = log.Where(m => m.IsAnswer).Select(m => m.Run).ToList();
        if (!answered.SequenceEqual(runs.Where(answered.Contains))) Reordered += Note($"answers of {way.Service} {asked[0].Name} are not in the order of the questions");
        var order = questions.Select(q => q.Name).ToList();
        if (!heard.SequenceEqual(order.Where(n => n is not null && heard.Contains(n)).Select(n => n!))) Reordered += Note($"sends to {way.Service} {asked[0].Name} are not in the order of the log: {string.Join(' ', heard)}");
    }

    private int Note(string what)
    {
        examples.Add(what);
        return 1;
    }
}
