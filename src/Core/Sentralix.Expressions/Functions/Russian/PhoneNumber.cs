namespace Sentralix.Expressions.Functions.Russian;

/// <summary>Russian telephone numbers as they are written: <c>+7 916 123-45-67</c>.</summary>
internal static class PhoneNumber
{
    private const int MaxLength = 40;

    /// <returns>Null: it is no number of the Russian plan.</returns>
    public static string? Format(string text)
    {
        if (text.Length > MaxLength) return null;
        Span<char> digits = stackalloc char[MaxLength];
        var count = 0;
        foreach (var c in text.Trim())
        {
            if (char.IsAsciiDigit(c)) digits[count++] = c;
            else if (c == '+' ? count > 0 : c is not (' ' or '\u00a0' or '(' or ')' or '-' or '\u2011' or '\u2013' or '.')) return null;
        }

        var isInternational = text.AsSpan().TrimStart() is ['+', ..];
        var number = digits[..count];
        if (count == 11 && (number[0] == '7' || (number[0] == '8' && !isInternational))) number = number[1..];
        else if (count != 10 || isInternational) return null;

        // Area codes begin with 3, 4, 8 or 9; 6 and 7 are Kazakhstan's.
        return number[0] is '3' or '4' or '8' or '9' ? $"+7 {number[..3]} {number[3..6]}-{number[6..8]}-{number[8..]}" : null;
    }
}
