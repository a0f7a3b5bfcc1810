namespace Sentralix.Llm.Guards.Masking;

/// <summary>Numbers as people write them: digits in groups.</summary>
internal static class DigitGroups
{
    private const char NoBreakSpace = '\u00A0';
    private const char NarrowNoBreakSpace = '\u202F';
    private const char NoBreakHyphen = '\u2011';

    /// <summary>How many digits stand in a row.</summary>
    public static int Row(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    /// <summary>Matches groups of exactly these sizes, with one separator between any two, and no digit behind the last.</summary>
    /// <param name="text">Begins with the first digit.</param>
    /// <param name="sizes">How many digits each group has.</param>
    /// <param name="digits">Takes the digits.</param>
    /// <returns>How many characters that are; 0: the text does not begin with such a number.</returns>
    public static int Match(ReadOnlySpan<char> text, ReadOnlySpan<int> sizes, Span<char> digits)
    {
        var (at, found) = (0, 0);
        for (var group = 0; group < sizes.Length; group++)
        {
            if (group > 0 && !(at < text.Length && IsSeparator(text[at++]))) return 0;
            if (Row(text[at..]) != sizes[group]) return 0;
            text.Slice(at, sizes[group]).CopyTo(digits[found..]);
            at += sizes[group];
            found += sizes[group];
        }

        return at;
    }

    /// <summary>Takes so many digits with whatever separators and parentheses stand between them, at most two in a row.</summary>
    /// <returns>How many characters that are; 0: there are fewer digits, or one more follows at once.</returns>
    public static int Take(ReadOnlySpan<char> text, int count, Span<char> digits)
    {
        var (found, between) = (0, 0);
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                digits[found++] = text[at];
                between = 0;
                if (found < count) continue;
                return at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]) ? 0 : at + 1;
            }

            if (!IsSeparator(text[at]) && text[at] is not ('(' or ')')) return 0;

            // ") " and " (" and ")-"; with more between them they are two numbers.
            if (++between > 2) return 0;
        }

        return 0;
    }

    public static bool IsSeparator(char c) => c is ' ' or '-' or '.' or '–' or NoBreakSpace or NarrowNoBreakSpace or NoBreakHyphen;
}
