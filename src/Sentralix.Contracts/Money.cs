using System.Globalization;

namespace Sentralix.Contracts;

/// <summary>An amount of money: exact, never a floating-point number.</summary>
/// <param name="Amount">A decimal number with at most nine digits after the point: <c>"123.45"</c>.</param>
/// <param name="Currency">ISO 4217: <c>RUB</c>.</param>
public sealed record Money(string Amount, string Currency)
{
    /// <summary>One unit of a currency in the scaled integers that are stored and added.</summary>
    public const long Scale = 1_000_000_000;

    // What fits a long, with room for sums.
    private const decimal Most = 1_000_000_000m;

    /// <summary>From a scaled integer.</summary>
    public static Money OfScaled(long scaled, string currency) => new(((decimal)scaled / Scale).ToString("0.#########", CultureInfo.InvariantCulture), currency);

    /// <summary>The scaled integer; only for a value that has passed <see cref="Validate"/>.</summary>
    public long ToScaled() => (long)(decimal.Parse(Amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * Scale);

    /// <summary>Names what is wrong.</summary>
    public void Validate(Faults faults, string field)
    {
        ArgumentNullException.ThrowIfNull(faults);
        var isNumber = decimal.TryParse(Amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount);
        faults.When(!isNumber || amount > Most || amount.Scale > 9, $"{field}.amount", "must be a number like \"123.45\", of at most 1000000000 and nine decimal places");
        faults.When(Currency is not { Length: 3 } || !Currency.All(char.IsAsciiLetterUpper), $"{field}.currency", "must be a currency's three capital letters");
    }
}
