namespace Sentralix.Llm.Extract;

/// <summary>Text as comparable words: lower case, ё as е, letters and digits only.</summary>
internal static class Words
{
    public static IEnumerable<string> In(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                if (start < 0) start = i;
            }
            else if (start >= 0)
            {
                yield return Fold(text[start..i]);
                start = -1;
            }
        }
    }

    public static bool IsCyrillic(char letter) => letter is >= '\u0400' and <= '\u04FF';

    /// <summary>Whether a text is Russian rather than English, by its letters; without letters it is taken for Russian.</summary>
    public static bool AreRussian(string text)
    {
        var balance = 0;
        foreach (var c in text)
        {
            if (IsCyrillic(c)) balance++;
            else if (char.IsAsciiLetter(c)) balance--;
        }

        return balance >= 0;
    }

    private static string Fold(string word) => word.ToLowerInvariant().Replace('ё', 'е');
}
