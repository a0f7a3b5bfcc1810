using System.Globalization;

namespace Sentralix.Knowledge.Chunking;

/// <summary>Finds the sentences of a block of running text.</summary>
internal static class Sentences
{
    /// <summary>The sentences, in order, without the spaces between them; none is longer than <paramref name="limit"/>.</summary>
    public static IEnumerable<Stretch> Of(string content, int start, int end, int limit)
    {
        var begin = start;
        var beginsBlock = true;
        while (begin < end)
        {
            var border = Border(content.AsSpan(begin, end - begin)) + begin;
            foreach (var piece in Fitting(content, begin, border, limit))
            {
                yield return new Stretch(piece.Start, piece.End, beginsBlock);
                beginsBlock = false;
            }
            begin = SkipSpaces(content, border, end);
        }
    }

    /// <summary>Cuts a stretch into pieces within the limit: at clauses if it can, else at spaces, else anywhere between letters.</summary>
    public static IEnumerable<(int Start, int End)> Fitting(string content, int start, int end, int limit)
    {
        while (end - start > limit)
        {
            var cut = start + Cut(content.AsSpan(start, limit + 1), limit);
            yield return (start, TrimEnd(content, start, cut));
            start = SkipSpaces(content, cut, end);
        }
        if (end > start) yield return (start, end);
    }

    // Offset behind the first sentence; the whole text if it is one.
    private static int Border(ReadOnlySpan<char> text)
    {
        var i = 0;
        while (i < text.Length)
        {
            if (text[i] == '\n') return i;
            if (text[i] is not ('.' or '!' or '?' or '…'))
            {
                i++;
                continue;
            }

            var mark = i;
            while (i < text.Length && text[i] is '.' or '!' or '?' or '…') i++;
            var isOneDot = i == mark + 1 && text[mark] == '.';
            while (i < text.Length && text[i] is '»' or '"' or '”' or '’' or '\'' or ')' or ']') i++;
            if (i == text.Length) return i;
            if (text[i] is not (' ' or '\n' or '\t')) continue;

            var rest = text[i..].TrimStart(" \t");
            if (rest.IsEmpty || rest[0] == '\n') return i;
            if (BeginsSentence(rest[0]) && !(isOneDot && Abbreviations.GoesOn(text, mark, rest[0]))) return i;
        }
        return text.Length;
    }

    private static bool BeginsSentence(char character) =>
        char.IsUpper(character) || char.IsDigit(character) || char.IsSurrogate(character)
        || character is '«' or '"' or '“' or '„' or '(' or '[' or '—' or '–' or '-' or '•' or '№'
        || char.GetUnicodeCategory(character) == UnicodeCategory.OtherLetter;

    private static int Cut(ReadOnlySpan<char> text, int limit)
    {
        var least = limit / 2;
        for (var i = limit; i > least; i--)
            if (IsSpace(text[i]) && text[i - 1] is ';' or ':' or '.' or '!' or '?') return i;
        for (var i = limit; i > least; i--)
            if (IsSpace(text[i]) && text[i - 1] is ',' or ')' or '—' or '–') return i;
        for (var i = limit; i > least; i--)
            if (IsSpace(text[i])) return i;

        // One endless word: never between the halves of a surrogate pair or before a mark on a letter.
        for (var i = limit; i > least; i--)
            if (!char.IsLowSurrogate(text[i]) && CharUnicodeInfo.GetUnicodeCategory(text[i]) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)) return i;
        return char.IsLowSurrogate(text[limit]) ? limit - 1 : limit;
    }

    private static bool IsSpace(char character) => character is ' ' or '\n' or '\t';

    private static int SkipSpaces(string content, int from, int end)
    {
        while (from < end && IsSpace(content[from])) from++;
        return from;
    }

    private static int TrimEnd(string content, int start, int end)
    {
        while (end > start && IsSpace(content[end - 1])) end--;
        return end;
    }
}
