using Sentralix.Llm.Extract;
using Xunit;

namespace Sentralix.Llm.Tests.Extract;

public sealed class TextTests
{
    [Theory]
    [InlineData("Раз. Два! Три? Четыре… Пять", "Раз.|Два!|Три?|Четыре…|Пять")]
    [InlineData("Офис: г. Москва, ул. Ленина, д. 5. Звоните.", "Офис: г. Москва, ул. Ленина, д. 5.|Звоните.")]
    [InlineData("Основан в 2010 г. Компания растёт.", "Основан в 2010 г.|Компания растёт.")]
    [InlineData("Стоит 300 руб. Самовывоз бесплатный.", "Стоит 300 руб.|Самовывоз бесплатный.")]
    [InlineData("Бывает т. е. иногда. А. С. Пушкин писал.", "Бывает т. е. иногда.|А. С. Пушкин писал.")]
    [InlineData("Версия 1.2.3 вышла. Сайт a.example.com работает.", "Версия 1.2.3 вышла.|Сайт a.example.com работает.")]
    [InlineData("Он сказал: «Да.» Потом ушёл.", "Он сказал: «Да.»|Потом ушёл.")]
    [InlineData("Mr. Smith paid, e.g. Visa. It worked.", "Mr. Smith paid, e.g. Visa.|It worked.")]
    [InlineData("1. Откройте меню. 2. Нажмите кнопку.", "1. Откройте меню.|2. Нажмите кнопку.")]
    [InlineData("...", "...")]
    [InlineData("", "")]
    public void Sentences_end_where_they_end(string text, string sentences) =>
        Assert.Equal(sentences, string.Join('|', Sentences.In(text)));

    [Theory]
    [InlineData("доставка доставки доставкой доставить доставим доставляем доставляется доставлено")]
    [InlineData("оплата оплаты оплатить оплачивать оплаченный оплачен оплачу")]
    [InlineData("возврат возврата возвратить возвращать возвращается")]
    [InlineData("заказ заказы заказать закажу заказанный")]
    [InlineData("подключение подключить подключать подключён подключения")]
    [InlineData("рубль рублей рубля руб")]
    [InlineData("счёт счета счету счетом счётов")]
    [InlineData("delivery deliveries delivered delivers deliver")]
    [InlineData("install installed installing installation installs")]
    [InlineData("configure configured configures configuration")]
    [InlineData("shipping shipped ship ships")]
    [InlineData("limit limits limited")]
    public void Forms_of_a_word_meet(string forms)
    {
        var stems = Words.In(forms).Select(Stem.Of).ToList();

        foreach (var stem in stems) Assert.True(WordMatch.Of(stems[0], stem) > 0, $"{stems[0]} – {stem}");
    }

    [Theory]
    [InlineData("контракт", "контроль")]
    [InlineData("программа", "прогресс")]
    [InlineData("стол", "столица")]
    [InlineData("договор", "дорога")]
    [InlineData("order", "border")]
    [InlineData("plan", "planet")]
    [InlineData("12", "123")]
    public void Other_words_stay_apart(string one, string other) =>
        Assert.Equal(0, WordMatch.Of(Stem.Of(one), Stem.Of(other)));

    [Fact]
    public void Structure_becomes_units()
    {
        const string text =
            """
            # Начало
            Первое предложение. Второе со [ссылкой](https://example.com/a) и **жирным**.

            Понадобится:
            1. паспорт
               или права
            2. чек

            | Город | Цена |
            |---|---:|
            | Москва | 300 |

            ```
            ./run
            ./test
            ```
            """;

        var units = UnitSplitter.Split(0, new Passage(1, "T", "H", text));

        Assert.Equal(
            ["Первое предложение.", "Второе со ссылкой и жирным.", "Понадобится:\n- паспорт или права\n- чек", "Город: Москва; Цена: 300", "./run\n./test"],
            units.Select(unit => unit.Text));
        Assert.All(units, unit => Assert.Contains("Начало", unit.Context, StringComparison.Ordinal));
    }
}
