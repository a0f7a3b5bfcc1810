namespace Sentralix.Llm.Guards.Masking;

/// <summary>Tells what kind of number begins at a place of a text. Only digits and what people put between them are ever part of one, so
/// that what is found can stand in a JSON string as it is.</summary>
internal static class PersonalNumbers
{
    // What a bank prints on a card; others are written without spaces.
    private static readonly int[][] CardGroups = [[4, 4, 4, 4, 3], [4, 4, 4, 4], [4, 6, 5]];

    private static readonly int[][] MobileGroups = [[3, 3, 2, 2], [3, 3, 4], [3, 7], [10]];

    private static readonly int[][] PassportSeries = [[2, 2], [4]];

    // How far before a passport's ten digits in a row the word may stand.
    private const int Nearby = 48;

    /// <summary>How many characters a card's number takes; 0: there is none.</summary>
    public static int Card(ReadOnlySpan<char> text)
    {
        // Of the payment systems: Amex and JCB 3, Visa 4, Mastercard 5 and 2, Mir 2, UnionPay 6.
        if (text[0] is < '2' or > '6') return 0;
        if (DigitGroups.Row(text) is >= 13 and <= 19 and var row) return CheckDigits.IsCard(text[..row]) ? row : 0;
        Span<char> digits = stackalloc char[19];
        foreach (var groups in CardGroups)
        {
            if (DigitGroups.Match(text, groups, digits) is > 0 and var length && CheckDigits.IsCard(digits[..groups.Sum()])) return length;
        }

        return 0;
    }

    /// <summary>112-233-445 95 and the like.</summary>
    public static int SnilsInGroups(ReadOnlySpan<char> text)
    {
        Span<char> digits = stackalloc char[11];
        return DigitGroups.Match(text, [3, 3, 3, 2], digits) is > 0 and var length && CheckDigits.IsSnils(digits) ? length : 0;
    }

    public static int SnilsInRow(ReadOnlySpan<char> text) => DigitGroups.Row(text) == 11 && CheckDigits.IsSnils(text[..11]) ? 11 : 0;

    public static int Inn(ReadOnlySpan<char> text)
    {
        var row = DigitGroups.Row(text);
        return row is 10 or 12 && CheckDigits.IsInn(text[..row]) ? row : 0;
    }

    /// <summary>With its country: +7 (916) 123-45-67, +49 30 123456.</summary>
    public static int PhoneWithPlus(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[1] is < '1' or > '9') return 0;
        Span<char> digits = stackalloc char[15];
        if (text[1] == '7') return DigitGroups.Take(text[1..], 11, digits) is > 0 and var russian ? russian + 1 : 0;

        // Where another country's number ends is where it is not followed by digits; what is taken too much is put back all the same.
        for (var count = 15; count >= 8; count--)
        {
            if (DigitGroups.Take(text[1..], count, digits) is > 0 and var length) return length + 1;
        }

        return 0;
    }

    /// <summary>8 (916) 123-45-67, 84951234567, 7 916 …</summary>
    public static int PhoneWithTrunk(ReadOnlySpan<char> text)
    {
        if (text[0] is not ('7' or '8')) return 0;

        // 83 000 000 000 is a sum of money.
        if (DigitGroups.Row(text) is not (1 or 11)) return 0;
        Span<char> digits = stackalloc char[11];
        var length = DigitGroups.Take(text, 11, digits);
        return length > 0 && digits[1] is '3' or '4' or '8' or '9' ? length : 0;
    }

    /// <summary>916 123-45-67, (916) 123-45-67, 9161234567.</summary>
    public static int PhoneOfMobile(ReadOnlySpan<char> text)
    {
        Span<char> digits = stackalloc char[10];
        if (text[0] == '(') return text is ['(', '9', _, _, ')', ..] && DigitGroups.Take(text, 10, digits) is > 0 and var inParentheses ? inParentheses : 0;
        if (text[0] != '9') return 0;
        foreach (var groups in MobileGroups)
        {
            if (DigitGroups.Match(text, groups, digits) is > 0 and var length) return length;
        }

        return 0;
    }

    /// <summary>45 09 123456, 4509 123456, 4509 № 123456; ten digits in a row where a passport is spoken of.</summary>
    public static int Passport(ReadOnlySpan<char> text, ReadOnlySpan<char> before)
    {
        if (DigitGroups.Row(text) == 10)
            return before[Math.Max(before.Length - Nearby, 0)..].Contains("паспорт", StringComparison.OrdinalIgnoreCase) ? 10 : 0;

        Span<char> digits = stackalloc char[4];
        foreach (var series in PassportSeries)
        {
            if (DigitGroups.Match(text, series, digits) is not (> 0 and var length)) continue;
            var rest = text[length..];
            var between = rest[..Math.Max(rest.IndexOfAnyInRange('0', '9'), 0)];
            if (IsNumberSign(between) && DigitGroups.Row(rest[between.Length..]) == 6) return length + between.Length + 6;
        }

        return 0;
    }

    private static bool IsNumberSign(ReadOnlySpan<char> between)
    {
        if (between.IsEmpty) return false;
        var sign = between.Trim(" \u00A0,");
        return sign.IsEmpty || sign is "-" or "№" or "N" or "n" or "#" || sign.Equals("номер", StringComparison.OrdinalIgnoreCase);
    }
}
