namespace Sentralix.Knowledge.Text;

/// <summary>
/// Letters that look alike in Latin and Cyrillic. People and OCR mix them (МlИ, Cоюз), and no search for the right
/// word finds the mixed one.
/// </summary>
internal static class Scripts
{
    // Lower case, because terms are folded first; the pairs are alike in one case or the other (В–B, Н–H).
    private const string Latin = "abcehkmoptxy";
    private const string Cyrillic = "авсенкмортху";

    public static bool IsLatin(char letter) => letter is >= 'a' and <= 'z' or >= '\u00DF' and <= '\u024F' or >= '\u1E00' and <= '\u1EFF';

    public static bool IsCyrillic(char letter) => letter is >= '\u0400' and <= '\u052F';

    /// <summary>
    /// Writes a lower-case word in one script where every foreign letter in it has a look-alike: the script of the
    /// majority, Cyrillic when even; codes with digits (С6, А123ВС) become Latin, as they are printed.
    /// </summary>
    public static void Unify(Span<char> word)
    {
        int latin = 0, cyrillic = 0, digits = 0;
        foreach (var character in word)
        {
            if (IsLatin(character)) latin++;
            else if (IsCyrillic(character)) cyrillic++;
            else if (char.IsAsciiDigit(character)) digits++;
        }

        if (cyrillic > 0 && digits > 0) Replace(word, Cyrillic, Latin, IsCyrillic);
        else if (latin > 0 && cyrillic >= latin) Replace(word, Latin, Cyrillic, IsLatin);
        else if (latin > 0 && cyrillic > 0) Replace(word, Cyrillic, Latin, IsCyrillic);
    }

    private static void Replace(Span<char> word, string from, string to, Func<char, bool> foreign)
    {
        foreach (var character in word)
            if (foreign(character) && !from.Contains(character)) return;

        for (var i = 0; i < word.Length; i++)
            if (foreign(word[i])) word[i] = to[from.IndexOf(word[i])];
    }
}
