namespace Sentralix.Llm.Extract;

/// <summary>What is asked: the words that carry the subject, each with its weight.</summary>
internal sealed class Question
{
    private const double WeakWord = 0.2;
    private const int MostTerms = 32;

    private static readonly HashSet<string> Amounts =
        ["сколько", "когда", "цена", "стоимость", "срок", "часы", "much", "many", "long", "when", "price", "cost", "hours"];

    private Question(string text, IReadOnlyList<Term> terms)
    {
        IsRussian = Words.AreRussian(text);
        Terms = terms;
        Weight = terms.Sum(term => term.Weight);
        WantsNumber = Words.In(text).Any(Amounts.Contains);
        HasParts = Words.In(text).Any(word => word is "и" or "and") || text.Count(c => c == '?') > 1;
    }

    public bool IsRussian { get; }

    public IReadOnlyList<Term> Terms { get; }

    /// <summary>Of all terms together.</summary>
    public double Weight { get; }

    /// <summary>An answer to it probably holds a number.</summary>
    public bool WantsNumber { get; }

    /// <summary>It may ask for several things at once, which stand in different places.</summary>
    public bool HasParts { get; }

    /// <summary>Weighs each word by how rare it is among the units.</summary>
    public static Question Of(string text, IReadOnlyList<TextUnit> units)
    {
        var stems = Words.In(text)
            .Where(word => !Vocabulary.IsStop(word))
            .Select(Stem.Of)
            .Select(stem => (Stem: Vocabulary.Canonical(stem), IsWeak: Vocabulary.IsWeak(stem)))
            .Distinct()
            .Take(MostTerms);
        return new Question(text, [.. stems.Select(word => new Term(word.Stem, Rarity(word.Stem, units) * (word.IsWeak ? WeakWord : 1)))]);
    }

    private static double Rarity(string stem, IReadOnlyList<TextUnit> units)
    {
        var among = units.Count(unit => unit.Stems.Any(other => WordMatch.Of(stem, other) > 0));
        // A word that occurs nowhere weighs as one that occurs once: the asker's own words must not sink the answer.
        return Math.Log(1 + (units.Count - Math.Max(among, 1) + 0.5) / (Math.Max(among, 1) + 0.5));
    }
}

/// <summary>One word of a question.</summary>
internal readonly record struct Term(string Stem, double Weight);
