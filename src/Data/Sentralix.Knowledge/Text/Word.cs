namespace Sentralix.Knowledge.Text;

/// <summary>One word without connecting signs, on its way to a term.</summary>
internal static class Word
{
    /// <summary>Folds and stems a word into <paramref name="term"/>, which must be as long as the word.</summary>
    /// <returns>The length of the term; 0 where nothing is left.</returns>
    public static int Write(ReadOnlySpan<char> word, Span<char> term)
    {
        var folded = term[..TermFolding.Fold(word, term)];
        Scripts.Unify(folded);
        return Stem(folded);
    }

    /// <summary>Stems a folded word in place, by its script; words with digits or other letters are left alone.</summary>
    /// <returns>The length of the stem.</returns>
    public static int Stem(Span<char> word)
    {
        if (word.ContainsAnyExceptInRange('а', 'я'))
        {
            var length = IsEnglish(word) ? EnglishStemmer.Stem(word) : word.Length;
            return RemoveApostrophes(word[..length]);
        }
        return RussianStemmer.Stem(word);
    }

    /// <summary>Apostrophes help the English stemmer (user's); after it they would split the term.</summary>
    public static int RemoveApostrophes(Span<char> word)
    {
        var length = 0;
        foreach (var character in word)
            if (character != '\'') word[length++] = character;
        return length;
    }

    /// <summary>Where a run of two or more letters and a run of digits meet, if the word is just these two.</summary>
    public static int? LettersMeetDigits(ReadOnlySpan<char> word)
    {
        var border = 1;
        while (border < word.Length && char.IsAsciiDigit(word[border]) == char.IsAsciiDigit(word[0])) border++;
        if (border == word.Length) return null;

        var digitsFirst = char.IsAsciiDigit(word[0]);
        var letters = digitsFirst ? word[border..] : word[..border];
        var digits = digitsFirst ? word[..border] : word[border..];
        return letters.Length > 1 && !digits.ContainsAnyExceptInRange('0', '9') && !letters.ContainsAnyInRange('0', '9') ? border : null;
    }

    private static bool IsEnglish(ReadOnlySpan<char> word)
    {
        foreach (var character in word)
            if (character is not (>= 'a' and <= 'z' or '\'')) return false;
        return true;
    }
}
