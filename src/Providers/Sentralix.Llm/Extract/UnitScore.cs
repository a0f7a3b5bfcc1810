namespace Sentralix.Llm.Extract;

/// <summary>How well a unit answers a question.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Coverage">The share of the question that the unit and what stands over it cover, 0 to 1.</param>
/// <param name="Direct">The share that the unit's own words cover.</param>
/// <param name="FromAbove">The share that titles and headings cover.</param>
/// <param name="Asked">The share that the question which the unit answers covers.</param>
/// <param name="Score">For the order among units.</param>
/// <param name="Matches">For each of the question's words, how well it is covered.</param>
internal sealed record UnitScore(
    TextUnit Unit, double Coverage, double Direct, double FromAbove, double Asked, double Score, IReadOnlyList<double> Matches)
{
    // A heading says what its text is about, less surely than the text itself; a question says it better.
    private const double HeadingShare = 0.65;
    private const double AskedShare = 0.9;
    private const double DirectBonus = 0.15;
    private const double NumberBonus = 0.12;
    private const double RankStep = 0.02;
    private const double OrderStep = 0.004;
    private const int LongUnit = 70;

    public static UnitScore Of(TextUnit unit, Question question)
    {
        var matches = new double[question.Terms.Count];
        double direct = 0, above = 0, asked = 0, covered = 0;
        for (var i = 0; i < matches.Length; i++)
        {
            var (stem, weight) = question.Terms[i];
            var inText = Best(stem, unit.Stems);
            var inContext = Best(stem, unit.ContextStems);
            var inAsked = Best(stem, unit.AskedStems);
            matches[i] = Math.Max(inText, Math.Max(HeadingShare * inContext, AskedShare * inAsked));
            direct += weight * inText;
            above += weight * inContext;
            asked += weight * inAsked;
            covered += weight * matches[i];
        }

        var total = question.Weight;
        var score = (covered + (DirectBonus * direct)) / total;
        if (question.WantsNumber && unit.Text.Any(char.IsAsciiDigit)) score += NumberBonus;
        // Retrieval has put the better passages first, writers the main thing.
        score -= (RankStep * Math.Min(unit.Passage, 5)) + (OrderStep * Math.Min(unit.Order, 20));
        if (unit.WordCount > LongUnit) score *= 0.9;
        else if (unit.WordCount < 2) score *= 0.8;
        return new UnitScore(unit, covered / total, direct / total, above / total, asked / total, score, matches);
    }

    private static double Best(string stem, IReadOnlyList<string> others)
    {
        double best = 0;
        foreach (var other in others)
        {
            best = Math.Max(best, WordMatch.Of(stem, other));
            if (best >= 1) break;
        }

        return best;
    }
}
