using System.Collections.Frozen;

namespace Sentralix.Knowledge.Chunking;

/// <summary>Words whose full stop does not end the sentence, or not always.</summary>
internal static class Abbreviations
{
    // Something always follows: a name, a number, the rest of the thought.
    private static readonly FrozenSet<string> Leading = Words(
        "г ул пр-т просп пер пл наб б-р ш д дом кв корп стр оф эт под обл р-н пос с дер им проф акад доц инж св г-н г-жа тов гр " +
        "см ср рис табл гл п пп ч ст разд прил напр прим ред изд сост т.е т.к т.н т.о тел моб доб факс эл англ рус лат нем фр кит укр " +
        "и.о зам рег авт упр отд сч р.сч к.сч " +
        "mr mrs ms dr prof st no nos fig vol p pp ch sec e.g i.e vs cf approx ca");

    // The sentence ends here if the next word looks like a beginning.
    private static readonly FrozenSet<string> Trailing = Words(
        "т.д т.п др пр руб коп тыс млн млрд трлн шт уп экз чел ед час мин сек гг вв н.э etc inc ltd co corp jr sr a.m p.m u.s");

    // After a number these are units, and may end a sentence; elsewhere they lead (г. Москва, ч. 2, с. 15).
    private static readonly FrozenSet<string> Units = Words("г гг в вв ч с м км см мм кг гр л стр п ст д");

    /// <summary>Whether the full stop at <paramref name="dot"/> goes on, given how the text after it begins.</summary>
    public static bool GoesOn(ReadOnlySpan<char> text, int dot, char next)
    {
        var start = WordStart(text, dot);
        var word = text[start..dot];
        if (word.IsEmpty) return false;

        // А. С. Пушкин; a list number at the beginning of a line.
        if (word.Length == 1 && char.IsUpper(word[0])) return true;
        if (char.IsAsciiDigit(word[0])) return !word.ContainsAnyExceptInRange('0', '9') && IsLineStart(text, start);
        if (word.Length > 8) return false;

        Span<char> lower = stackalloc char[word.Length + 2];
        var length = word.ToLowerInvariant(lower);
        // т. д. and т. п. are written with a space too.
        if (length == 1 && PrecededBy(text, start, 'т'))
        {
            lower[2] = lower[0];
            (lower[0], lower[1]) = ('т', '.');
            length = 3;
        }
        var folded = lower[..length].ToString();

        if (Trailing.Contains(folded) || Units.Contains(folded) && FollowsNumber(text, start)) return char.IsAsciiDigit(next);
        return Leading.Contains(folded);
    }

    private static int WordStart(ReadOnlySpan<char> text, int dot)
    {
        var start = dot;
        while (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '-' || text[start - 1] is '.' && start < dot)) start--;
        return start;
    }

    private static bool IsLineStart(ReadOnlySpan<char> text, int start) => start == 0 || text[start - 1] == '\n';

    private static bool PrecededBy(ReadOnlySpan<char> text, int start, char letter) =>
        start > 2 && text[start - 1] == ' ' && text[start - 2] == '.' && char.ToLowerInvariant(text[start - 3]) == letter;

    private static bool FollowsNumber(ReadOnlySpan<char> text, int start)
    {
        var before = text[..start].TrimEnd(' ');
        return !before.IsEmpty && char.IsAsciiDigit(before[^1]);
    }

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
