using System.Globalization;
using System.Numerics;
using System.Text;

namespace Sentralix.JsonSchema.Json;

/// <summary>A JSON number as it was written, to its last digit: ± digits × 10 to the exponent. No digits, no leading and no trailing
/// zeros are kept, so equal numbers are equal here however they were written.</summary>
internal readonly struct ExactNumber : IEquatable<ExactNumber>
{
    // What fits into a long with room for one more digit.
    private const int ShortDigits = 18;

    // Nobody counts so far; an exponent like this is there to break something.
    private const int ExponentDigits = 15;

    private static readonly ulong[] Powers = [.. Enumerable.Range(0, ShortDigits + 1).Select(e => (ulong)Math.Pow(10, e))];

    private readonly bool isNegative;
    private readonly ulong digits;
    private readonly string? longDigits;
    private readonly long exponent;

    private ExactNumber(bool isNegative, ulong digits, string? longDigits, long exponent)
    {
        this.isNegative = isNegative;
        this.digits = digits;
        this.longDigits = longDigits;
        this.exponent = exponent;
    }

    public bool IsZero => digits == 0 && longDigits is null;

    public bool IsNegative => isNegative;

    public bool IsInteger => exponent >= 0;

    /// <summary>The power of ten of the last digit.</summary>
    public long Exponent => exponent;

    /// <summary>The digits that count, "0" for zero.</summary>
    public string Digits => longDigits ?? digits.ToString(CultureInfo.InvariantCulture);

    private int DigitCount => longDigits?.Length ?? CountOf(digits);

    /// <summary>Whether a number's text says an integer, without a look at its value where it has neither point nor exponent.</summary>
    public static bool SaysInteger(ReadOnlySpan<byte> text) => !text.ContainsAny("."u8[0], "e"u8[0], "E"u8[0]) || (TryRead(text, out var number) && number.IsInteger);

    /// <returns>False: its exponent is beyond what is counted.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out ExactNumber number)
    {
        number = default;
        var negative = text[0] == '-';
        if (negative) text = text[1..];
        var exponentAt = text.IndexOfAny("e"u8[0], "E"u8[0]);
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        var point = mantissa.IndexOf("."u8[0]);
        var whole = (point < 0 ? mantissa : mantissa[..point]).TrimStart("0"u8[0]);
        var fraction = point < 0 ? [] : mantissa[(point + 1)..].TrimEnd("0"u8[0]);
        if (whole.IsEmpty && fraction.IsEmpty) return true;
        if (!TryReadExponent(exponentAt < 0 ? [] : text[(exponentAt + 1)..], out var exponent)) return false;
        exponent -= fraction.Length;
        if (whole.IsEmpty) fraction = fraction.TrimStart("0"u8[0]);
        if (whole.Length + fraction.Length <= ShortDigits)
        {
            ulong value = 0;
            foreach (var digit in whole) value = (value * 10) + (ulong)(digit - '0');
            foreach (var digit in fraction) value = (value * 10) + (ulong)(digit - '0');
            for (; value % 10 == 0; exponent++) value /= 10;
            number = new ExactNumber(negative, value, null, exponent);
            return true;
        }

        var all = string.Concat(Encoding.ASCII.GetString(whole), Encoding.ASCII.GetString(fraction));
        var kept = all.TrimEnd('0');
        exponent += all.Length - kept.Length;
        number = kept.Length <= ShortDigits
            ? new ExactNumber(negative, ulong.Parse(kept, CultureInfo.InvariantCulture), null, exponent)
            : new ExactNumber(negative, 0, kept, exponent);
        return true;
    }

    public int CompareTo(in ExactNumber other)
    {
        if (IsZero || other.IsZero) return Sign.CompareTo(other.Sign);
        if (isNegative != other.isNegative) return isNegative ? -1 : 1;
        return isNegative ? -CompareMagnitude(other) : CompareMagnitude(other);
    }

    public bool Equals(ExactNumber other) =>
        isNegative == other.isNegative && exponent == other.exponent && digits == other.digits && longDigits == other.longDigits;

    public override bool Equals(object? obj) => obj is ExactNumber other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(isNegative, exponent, digits, longDigits);

    /// <summary>Whether it is a whole number of times another one, which is not zero.</summary>
    public bool IsMultipleOf(in ExactNumber unit)
    {
        if (IsZero) return true;

        // Its last digit that counts is not zero, so nothing that ends on a zero further left divides it.
        if (exponent < unit.exponent) return false;
        var shift = exponent - unit.exponent;
        if (unit.longDigits is not null)
        {
            var divisor = BigInteger.Parse(unit.longDigits, CultureInfo.InvariantCulture);
            return (Remainder(Digits, divisor) * BigInteger.ModPow(10, shift, divisor) % divisor).IsZero;
        }

        UInt128 rest = 0;
        if (longDigits is null) rest = digits % unit.digits;
        else foreach (var digit in longDigits) rest = ((rest * 10) + (UInt128)(digit - '0')) % unit.digits;

        // Times 10 to the shift, by squaring.
        UInt128 power = 10 % unit.digits;
        for (; shift > 0; shift >>= 1)
        {
            if ((shift & 1) != 0) rest = rest * power % unit.digits;
            power = power * power % unit.digits;
        }

        return rest == 0;
    }

    // Piece by piece: making one number of a million digits takes far longer than reading them.
    private static BigInteger Remainder(string digits, BigInteger divisor)
    {
        BigInteger rest = 0;
        for (var i = 0; i < digits.Length; i += ShortDigits)
        {
            var piece = digits.AsSpan(i, Math.Min(ShortDigits, digits.Length - i));
            rest = ((rest * Powers[piece.Length]) + ulong.Parse(piece, CultureInfo.InvariantCulture)) % divisor;
        }

        return rest;
    }

    private int Sign => IsZero ? 0 : isNegative ? -1 : 1;

    private static int CountOf(ulong value)
    {
        var count = 1;
        while (count < Powers.Length && value >= Powers[count]) count++;
        return count;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        exponent = 0;
        if (text.IsEmpty) return true;
        var negative = text[0] == '-';
        if (text[0] is (byte)'-' or (byte)'+') text = text[1..];
        text = text.TrimStart("0"u8[0]);
        if (text.Length > ExponentDigits) return false;
        foreach (var digit in text) exponent = (exponent * 10) + (digit - '0');
        if (negative) exponent = -exponent;
        return true;
    }

    private int CompareMagnitude(in ExactNumber other)
    {
        int count = DigitCount, otherCount = other.DigitCount;
        var order = (count + exponent).CompareTo(otherCount + other.exponent);
        if (order != 0) return order;
        if (longDigits is null && other.longDigits is null)
        {
            var mine = digits * Powers[Math.Max(otherCount - count, 0)];
            return mine.CompareTo(other.digits * Powers[Math.Max(count - otherCount, 0)]);
        }

        // The first digits stand at the same power of ten, and without trailing zeros a longer text with the same beginning is more.
        return Math.Sign(string.CompareOrdinal(Digits, other.Digits));
    }
}
