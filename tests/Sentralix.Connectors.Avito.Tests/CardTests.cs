using Sentralix.Connectors.Avito.Sending;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Avito.Tests;

/// <summary>Cards, which Avito has not, and no buttons either.</summary>
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
    public void Cards_are_pictures_and_words_and_their_buttons_numbers_that_run_on()
    {
        var channel = new AvitoChannel(TimeProvider.System, (_, _, _) => Task.FromResult<OutgoingFile?>(null));
        var keyboard = new Keyboard { Rows = [[new() { Label = "Ничего" }]] };

        var composed = channel.Compose(Message([MessagePart.OfText("Что?"), Row(Tea, Coffee)], keyboard), Tokens(4));

        Assert.Equal(
            ["Что?", null, "Чай *Ассам*\n100 г\nhttps://shop.example/tea\n1. Взять\nСостав: https://shop.example/tea/list\n\nКофе\n2. Взять\n\n3. Ничего"],
            composed.Segments.Select(content => Segment.Read(content).Text));
        Assert.Equal("file_tea", Segment.Read(composed.Segments[1]).FileId);
        Assert.Equal([new("carousel", "cards"), new("card", "text"), new("buttons", "numbered_list")], composed.Degraded);
    }

    private static OutboundMessage Message(MessagePart[] parts, Keyboard? keyboard = null) => new() { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 1, Parts = parts, Keyboard = keyboard };

    private static MessagePart Row(params Card[] cards) => new() { Type = PartTypes.Carousel, Cards = cards };

    // Whose button a token is does not matter here: they stand in the order of the buttons, one for each.
    private static List<ButtonToken> Tokens(int count) => [.. Enumerable.Range(0, count).Select(i => new ButtonToken(new() { Label = "?" }, $"t{i}"))];
}
