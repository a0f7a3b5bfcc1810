namespace Sentralix.Llm.Extract;

/// <summary>Takes endings off Russian and English words, so that forms of a word meet. Light on purpose: it serves to
/// compare a question with sentences that retrieval has already chosen, not to index.</summary>
internal static class Stem
{
    private const int ShortestStem = 3;
    private const int ShortestAfterSuffix = 4;

    // Longest first; the first that leaves a stem is taken.
    private static readonly string[] RussianEndings = Ordered(
        "а е и о у ы ь ю я й ия ие ии ию ья ье ью ьи ий ый ой ая яя ое ее ые ую юю ею ою ей ом ем ам ям ах ях ов ев "
        + "ым им ых их ами ями ого его ому ему ыми ими ией иям ием иях иями "
        + "ать ять ить еть уть ыть ает яет еет ует ит ет ют ут ат ят ают яют еют уют аем яем уем ешь ишь аешь аете яете "
        + "ите ете айте яйте йте ал ял ил ел ала яла ила ела ало яло ило ело али яли или ели");

    private static readonly string[] RussianSuffixes = Ordered("енн анн янн ен ив ыв");

    private static readonly string[] EnglishEndings = Ordered("s es ed ing ation ations ly");

    private const string Labials = "бпвмф";

    public static string Of(string word)
    {
        if (word.Length <= ShortestStem || !char.IsLetter(word[0])) return word;
        return Words.IsCyrillic(word[0]) ? Russian(word) : English(word);
    }

    private static string Russian(string word)
    {
        var stem = word;
        if (stem.Length > 5 && (stem.EndsWith("ся", StringComparison.Ordinal) || stem.EndsWith("сь", StringComparison.Ordinal)))
            stem = stem[..^2];
        stem = Without(RussianEndings, stem, ShortestStem);
        // оплаченный, оплачивать, оформление → оплач, оплач, оформл
        stem = Without(RussianSuffixes, stem, ShortestAfterSuffix);
        // оформл → оформ, доставл → достав, рубл → руб
        if (stem.Length > ShortestStem && stem[^1] == 'л' && Labials.Contains(stem[^2], StringComparison.Ordinal)) stem = stem[..^1];
        return stem;
    }

    private static string English(string word)
    {
        if (word.EndsWith("ies", StringComparison.Ordinal) && word.Length > 4) return word[..^3] + "i";
        var stem = Without(EnglishEndings, word, ShortestStem);
        // shipping → shipp → ship
        if (stem.Length < word.Length && stem.Length > ShortestStem && stem[^1] == stem[^2] && stem[^1] is not ('l' or 's'))
            stem = stem[..^1];
        if (stem.Length <= ShortestStem) return stem;
        return stem[^1] switch
        {
            'e' => stem[..^1],
            'y' => stem[..^1] + "i",
            _ => stem,
        };
    }

    private static string Without(string[] endings, string word, int shortest)
    {
        foreach (var ending in endings)
        {
            if (word.Length - ending.Length >= shortest && word.EndsWith(ending, StringComparison.Ordinal))
                return word[..^ending.Length];
        }

        return word;
    }

    private static string[] Ordered(string endings) =>
        [.. endings.Split(' ').OrderByDescending(ending => ending.Length).ThenBy(ending => ending, StringComparer.Ordinal)];
}
