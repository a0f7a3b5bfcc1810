using Sentralix.Connectors.Max.Sending;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Max.Tests.Sending;

/// <summary>Cards, which this channel has not: each is a message.</summary>
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

    [Fact]
    public void Each_card_is_a_message_with_its_picture_its_words_and_its_buttons()
    {
        var channel = new MaxChannel(TimeProvider.System, (_, _, _) => Task.FromResult<OutgoingFile?>(null));
        var keyboard = new Keyboard { Rows = [[new() { Label = "Ничего" }]] };

        var composed = channel.Compose(Message([MessagePart.OfText("Что?"), Row(Tea, Coffee)], keyboard), Tokens(4));

        var segments = composed.Segments.Select(Segment.Read).ToArray();
        Assert.Equal([("text", "Что?"), ("image", "Чай *Ассам*\n100 г"), ("text", "Кофе")], segments.Select(segment => (segment.Kind, segment.Text!)));
        Assert.Equal("file_tea", segments[1].FileId);

        // A title is shown as it stands, and opens the card's page.
        Assert.Equal(new TextSpan("link", 0, 11, "https://shop.example/tea"), Assert.Single(segments[1].Spans!));
        Assert.Equal(new TextSpan("bold", 0, 4), Assert.Single(segments[2].Spans!));
        Assert.Null(segments[0].Buttons);
        Assert.Equal([("t0", null), (null, "https://shop.example/tea/list")], segments[1].Buttons!.SelectMany(row => row).Select(button => (button.Token, button.Url)));
        Assert.Equal(["t2", "t3"], segments[2].Buttons!.Select(row => Assert.Single(row).Token));
        Assert.Equal([new("carousel", "cards"), new("card", "message")], composed.Degraded);
    }

    [Fact]
    public void Words_after_a_card_have_the_buttons_of_the_message()
    {
        var keyboard = new Keyboard { Rows = [[new() { Label = "Ничего" }]] };
        var channel = new MaxChannel(TimeProvider.System, (_, _, _) => Task.FromResult<OutgoingFile?>(null));

        var composed = channel.Compose(Message([new() { Type = PartTypes.Card, Card = Coffee }, MessagePart.OfText("Или?")], keyboard), Tokens(2));

        Assert.Equal([("Кофе", "t0"), ("Или?", "t1")], composed.Segments.Select(Segment.Read).Select(segment => (segment.Text!, segment.Buttons![0][0].Token!)));
        Assert.Equal([new("card", "message")], composed.Degraded);
    }

    [Fact]
    public void Where_no_bytes_can_be_had_a_card_has_no_picture_and_the_answer_says_so()
    {
        var composed = new MaxChannel(TimeProvider.System).Compose(Message([Row(Tea, Coffee)]), Tokens(3));

        Assert.All(composed.Segments.Select(Segment.Read), segment => Assert.Equal(("text", null), (segment.Kind, segment.FileId)));
        Assert.Equal([new("carousel", "cards"), new("card", "message"), new("media", "left_out")], composed.Degraded);
    }

    private static OutboundMessage Message(MessagePart[] parts, Keyboard? keyboard = null) => new() { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 1, Parts = parts, Keyboard = keyboard };

    private static MessagePart Row(params Card[] cards) => new() { Type = PartTypes.Carousel, Cards = cards };

    // Whose button a token is does not matter here: they stand in the order of the buttons, one for each.
    private static List<ButtonToken> Tokens(int count) => [.. Enumerable.Range(0, count).Select(i => new ButtonToken(new() { Label = "?" }, $"t{i}"))];
}
