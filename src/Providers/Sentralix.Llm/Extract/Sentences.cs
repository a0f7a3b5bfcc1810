using System.Collections.Frozen;

namespace Sentralix.Llm.Extract;

/// <summary>Splits running text into sentences, Russian and English.</summary>
internal static class Sentences
{
    // A name or a number follows these: г. Москва, ул. Ленина, см. раздел, Mr. Smith.
    private static readonly FrozenSet<string> NeverLast = (
        "г ул пр просп пл пер д кв корп стр эт оф обл р п см рис табл им т тт напр mr mrs ms dr vs fig no st e.g i.e eg ie approx")
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> In(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('.' or '!' or '?' or '…')) continue;
            var end = AfterMarks(text, i);
            if (end < text.Length && !IsBoundary(text, start, i, end))
            {
                i = end - 1;
                continue;
            }

            if (text[start..end].Trim() is { Length: > 0 } sentence) yield return sentence;
            start = end;
            i = end - 1;
        }

        if (text[start..].Trim() is { Length: > 0 } rest) yield return rest;
    }

    /// <summary>Behind the marks that end a sentence and the quotes and brackets that close with it.</summary>
    private static int AfterMarks(string text, int at)
    {
        while (at < text.Length && (text[at] is '.' or '!' or '?' or '…' or '"' or '»' or '”' or ')' or '\'')) at++;
        return at;
    }

    private static bool IsBoundary(string text, int start, int mark, int end)
    {
        if (!char.IsWhiteSpace(text[end])) return false;
        var next = end;
        while (next < text.Length && char.IsWhiteSpace(text[next])) next++;
        if (next == text.Length) return true;
        if (char.IsLower(text[next])) return false;
        return text[mark] != '.' || !IsAbbreviation(text, start, mark);
    }

    private static bool IsAbbreviation(string text, int start, int dot)
    {
        var from = dot;
        while (from > start && (char.IsLetterOrDigit(text[from - 1]) || (text[from - 1] == '.' && from - 1 > start))) from--;
        var word = text[from..dot];
        if (word.Length == 0) return false;

        // "1. Open the page": the number belongs to what follows.
        if (word.All(char.IsAsciiDigit) && text.AsSpan(start, from - start).IsWhiteSpace()) return true;
        // "в 2024 г. Мы": behind a number the year ends the sentence as well as not; the capital decides.
        if (word is "г" or "д" or "р" && from >= 2 && char.IsAsciiDigit(text[from - 2])) return false;
        // Initials: А. С. Пушкин.
        return (word.Length == 1 && char.IsUpper(word[0])) || NeverLast.Contains(word);
    }
}
