using Sentralix.Llm.Guards.Masking;
using Xunit;

namespace Sentralix.Llm.Tests.Guards;

/// <summary>What is taken for personal data, and what is not.</summary>
public sealed class PersonalTextTests
{
    [Theory]
    [InlineData("Звоните +7 (916) 123-45-67, спасибо", "Phone", "+7 (916) 123-45-67")]
    [InlineData("+79161234567", "Phone", "+79161234567")]
    [InlineData("тел.8 (916) 123-45-67!", "Phone", "8 (916) 123-45-67")]
    [InlineData("89161234567", "Phone", "89161234567")]
    [InlineData("8-800-555-35-35", "Phone", "8-800-555-35-35")]
    [InlineData("8 (4852) 12-34-56", "Phone", "8 (4852) 12-34-56")]
    [InlineData("7\u00A0916\u00A0123\u00A045\u00A067", "Phone", "7\u00A0916\u00A0123\u00A045\u00A067")]
    [InlineData("мой номер 916 123-45-67.", "Phone", "916 123-45-67")]
    [InlineData("(916)1234567", "Phone", "(916)1234567")]
    [InlineData("+49 30 1234567", "Phone", "+49 30 1234567")]
    [InlineData("Пишите на ivan.petrov+1@mail.example.ru.", "Email", "ivan.petrov+1@mail.example.ru")]
    [InlineData("почта@пример.рф", "Email", "почта@пример.рф")]
    [InlineData("79161234567@mail.ru", "Email", "79161234567@mail.ru")]
    [InlineData("карта 4276 1600 1234 5675 до 12/27", "Card", "4276 1600 1234 5675")]
    [InlineData("2200700000000009", "Card", "2200700000000009")]
    [InlineData("паспорт 45 09 123456", "Passport", "45 09 123456")]
    [InlineData("4509 № 123456", "Passport", "4509 № 123456")]
    [InlineData("Паспорт серии и номера 4509123456", "Passport", "4509123456")]
    [InlineData("СНИЛС 112-233-445 95", "Snils", "112-233-445 95")]
    [InlineData("11223344595", "Snils", "11223344595")]
    [InlineData("ИНН 500100732259", "Inn", "500100732259")]
    [InlineData("ИНН 7707083893", "Inn", "7707083893")]
    public void It_is_found_as_people_write_it(string text, string kind, string found)
    {
        Assert.True(PersonalText.TryNext(text, 0, PersonalKind.All, out var match), text);
        Assert.Equal((kind, found), (match.Kind.ToString(), text.Substring(match.Start, match.Length)));
        Assert.False(PersonalText.TryNext(text, match.Start + match.Length, PersonalKind.All, out _));
    }

    [Theory]
    [InlineData("Заказ 12345678 на 15 000 рублей, 23.11.2026 в 14:30")]
    [InlineData("83 000 000 000 рублей")]
    [InlineData("4276 1600 1234 5670")]
    [InlineData("112-233-445 96")]
    [InlineData("500100732258")]
    [InlineData("0000000000 и 000000000000")]
    [InlineData("артикул AB89161234567")]
    [InlineData("версия 10.0.1, a@b, @имя, user@localhost")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("")]
    public void What_only_looks_like_it_is_left(string text) =>
        Assert.False(PersonalText.TryNext(text, 0, PersonalKind.All, out var match), $"{match}");

    [Fact]
    public void Only_what_is_asked_for_is_found()
    {
        Assert.False(PersonalText.TryNext("+79161234567 a@b.ru", 0, PersonalKind.Card | PersonalKind.Inn, out _));
        Assert.True(PersonalText.TryNext("+79161234567 a@b.ru", 0, PersonalKind.Email, out var match));
        Assert.Equal(PersonalKind.Email, match.Kind);
    }

    [Fact]
    public void Whatever_a_text_is_made_of_the_search_ends_and_what_it_finds_needs_no_escape_in_json()
    {
        const string Letters = "0123456789+-() .@aя_%№\"\\\n\u00A0";
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var text = string.Create(random.Next(60), random, static (into, random) =>
            {
                foreach (ref var c in into) c = Letters[random.Next(3) > 0 ? random.Next(10) : random.Next(Letters.Length)];
            });
            var at = 0;
            while (PersonalText.TryNext(text, at, PersonalKind.All, out var match))
            {
                Assert.True(match.Start >= at && match.Length > 0, $"seed {seed}");
                at = match.Start + match.Length;
                Assert.DoesNotContain(text[match.Start..at], c => c is '"' or '\\' || char.IsControl(c));
                Assert.False(at < text.Length && char.IsAsciiDigit(text[at]) && char.IsAsciiDigit(text[at - 1]), $"seed {seed}");
            }
        }
    }
}
