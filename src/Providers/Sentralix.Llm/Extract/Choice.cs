namespace Sentralix.Llm.Extract;

/// <summary>The units taken so far: not too many, none twice.</summary>
internal sealed class Choice(Question question, IReadOnlyList<TextUnit> units, int most)
{
    private const int MostCharacters = 900;

    // Overlapping passages repeat each other.
    private const double Alike = 0.8;

    private readonly List<TextUnit> taken = [];
    private readonly double[] covered = new double[question.Terms.Count];
    private int characters;

    public void Take(UnitScore score)
    {
        var unit = score.Unit;
        if (taken.Count >= most || Holds(unit)) return;
        if (characters > 0 && characters + unit.Text.Length > MostCharacters) return;
        // "It costs 300 roubles" needs the sentence before it.
        if (unit.LeansBack && taken.Count + 2 <= most && Before(unit) is { } before && !Holds(before)) Add(before);
        Add(unit);
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

    public IReadOnlyList<TextUnit> InOrder() => [.. taken.OrderBy(unit => unit.Passage).ThenBy(unit => unit.Order)];

    private bool Holds(TextUnit unit) => taken.Exists(other => ReferenceEquals(other, unit) || AreAlike(other, unit));

    private void Add(TextUnit unit)
    {
        taken.Add(unit);
        characters += unit.Text.Length;
    }

    private TextUnit? Before(TextUnit unit) =>
        units.FirstOrDefault(other => other.Passage == unit.Passage && other.Order == unit.Order - 1 && other.Lead == unit.Lead);

    private static bool AreAlike(TextUnit one, TextUnit other)
    {
        var first = one.Stems.ToHashSet(StringComparer.Ordinal);
        var second = other.Stems.ToHashSet(StringComparer.Ordinal);
        var common = first.Count(second.Contains);
        var all = first.Count + second.Count - common;
        return all > 0 && common >= Alike * all;
    }
}
