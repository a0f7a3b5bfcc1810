using Sentralix.Expressions.Functions.Russian;

namespace Sentralix.Expressions.Tests.Functions;

public sealed class RussianTests
{
    [Theory]
    [InlineData("0", "Many")]
    [InlineData("1", "One")]
    [InlineData("2", "Few")]
    [InlineData("4", "Few")]
    [InlineData("5", "Many")]
    [InlineData("11", "Many")]
    [InlineData("12", "Many")]
    [InlineData("14", "Many")]
    [InlineData("15", "Many")]
    [InlineData("21", "One")]
    [InlineData("22", "Few")]
    [InlineData("100", "Many")]
    [InlineData("101", "One")]
    [InlineData("111", "Many")]
    [InlineData("112", "Many")]
    [InlineData("1001", "One")]
    [InlineData("-1", "One")]
    [InlineData("-11", "Many")]
    [InlineData("1.5", "Few")]
    [InlineData("79228162514264337593543950335", "Many")]
    public void A_number_takes_its_form_of_the_noun(string number, string form) =>
        Assert.Equal(form, PluralForms.Of(decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToString());

    [Theory]
    [InlineData("0", "ноль рублей")]
    [InlineData("1", "один рубль")]
    [InlineData("2", "два рубля")]
    [InlineData("0.01", "одна копейка")]
    [InlineData("0.02", "две копейки")]
    [InlineData("0.001", "ноль рублей")]
    [InlineData("0.999", "один рубль")]
    [InlineData("1.01", "один рубль одна копейка")]
    [InlineData("11.11", "одиннадцать рублей одиннадцать копеек")]
    [InlineData("21", "двадцать один рубль")]
    [InlineData("100", "сто рублей")]
    [InlineData("342.50", "триста сорок два рубля пятьдесят копеек")]
    [InlineData("1000", "одна тысяча рублей")]
    [InlineData("2000", "две тысячи рублей")]
    [InlineData("12000", "двенадцать тысяч рублей")]
    [InlineData("21001", "двадцать одна тысяча один рубль")]
    [InlineData("1000000", "один миллион рублей")]
    [InlineData("2000005", "два миллиона пять рублей")]
    [InlineData("5000000000", "пять миллиардов рублей")]
    [InlineData("1002003004005.06", "один триллион два миллиарда три миллиона четыре тысячи пять рублей шесть копеек")]
    [InlineData("999999999999999.99", "девятьсот девяносто девять триллионов девятьсот девяносто девять миллиардов девятьсот девяносто девять миллионов девятьсот девяносто девять тысяч девятьсот девяносто девять рублей девяносто девять копеек")]
    [InlineData("-5", "минус пять рублей")]
    [InlineData("-0.5", "минус пятьдесят копеек")]
    public void An_amount_is_written_in_words(string amount, string words) =>
        Assert.Equal(words, AmountInWords.Rubles(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("1000000000000000")]
    [InlineData("999999999999999.999")]
    [InlineData("-79228162514264337593543950335")]
    public void An_amount_beyond_words_is_a_fault(string amount) => Assert.Equal(FaultCodes.Value, Sample.Of($"ru.rubles(decimal('{amount}'))"));

    [Theory]
    [InlineData("89161234567", "+7 916 123-45-67")]
    [InlineData("+7 (916) 123-45-67", "+7 916 123-45-67")]
    [InlineData("7 916 123 45 67", "+7 916 123-45-67")]
    [InlineData("916 123-45-67", "+7 916 123-45-67")]
    [InlineData(" 8-495-123-45-67 ", "+7 495 123-45-67")]
    [InlineData("8 800 555 35 35", "+7 800 555-35-35")]
    [InlineData("8.916.123.45.67", "+7 916 123-45-67")]
    [InlineData("+8 916 123 45 67", null)]
    [InlineData("+1 916 123 4567", null)]
    [InlineData("+9161234567", null)]
    [InlineData("7 701 123 45 67", null)]
    [InlineData("8916123456", "+7 891 612-34-56")]
    [InlineData("123", null)]
    [InlineData("891612345678", null)]
    [InlineData("8916123456а", null)]
    [InlineData("8916+1234567", null)]
    [InlineData("", null)]
    public void A_phone_is_written_the_one_way_or_is_none(string text, string? expected) => Assert.Equal(expected, PhoneNumber.Format(text));
}
