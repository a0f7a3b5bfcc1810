namespace Sentralix.Llm.Extract;

/// <summary>Chooses the one to three units that answer together, or none.</summary>
internal static class Selection
{
    private const int Most = 3;

    // The share of the question that a unit must cover to be about it. Where title or heading speak of it as well, less
    // is enough; without them, one of two words by chance is not.
    private const double Enough = 0.55;
    private const double EnoughUnderHeading = 0.45;
    private const double HeadingSpeaks = 0.3;

    // From here on, a passage's own question is the one that was asked.
    private const double SameQuestion = 0.6;

    // What a further unit must add to be worth the reader's time, in a question about several things.
    private const double WorthAdding = 0.12;

    // How good a neighbour must be to continue the answer, and how near.
    private const double GoodNeighbour = 0.6;
    private const int Near = 2;

    public static IReadOnlyList<TextUnit> Choose(Question question, IReadOnlyList<TextUnit> units)
    {
        if (question.Weight <= 0 || units.Count == 0) return [];

        var scores = units.Select(unit => UnitScore.Of(unit, question))
            .OrderByDescending(score => score.Score)
            .ThenBy(score => score.Unit.Passage)
            .ThenBy(score => score.Unit.Order)
            .ToList();
        var best = scores[0];
        if (!IsAbout(best)) return [];

        var choice = new Choice(question, units, Most);
        // The passage answers this very question, or only its heading speaks of it: then what stands under it answers
        // from its beginning.
        if (best.Asked >= SameQuestion || best.Direct <= 0) TakeFromTheStart(choice, best, scores);
        choice.Take(best);
        foreach (var score in scores.Skip(1))
        {
            if (Continues(best, score) || (question.HasParts && choice.Gain(score) >= WorthAdding)) choice.Take(score);
        }

        return choice.InOrder();
    }

    private static bool IsAbout(UnitScore score) =>
        score.Coverage >= Enough || (score.Coverage >= EnoughUnderHeading && score.FromAbove >= HeadingSpeaks);

    private static void TakeFromTheStart(Choice choice, UnitScore best, List<UnitScore> scores)
    {
        var together = scores
            .Where(score => score.Unit.Passage == best.Unit.Passage && score.Unit.Lead == best.Unit.Lead)
            .OrderBy(score => score.Unit.Order);
        foreach (var score in together) choice.Take(score);
    }

    private static bool Continues(UnitScore best, UnitScore other) =>
        other.Unit.Passage == best.Unit.Passage && other.Unit.Lead == best.Unit.Lead
        && Math.Abs(other.Unit.Order - best.Unit.Order) <= Near
        && IsAbout(other) && other.Score >= GoodNeighbour * best.Score;
}
