namespace Sentralix.Expressions.Functions.Russian;

/// <summary>An amount of money in Russian words, as it stands in documents and is said aloud.</summary>
internal static class AmountInWords
{
    private static readonly string[] Hundreds = ["", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"];
    private static readonly string[] Tens = ["", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"];

    private static readonly string[] Ones =
    [
        "", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать", "двенадцать", "тринадцать",
        "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать",
    ];

    private static readonly Noun Ruble = new("рубль", "рубля", "рублей", IsFeminine: false);
    private static readonly Noun Kopeck = new("копейка", "копейки", "копеек", IsFeminine: true);

    /// <summary>From thousands on.</summary>
    private static readonly Noun[] Powers =
    [
        new("тысяча", "тысячи", "тысяч", IsFeminine: true),
        new("миллион", "миллиона", "миллионов", IsFeminine: false),
        new("миллиард", "миллиарда", "миллиардов", IsFeminine: false),
        new("триллион", "триллиона", "триллионов", IsFeminine: false),
    ];

    private const decimal Least = -999_999_999_999_999.99m;

    /// <summary>Rubles, and kopecks where there are some. Parts of a kopeck are rounded, half away from zero.</summary>
    /// <returns>Null: a quadrillion and more, for which there are no words here.</returns>
    public static string? Rubles(decimal amount)
    {
        if (amount is < Least or > -Least) return null;
        amount = decimal.Round(amount, 2, MidpointRounding.AwayFromZero);
        if (amount is < Least or > -Least) return null;
        var kopecks = (long)(Math.Abs(amount) * 100);
        var words = new List<string>();
        if (amount < 0) words.Add("минус");
        if (kopecks >= 100 || kopecks == 0) Count(words, kopecks / 100, Ruble);
        if (kopecks % 100 != 0) Count(words, kopecks % 100, Kopeck);
        return string.Join(' ', words);
    }

    private static void Count(List<string> words, long number, Noun noun)
    {
        if (number == 0) words.Add("ноль");
        for (var power = Powers.Length; power >= 0; power--)
        {
            var group = (int)(number / (long)Math.Pow(1000, power) % 1000);
            if (power == 0) Group(words, group, noun.IsFeminine);
            if (power == 0 || group == 0) continue;
            Group(words, group, Powers[power - 1].IsFeminine);
            words.Add(Powers[power - 1].Form(group));
        }

        words.Add(noun.Form(number));
    }

    private static void Group(List<string> words, int group, bool isFeminine)
    {
        if (group >= 100) words.Add(Hundreds[group / 100]);
        var rest = group % 100;
        if (rest >= 20) words.Add(Tens[rest / 10]);
        rest = rest >= 20 ? rest % 10 : rest;
        if (rest > 0) words.Add(isFeminine && rest == 1 ? "одна" : isFeminine && rest == 2 ? "две" : Ones[rest]);
    }

    private sealed record Noun(string One, string Few, string Many, bool IsFeminine)
    {
        public string Form(long number) => PluralForms.Of(number) switch { PluralForm.One => One, PluralForm.Few => Few, _ => Many };
    }
}
