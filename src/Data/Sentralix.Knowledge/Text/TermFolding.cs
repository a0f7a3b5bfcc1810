namespace Sentralix.Knowledge.Text;

/// <summary>What two spellings of a word share: case, ё and stress marks folded, apostrophes and dashes of one kind.</summary>
internal static class TermFolding
{
    /// <summary>
    /// Folds a word into <paramref name="folded"/>; marks that stand alone (Russian stress, за́мок) are dropped.
    /// Expects cleaned text. The target must be as long as the word.
    /// </summary>
    /// <returns>How many characters were written.</returns>
    public static int Fold(ReadOnlySpan<char> word, Span<char> folded)
    {
        var length = 0;
        foreach (var character in word)
        {
            if (Composition.IsMark(character)) continue;
            folded[length++] = Fold(character);
        }
        return length;
    }

    public static bool IsApostrophe(char character) => character is '\'' or '\u2019' or '\u02BC';

    public static bool IsHyphen(char character) => character is '-' or '\u2010' or '\u2012' or '\u2013' or '\u2212';

    private static char Fold(char character)
    {
        if (character < '\u0080') return char.ToLowerInvariant(character);
        if (IsApostrophe(character)) return '\'';
        // Marks first: İ has no small letter of its own in the invariant culture.
        var lower = char.ToLowerInvariant(Composition.WithoutLatinMarks(character));
        return lower switch
        {
            // Neither FTS5 nor Snowball folds ё, and people write е for it nine times of ten.
            'ё' => 'е',
            // Two small letters for one capital: FTS5 would fold them itself, and PostgreSQL would not.
            'ς' => 'σ',
            'µ' => 'μ',
            'ſ' or 'ẛ' => 's',
            'ϐ' => 'β',
            'ϑ' => 'θ',
            'ϕ' => 'φ',
            'ϖ' => 'π',
            'ϰ' => 'κ',
            'ϱ' => 'ρ',
            'ϵ' => 'ε',
            '\u1FBE' => 'ι',
            _ => lower,
        };
    }
}
