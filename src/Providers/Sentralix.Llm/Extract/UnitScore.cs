namespace Sentralix.Llm.Extract;

/// <summary>How well a unit answers a question.</summary>
internal sealed record UnitScore(TextUnit Unit, double Coverage, double Score, IReadOnlyList<double> Matches)
{
    // A heading says what its text is about, less surely than the text itself.
    private const double HeadingShare = 0.65;
    private const double DirectBonus = 0.15;
    private const double NumberBonus = 0.12;
    private const double RankStep = 0.02;
    private const double OrderStep = 0.004;
    private const int LongUnit = 70;

    public static UnitScore Of(TextUnit unit, Question question)
    {
        var matches = new double[question.Terms.Count];
        double direct = 0, covered = 0;
        for (var i = 0; i < matches.Length; i++)
        {
            var (stem, weight) = question.Terms[i];
            var inText = Best(stem, unit.Stems);
            matches[i] = Math.Max(inText, HeadingShare * Best(stem, unit.ContextStems));
            direct += weight * inText;
            covered += weight * matches[i];
        }

        var coverage = covered / question.Weight;
        var score = coverage + (DirectBonus * direct / question.Weight);
        if (question.WantsNumber && unit.Text.Any(char.IsAsciiDigit)) score += NumberBonus;
        // Retrieval has put the better passages first, writers the main thing.
        score -= (RankStep * Math.Min(unit.Passage, 5)) + (OrderStep * Math.Min(unit.Order, 20));
        if (unit.WordCount > LongUnit) score *= 0.9;
        else if (unit.WordCount < 2) score *= 0.8;
        return new UnitScore(unit, coverage, score, matches);
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
