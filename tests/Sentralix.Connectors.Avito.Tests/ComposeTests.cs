using System.Text;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Avito.Tests;

public sealed class ComposeTests : IAsyncLifetime
{
    private House house = null!;

    public async ValueTask InitializeAsync() => house = await House.Open((_, _, _) => throw new NotSupportedException());

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public void Markdown_is_stripped_and_addresses_stay()
    {
        var composed = house.Compose(MessagePart.OfText("# Доставка\n**Завтра**, `до 18`:\n- курьер, [условия](https://shop.example/d)\n- [позвоните](tel:+79990000000)\n[https://a.example](https://a.example)"));

        Assert.Equal(["Доставка\nЗавтра, до 18:\n• курьер, условия (https://shop.example/d)\n• позвоните (+79990000000)\nhttps://a.example"], House.Texts(composed));
        Assert.Equal([new Degradation("formatting", "plain_text")], composed.Degraded);
    }

    [Fact]
    public void A_text_of_1000_characters_is_one_message_and_a_longer_one_is_cut_between_words()
    {
        Assert.Equal([1000], House.Texts(house.Compose(MessagePart.OfText(new string('я', 1000)))).Select(text => text!.Length));

        var words = string.Join(' ', Enumerable.Range(0, 400).Select(i => $"слово{i}"));
        var composed = house.Compose(MessagePart.OfText(words));
        Assert.All(House.Texts(composed), text => Assert.InRange(text!.Length, 1, 950));
        Assert.Equal(words, string.Join(' ', House.Texts(composed)));
        Assert.Equal([new Degradation("length", "split")], composed.Degraded);
    }

    [Fact]
    public void An_answer_of_3400_characters_with_Markdown_and_emoji_is_at_most_4_whole_messages()
    {
        var paragraph = $"**Важно** 👩‍👩‍👧 {string.Concat(Enumerable.Repeat("доставка и оплата 🚚. ", 15))}";
        var long_ = string.Join("\n\n", Enumerable.Repeat(paragraph, 10))[..3400];
        var texts = House.Texts(house.Compose(MessagePart.OfText(long_)));

        Assert.InRange(texts.Count, 2, 4);
        var strict = new UTF8Encoding(false, true);
        Assert.All(texts, text => Assert.InRange(strict.GetByteCount(text!), 1, 4000));
        Assert.All(texts, text => Assert.InRange(text!.Length, 1, 1000));
    }

    [Theory]
    [InlineData(120)]
    [InlineData(330)]
    [InlineData(600)]
    public void A_long_address_is_never_cut_for_the_sake_of_fewer_messages(int paragraph)
    {
        var address = $"https://shop.example/{new string('a', 200)}?q=1";
        var text = string.Join("\n\n", Enumerable.Range(0, 12).Select(i => i % 2 == 0 ? new string('б', paragraph - 20) + $" конец {i}." : address));
        var texts = House.Texts(house.Compose(MessagePart.OfText(text)));

        Assert.Equal(6, texts.Sum(piece => piece!.Split(address).Length - 1));
        Assert.Equal(text.Count(letter => letter == 'б'), texts.Sum(piece => piece!.Count(letter => letter == 'б')));
        Assert.All(texts, piece => Assert.InRange(piece!.Length, 1, 950));
    }

    [Fact]
    public void A_word_longer_than_a_message_is_cut_and_nothing_of_it_is_lost()
    {
        var word = new string('щ', 2500);
        Assert.Equal(word, string.Concat(House.Texts(house.Compose(MessagePart.OfText(word)))));
    }

    [Fact]
    public void Buttons_are_a_numbered_list_at_the_end()
    {
        var keyboard = new Keyboard { Rows = [[new() { Label = "Да" }, new() { Label = "Нет" }], [new() { Label = "Сайт", Url = "https://shop.example/" }]] };

        var composed = house.Compose(keyboard, MessagePart.OfText("Беру?"));
        Assert.Equal(["Беру?\n\n1. Да\n2. Нет\nСайт: https://shop.example/"], House.Texts(composed));
        Assert.Equal([new Degradation("buttons", "numbered_list")], composed.Degraded);

        var full = House.Texts(house.Compose(keyboard, MessagePart.OfText(new string('я', 980))));
        Assert.Equal([new string('я', 980), "1. Да\n2. Нет\nСайт: https://shop.example/"], full);
    }

    [Fact]
    public void Texts_that_follow_each_other_are_one_message_and_pictures_are_their_own()
    {
        var composed = house.Compose(
            MessagePart.OfText("раз"), MessagePart.OfText("два"),
            new MessagePart { Type = PartTypes.File, FileId = "file_1", Media = new() { State = MediaState.Stored, MimeType = "image/png" }, Text = "подпись" },
            new MessagePart { Type = PartTypes.File, FileId = "file_2", Media = new() { State = MediaState.Stored, MimeType = "application/pdf", FileName = "счёт.pdf" } });

        Assert.Equal(["раз\n\nдва", null, "подпись\n\n📎 счёт.pdf"], House.Texts(composed));
        Assert.Equal([new Degradation("media", "plain_text")], composed.Degraded);
    }

    [Fact]
    public void The_same_message_is_divided_in_the_same_way_again()
    {
        var text = string.Join("\n\n", Enumerable.Range(0, 60).Select(i => $"Абзац **{i}**: {new string('б', i * 3)}."));
        Assert.Equal(house.Compose(MessagePart.OfText(text)).Segments, house.Compose(MessagePart.OfText(text)).Segments);
    }
}
