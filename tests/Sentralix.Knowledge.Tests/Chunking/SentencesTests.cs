using Sentralix.Knowledge.Chunking;
using Xunit;

namespace Sentralix.Knowledge.Tests.Chunking;

public sealed class SentencesTests
{
    [Fact]
    public void Marks_end_sentences() =>
        Assert.Equal(["Первое.", "Второе!", "Третье?!", "Четвёртое…", "Пятое"], Split("Первое. Второе!  Третье?! Четвёртое… Пятое"));

    [Theory]
    [InlineData("Магазин на ул. Ленина, д. 5, кв. 12 открыт.")]
    [InlineData("Он приехал в г. Москва вчера.")]
    [InlineData("Пишите А. С. Пушкину.")]
    [InlineData("Цена 50 руб. 30 коп. за штуку.")]
    [InlineData("Кабели, шнуры и т. д. входят.")]
    [InlineData("Это т. е. Возврат с большой буквы.")]
    [InlineData("См. Рис. 5 и стр. 12.")]
    [InlineData("Версия 1.2.3 вышла в 12.30.")]
    [InlineData("See Fig. 5, e.g. Mr. Smith's order no. 7.")]
    [InlineData("Он сказал: «Да!» и ушёл.")]
    [InlineData("Зайдите на mail.ru и sentralix.ru.")]
    [InlineData("1. Откройте коробку")]
    public void Full_stops_inside_do_not(string text) => Assert.Equal([text], Split(text));

    [Theory]
    [InlineData("Оплата до 2025 г. Далее бесплатно.", "Оплата до 2025 г.|Далее бесплатно.")]
    [InlineData("Чехлы, шнуры и т. д. Всё входит.", "Чехлы, шнуры и т. д.|Всё входит.")]
    [InlineData("Цена 500 руб. Доставка даром.", "Цена 500 руб.|Доставка даром.")]
    [InlineData("Он сказал: «Да!» И ушёл.", "Он сказал: «Да!»|И ушёл.")]
    [InlineData("Это конец (правда). — Нет.", "Это конец (правда).|— Нет.")]
    [InlineData("Закрыто в 2024. Открыто в 2025.", "Закрыто в 2024.|Открыто в 2025.")]
    [InlineData("First etc. Then more.", "First etc.|Then more.")]
    [InlineData("Первая строка\nвторая строка", "Первая строка|вторая строка")]
    [InlineData("Готово. 🙂 Спасибо.", "Готово.|🙂 Спасибо.")]
    public void Abbreviations_end_a_sentence_where_a_new_one_begins(string text, string sentences) => Assert.Equal(sentences.Split('|'), Split(text));

    [Fact]
    public void A_sentence_over_the_limit_is_cut_at_a_clause()
    {
        var clause = "слово " + new string('а', 40);
        var pieces = Split($"{clause}; {clause}, {clause}", limit: 100);
        Assert.Equal([$"{clause}; {clause},", clause], pieces);
    }

    [Fact]
    public void An_endless_word_is_cut_between_characters()
    {
        Assert.Equal([new string('а', 50), new string('а', 10)], Split(new string('а', 60), limit: 50));
        Assert.All(Split(string.Concat(Enumerable.Repeat("😀", 60)), limit: 51), piece => Assert.Equal(0, piece.Length % 2));
    }

    private static string[] Split(string text, int limit = 600) =>
        [.. Sentences.Of(text, 0, text.Length, limit).Select(sentence => text[sentence.Start..sentence.End])];
}
