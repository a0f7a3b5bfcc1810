using Sentralix.Connectors.JivoSite.Sending;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.JivoSite.Tests.Sending;

/// <summary>Cards, which Jivo has not: one is a message with buttons, several are words.</summary>
public sealed class CardTests
{
    private static readonly Card Tea = new()
    {
        Title = "Чай *Ассам*",
        Subtitle = "100 г",
        FileId = "file_tea",
        Url = "https://shop.example/tea",
        Buttons = [new() { Label = "Взять" }, new() { Label = "Состав", Url = "https://shop.example/tea/list" }],
    };

    private static readonly Card Coffee = new() { Title = "Кофе", Buttons = [new() { Label = "Взять" }] };

    private readonly JivoSiteChannel channel = new(TimeProvider.System);

    [Fact]
    public void Several_cards_are_words_and_their_buttons_numbers_that_run_on()
    {
        var keyboard = new Keyboard { Rows = [[new() { Label = "Ничего" }]] };

        var composed = Compose(Message([MessagePart.OfText("Что?"), Row(Tea, Coffee)], keyboard));

        var said = composed.Segments.Select(Segment.Read).ToArray();
        Assert.Equal(["Что?", "Чай *Ассам*\n100 г\nhttps://shop.example/tea\n1. Взять\nСостав: https://shop.example/tea/list", "Кофе\n2. Взять\n\n3. Ничего"], said.Select(segment => segment.Text));
        Assert.All(said, segment => Assert.Null(segment.Buttons));
        Assert.Equal([new("carousel", "cards"), new("card", "text"), new("buttons", "numbered_list"), new("media", "left_out")], composed.Degraded);
    }

    [Fact]
    public void One_card_has_buttons()
    {
        var composed = Compose(Message([new() { Type = PartTypes.Card, Card = Coffee }]));

        var segment = Segment.Read(Assert.Single(composed.Segments));
        Assert.Equal(("BUTTONS", "Кофе"), (segment.Type, segment.Title));
        Assert.Equal("t0", Assert.Single(segment.Buttons!).Id);
        Assert.Equal([new("card", "message")], composed.Degraded);
    }

    [Fact]
    public void Buttons_that_say_the_same_are_told_apart_by_numbers()
    {
        var keyboard = new Keyboard { Rows = [[new() { Label = "Взять" }, new() { Label = "Взять" }]] };
        var composed = Compose(Message([MessagePart.OfText("Что?")], keyboard));

        Assert.Equal("Что?\n\n1. Взять\n2. Взять", Segment.Read(Assert.Single(composed.Segments)).Text);
        Assert.Equal([new("buttons", "numbered_list")], composed.Degraded);
    }

    private static OutboundMessage Message(MessagePart[] parts, Keyboard? keyboard = null) => new() { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 1, Parts = parts, Keyboard = keyboard };

    private static MessagePart Row(params Card[] cards) => new() { Type = PartTypes.Carousel, Cards = cards };

    private static List<ButtonToken> Tokens(OutboundMessage message) =>
        [.. message.Parts.SelectMany(Card.Of).SelectMany(card => card.Buttons).Concat(message.Keyboard?.Rows.SelectMany(row => row) ?? []).Select((button, i) => new ButtonToken(button, $"t{i}"))];

    private Composition Compose(OutboundMessage message) => channel.Compose(message, Tokens(message));
}
