namespace Sentralix.Expressions.Functions.Russian;

/// <summary>The three forms in which a Russian noun stands behind a number: один заказ, два заказа, пять заказов.</summary>
internal enum PluralForm
{
    One,
    Few,
    Many,
}

/// <summary>Which of them a number takes.</summary>
internal static class PluralForms
{
    /// <summary>A fraction takes the form of two: две с половиной тысячи, 2,5 заказа.</summary>
    public static PluralForm Of(decimal number)
    {
        if (decimal.Truncate(number) != number) return PluralForm.Few;
        var hundred = (int)Math.Abs(number % 100);
        return (hundred % 10) switch
        {
            _ when hundred is >= 11 and <= 14 => PluralForm.Many,
            1 => PluralForm.One,
            >= 2 and <= 4 => PluralForm.Few,
            _ => PluralForm.Many,
        };
    }
}
