namespace Sentralix.Llm.Guards.Masking;

/// <summary>The check digits that tell a number of a kind from any other of its length.</summary>
internal static class CheckDigits
{
    private static readonly int[] InnOfCompany = [2, 4, 10, 3, 5, 9, 4, 6, 8];
    private static readonly int[] InnOfPersonFirst = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    private static readonly int[] InnOfPersonSecond = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

    /// <summary>Payment cards: Luhn (ISO/IEC 7812-1).</summary>
    public static bool IsCard(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1) digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0 && !AllSame(digits);
    }

    /// <summary>SNILS: the last two of eleven digits.</summary>
    public static bool IsSnils(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < 9; i++) sum += (digits[i] - '0') * (9 - i);
        return sum % 101 % 100 == ((digits[9] - '0') * 10) + (digits[10] - '0') && !AllSame(digits);
    }

    /// <summary>INN: the last of ten digits, or the last two of twelve.</summary>
    public static bool IsInn(ReadOnlySpan<char> digits) => !AllSame(digits) && digits.Length switch
    {
        10 => Ends(digits, InnOfCompany),
        12 => Ends(digits[..11], InnOfPersonFirst) && Ends(digits, InnOfPersonSecond),
        _ => false,
    };

    private static bool Ends(ReadOnlySpan<char> digits, int[] weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++) sum += (digits[i] - '0') * weights[i];
        return sum % 11 % 10 == digits[weights.Length] - '0';
    }

    // Zeros and the like keep every check and are what people type to get past a form.
    private static bool AllSame(ReadOnlySpan<char> digits) => digits.IndexOfAnyExcept(digits[0]) < 0;
}
