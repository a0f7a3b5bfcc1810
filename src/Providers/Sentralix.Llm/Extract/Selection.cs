namespace Sentralix.Llm.Extract;

/// <summary>Chooses the one to three units that answer together, or none.</summary>
internal static class Selection
{
    private const int Most = 3;
    private const int MostCharacters = 900;

    /// <summary>The share of the question's weight below which a unit is about something else.</summary>
    private const double Enough = 0.45;

    /// <summary>What a further unit must add to be worth the reader's time.</summary>
    private const double WorthAdding = 0.12;

    // A further unit that repeats the subject must be nearly as good as the best.
    private const double NearlyBest = 0.9;

    public static IReadOnlyList<TextUnit> Choose(Question question, IReadOnlyList<TextUnit> units)
    {
        if (question.Weight <= 0 || units.Count == 0) return [];

        var scores = units.Select(unit => UnitScore.Of(unit, question))
            .OrderByDescending(score => score.Score)
            .ThenBy(score => score.Unit.Passage)
            .ThenBy(score => score.Unit.Order)
            .ToList();
        var best = scores[0];
        if (best.Coverage < Enough) return [];

        var chosen = new Choice(question, units);
        chosen.Take(best);
        foreach (var score in scores.Skip(1))
        {
            if (chosen.IsFull) break;
            if (score.Coverage < Enough / 2 || chosen.Holds(score.Unit)) continue;
            if (chosen.Gain(score) >= WorthAdding || IsOfOneAnswer(best, score) || score.Score >= NearlyBest * best.Score)
                chosen.Take(score);
        }

        return chosen.InOrder();
    }

    /// <summary>The next sentence under the same question or heading continues the answer.</summary>
    private static bool IsOfOneAnswer(UnitScore best, UnitScore other) =>
        other.Unit.Passage == best.Unit.Passage && other.Unit.Lead == best.Unit.Lead && best.Unit.Lead > 0
        && other.Unit.Order == best.Unit.Order + 1 && other.Coverage >= Enough;

    private sealed class Choice(Question question, IReadOnlyList<TextUnit> units)
    {
        private readonly List<TextUnit> taken = [];
        private readonly double[] covered = new double[question.Terms.Count];
        private int characters;

        public bool IsFull => taken.Count >= Most;

        public void Take(UnitScore score)
        {
            if (characters > 0 && characters + score.Unit.Text.Length > MostCharacters) return;
            // "It costs 300 roubles" needs the sentence before it.
            if (score.Unit.LeansBack && taken.Count + 2 <= Most && Before(score.Unit) is { } before && !Holds(before)) Add(before);
            Add(score.Unit);
            for (var i = 0; i < covered.Length; i++) covered[i] = Math.Max(covered[i], score.Matches[i]);
        }

        /// <summary>How much more of the question would be covered.</summary>
        public double Gain(UnitScore score)
        {
            double gain = 0;
            for (var i = 0; i < covered.Length; i++)
                gain += question.Terms[i].Weight * Math.Max(0, score.Matches[i] - covered[i]);
            return gain / question.Weight;
        }

        /// <summary>Taken already, or nearly the same words are: overlapping passages repeat each other.</summary>
        public bool Holds(TextUnit unit) => taken.Exists(other => other == unit || AreAlike(other, unit));

        public IReadOnlyList<TextUnit> InOrder() => [.. taken.OrderBy(unit => unit.Passage).ThenBy(unit => unit.Order)];

        private void Add(TextUnit unit)
        {
            taken.Add(unit);
            characters += unit.Text.Length;
        }

        private TextUnit? Before(TextUnit unit) =>
            units.FirstOrDefault(other => other.Passage == unit.Passage && other.Order == unit.Order - 1 && other.Lead == unit.Lead);

        private static bool AreAlike(TextUnit one, TextUnit other)
        {
            var common = one.Stems.ToHashSet(StringComparer.Ordinal);
            var all = common.Count;
            var second = other.Stems.ToHashSet(StringComparer.Ordinal);
            common.IntersectWith(second);
            all += second.Count - common.Count;
            return all > 0 && common.Count >= 0.8 * all;
        }
    }
}
