namespace Sentralix.Knowledge.Text;

/// <summary>The Snowball stemmer of Russian (snowballstem.org/algorithms/russian). Words are lower-case with ё folded.</summary>
internal static class RussianStemmer
{
    private static readonly SuffixTable PerfectiveGerunds = new('а',
        "в вши вшись",
        "ив ивши ившись ыв ывши ывшись");

    private static readonly SuffixTable Adjectives = new('а',
        "ее ие ые ое ими ыми ей ий ый ой ем им ым ом его ого ему ому их ых ую юю ая яя ою ею");

    private static readonly SuffixTable Participles = new('а',
        "ем нн вш ющ щ",
        "ивш ывш ующ");

    private static readonly SuffixTable Reflexives = new('а', "ся сь");

    private static readonly SuffixTable Verbs = new('а',
        "ла на ете йте ли й л ем н ло но ет ют ны ть ешь нно",
        "ила ыла ена ейте уйте ите или ыли ей уй ил ыл им ым ен ило ыло ено ят ует уют ит ыт ены ить ыть ишь ую ю");

    private static readonly SuffixTable Nouns = new('а',
        "а ев ов ие ье е иями ями ами еи ии и ией ей ой ий й иям ям ием ем ам ом о у ах иях ях ы ь ию ью ю ия ья я");

    private static readonly SuffixTable Derivations = new('а', "ост ость");

    private static readonly SuffixTable Superlatives = new('а', "ейш ейше");

    /// <returns>The length of the stem: the word loses its end and is otherwise unchanged.</returns>
    public static int Stem(ReadOnlySpan<char> word)
    {
        var (vowelRegion, secondRegion) = Regions(word);
        var region = word[vowelRegion..];

        region = WithoutInflection(region);
        if (region.EndsWith("и")) region = region[..^1];

        var derivation = Derivations.LongestIn(region, out _);
        if (derivation > 0 && vowelRegion + region.Length - derivation >= secondRegion) region = region[..^derivation];

        return vowelRegion + Tidy(region).Length;
    }

    private static ReadOnlySpan<char> WithoutInflection(ReadOnlySpan<char> region)
    {
        if (TryRemove(PerfectiveGerunds, ref region)) return region;

        region = region[..^Reflexives.LongestIn(region, out _)];
        var adjective = Adjectives.LongestIn(region, out _);
        if (adjective > 0)
        {
            region = region[..^adjective];
            TryRemove(Participles, ref region);
            return region;
        }
        if (TryRemove(Verbs, ref region)) return region;
        return region[..^Nouns.LongestIn(region, out _)];
    }

    // Endings of the first group count only after а or я.
    private static bool TryRemove(SuffixTable endings, ref ReadOnlySpan<char> region)
    {
        var length = endings.LongestIn(region, out var group);
        if (length == 0) return false;
        var stem = region[..^length];
        if (group == 0 && (stem.IsEmpty || stem[^1] is not ('а' or 'я'))) return false;
        region = stem;
        return true;
    }

    private static ReadOnlySpan<char> Tidy(ReadOnlySpan<char> region)
    {
        var superlative = Superlatives.LongestIn(region, out _);
        if (superlative > 0) region = region[..^superlative];
        else if (region.EndsWith("ь")) return region[..^1];
        return region.EndsWith("нн") ? region[..^1] : region;
    }

    private static (int VowelRegion, int SecondRegion) Regions(ReadOnlySpan<char> word)
    {
        var i = 0;
        while (i < word.Length && !IsVowel(word[i])) i++;
        if (i == word.Length) return (i, i);
        var vowelRegion = ++i;

        while (i < word.Length && IsVowel(word[i])) i++;
        while (i < word.Length && !IsVowel(word[i])) i++;
        while (i < word.Length && IsVowel(word[i])) i++;
        return (vowelRegion, Math.Min(i + 1, word.Length));
    }

    private static bool IsVowel(char letter) => letter is 'а' or 'е' or 'и' or 'о' or 'у' or 'ы' or 'э' or 'ю' or 'я';
}
