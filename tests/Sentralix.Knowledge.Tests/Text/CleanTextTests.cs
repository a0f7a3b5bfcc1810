using Sentralix.Knowledge.Text;
using Xunit;

namespace Sentralix.Knowledge.Tests.Text;

public sealed class CleanTextTests
{
    [Theory]
    [InlineData("и\u0306од е\u0308лка Ї І\u0308", "йод ёлка Ї Ї")]
    [InlineData("cafe\u0301 Ha\u0306\u0301", "café Hắ")]
    [InlineData("за\u0301мок", "за\u0301мок")]
    public void Letters_are_composed(string text, string clean) => Assert.Equal(clean, CleanText.Of(text));

    [Theory]
    [InlineData("10\u00A0000\u202Fруб.\u2003и", "10 000 руб. и")]
    [InlineData("одна\r\nдве\rтри\u2028четыре\u0085пять", "одна\nдве\nтри\nчетыре\nпять")]
    [InlineData("Wi\u2011Fi", "Wi-Fi")]
    public void Spaces_and_line_ends_are_of_one_kind(string text, string clean) => Assert.Equal(clean, CleanText.Of(text));

    [Theory]
    [InlineData("до\u00ADговор", "договор")]
    [InlineData("\uFEFFслово\u200B\u200D\u2060", "слово")]
    [InlineData("\u202Eoklom\u202C", "oklom")]
    [InlineData("а\u0000б\u001Bв\u009Fг", "абвг")]
    [InlineData("ok\U000E0049\U000E0067\U000E006E\U000E01EF", "ok")]
    [InlineData("A\uFE0F\u3164\u034FB", "AB")]
    public void What_the_eye_does_not_see_is_removed(string text, string clean) => Assert.Equal(clean, CleanText.Of(text));

    [Theory]
    [InlineData("«Ёлки» — 5 °C, 100 % “so” №1 🙂 中文")]
    [InlineData("обычный текст\tс табуляцией\n")]
    public void What_is_seen_stays_as_it_is_written(string text) => Assert.Equal(text, CleanText.Of(text));

    [Fact]
    public void Half_of_a_surrogate_pair_becomes_a_replacement_character() =>
        Assert.Equal("а\uFFFDб\uFFFD", CleanText.Of("а\uD83Dб\uDE00"));

    [Fact]
    public void Cleaning_twice_is_cleaning_once()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var text = RandomText.AnyCharacters(random, random.Next(0, 40));
            var clean = CleanText.Of(text);
            Assert.Equal(clean, CleanText.Of(clean));
        }
    }
}
