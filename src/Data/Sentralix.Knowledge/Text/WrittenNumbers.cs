namespace Sentralix.Knowledge.Text;

/// <summary>
/// Numbers that are written with spaces and brackets: 1 000 000 is also 1000000, and a Russian phone number, however
/// it is set (+7 (800) 555-35-35, 8-800-555-35-35), is also its ten digits.
/// </summary>
internal static class WrittenNumbers
{
    private const int PhoneDigits = 11;

    /// <summary>Adds the plain form of a number that begins at <paramref name="start"/>, if it is such a number.</summary>
    public static void Read<TSink>(ReadOnlySpan<char> text, int start, ref TSink sink) where TSink : struct, ITermSink
    {
        // In the middle of a number (the second group of 1 000 000) nothing begins.
        if (start > 1 && char.IsAsciiDigit(text[start - 2]) && text[start - 1] is ' ' or '-' or '.' or ',') return;

        Span<char> digits = stackalloc char[Terms.MaxLength];
        var length = GroupedNumber(text[start..], digits);
        if (length > 0) sink.Add(digits[..length]);
        else if (IsPhone(text[start..], digits)) sink.Add(digits[1..PhoneDigits]);
    }

    // One to three digits, then groups of exactly three after a space or a comma.
    private static int GroupedNumber(ReadOnlySpan<char> text, Span<char> digits)
    {
        var length = DigitRun(text);
        if (length > 3 || length == text.Length || text[length] is not (' ' or ',')) return 0;
        text[..length].CopyTo(digits);

        var separator = text[length];
        var rest = text[length..];
        var groups = 0;
        while (rest.Length > 3 && rest[0] == separator && DigitRun(rest[1..]) == 3 && length + 3 <= digits.Length)
        {
            rest.Slice(1, 3).CopyTo(digits[length..]);
            length += 3;
            groups++;
            rest = rest[4..];
        }
        var goesOn = rest.Length > 1 && (rest[0] is '-' || rest[0] == separator) && char.IsAsciiDigit(rest[1]);
        return groups > 0 && !goesOn ? length : 0;
    }

    private static bool IsPhone(ReadOnlySpan<char> text, Span<char> digits)
    {
        if (text[0] is not ('7' or '8')) return false;
        var (count, separators) = (0, 0);
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character))
            {
                if (count == PhoneDigits) return false;
                digits[count++] = character;
                separators = 0;
            }
            else if (count == PhoneDigits || ++separators > 2 || character is not (' ' or '(' or ')') && !TermFolding.IsHyphen(character))
                break;
        }
        return count == PhoneDigits;
    }

    private static int DigitRun(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? text.Length : length;
    }
}
