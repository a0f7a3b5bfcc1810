using Sentralix.Knowledge.Ranking;
using Sentralix.Knowledge.Text;
using Xunit;

namespace Sentralix.Knowledge.Tests.Text;

public sealed class TermsTests
{
    [Theory]
    [InlineData("TP-Link", "tp link tp-link")]
    [InlineData("Archer-C6", "archer c6 archer-c6")]
    [InlineData("8-800-555-35-35", "8005553535 8 800 555 35 35 8-800-555-35-35")]
    [InlineData("версия 1.2.3.", "верс 1 2 3 1.2.3")]
    [InlineData("ivan.petrov@mail.ru", "ivan petrov mail ru ivan.petrov_at_mail.ru")]
    [InlineData("DIR-300NRU", "dir 300nru 300 nru dir-300nru")]
    [InlineData("snake_case__name", "snake case name snake_case__name")]
    [InlineData("192.168.0.1", "192 168 0 1 192.168.0.1")]
    public void Names_and_numbers_are_kept_whole_and_as_parts(string text, string terms) => Assert.Equal(terms, Joined(text));

    [Theory]
    [InlineData("Счёт-фактура", "счета-фактуры")]
    [InlineData("ёлка", "елка")]
    [InlineData("ЁЛКИ", "елки")]
    [InlineData("за\u0301мок", "замок")]
    [InlineData("café Müller", "cafe Muller")]
    [InlineData("интернет\u2013магазин", "интернет-магазина")]
    [InlineData("don’t user’s", "don't user's")]
    [InlineData("1000,50", "1000.50")]
    [InlineData("до\u00ADговор", "договоры")]
    public void Spellings_of_one_word_give_the_same_terms(string one, string other) => Assert.Equal(Joined(other), Joined(one));

    [Theory]
    [InlineData("Cоюз", "союз")] // Latin C
    [InlineData("МOСКВA", "москва")] // Latin O and A
    [InlineData("Googlе", "google")] // Cyrillic е
    [InlineData("С6", "C6")] // Cyrillic С in a code
    [InlineData("А123ВС", "A123BC")]
    public void Look_alike_letters_are_read_in_one_script(string one, string other) => Assert.Equal(Joined(other), Joined(one));

    [Fact]
    public void A_word_with_letters_that_have_no_look_alike_is_left_mixed() => Assert.Equal("wifiный", Joined("WiFiный"));

    [Theory]
    [InlineData("+7 (800) 555-35-35", "8005553535")]
    [InlineData("8 800 555 35 35", "8005553535")]
    [InlineData("88005553535", "8005553535")]
    [InlineData("8-800-555-35-35", "8005553535")]
    [InlineData("1 000 000 рублей", "1000000")]
    [InlineData("$12,500", "12500")]
    [InlineData("10\u00A0000", "10000")]
    public void Written_numbers_are_found_by_their_digits(string text, string term) => Assert.Contains(term, Joined(text).Split(' '));

    [Theory]
    [InlineData("2020 100", "2020 100")]
    [InlineData("1 23", "1 23")]
    [InlineData("12 34 56 78", "12 34 56 78")]
    [InlineData("пункт 5", "пункт 5")]
    public void Other_numbers_are_not_joined(string text, string terms) => Assert.Equal(terms, Joined(text));

    [Theory]
    [InlineData("C++ и C#", "c c_plus_plus и c c_sharp")]
    [InlineData("iphone15", "iphone15 iphon 15")]
    [InlineData("a3f9b2", "a3f9b2")]
    [InlineData("и/или", "и ил")]
    [InlineData("конец.Начало", "конец нача конец.начало")]
    [InlineData("", "")]
    [InlineData("— !? ... «»", "")]
    public void Signs_part_words_or_belong_to_them(string text, string terms) => Assert.Equal(terms, Joined(text));

    [Fact]
    public void Keys_and_hashes_too_long_to_be_words_are_left_out() =>
        Assert.Equal("ключ", Joined($"ключ {new string('a', Terms.MaxLength + 1)}"));

    [Fact]
    public void Any_text_gives_terms_of_letters_digits_and_three_signs_only()
    {
        var random = new Random(2);
        for (var i = 0; i < 20_000; i++)
        {
            var joined = Joined(RandomText.AnyCharacters(random, random.Next(0, 60)));
            foreach (var term in joined.Split(' ').Where(_ => joined.Length > 0))
            {
                Assert.InRange(term.Length, 1, Terms.MaxLength);
                Assert.Contains(term, char.IsLetterOrDigit);
                Assert.All(term, character => Assert.True(char.IsLetterOrDigit(character) || character is '.' or '_' or '-', $"'{character}' in {term}"));
                Assert.Equal(term.ToLowerInvariant(), term);
            }
        }
    }

    private static string Joined(string text) => JoinedTerms.Of(CleanText.Of(text));
}
