using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Sending;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.Vk.Tests;

public sealed class ComposeTests
{
    private readonly VkChannel channel = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_long_text_is_divided_and_nothing_of_it_is_lost()
    {
        var text = string.Concat(Enumerable.Range(0, 400).Select(i => $"Предложение номер {i} с семьёй 👨‍👩‍👧‍👦. ")) + "https://shop.example/" + new string('a', 300);

        var composed = channel.Compose(Message(text), []);

        var pieces = composed.Segments.Select(Segment.Read).ToArray();
        Assert.True(pieces.Length > 2);
        Assert.All(pieces, piece => Assert.InRange(piece.Text.Length, 1, 4096));
        Assert.Equal(text, string.Concat(pieces.Select(piece => piece.Text)));
        Assert.Equal([new Degradation("length", "split")], composed.Degraded);
        Assert.Equal(composed.Segments, channel.Compose(Message(text), []).Segments);
    }

    [Fact]
    public void Markdown_becomes_VKs_formatting()
    {
        var composed = channel.Compose(Message("# Заказ\n**Готов** и *оплачен*: [сайт](https://shop.example/)"), []);

        var segment = Segment.Read(Assert.Single(composed.Segments));
        Assert.Equal("Заказ\nГотов и оплачен: сайт", segment.Text);
        Assert.Equal(["heading", "bold", "italic", "link"], segment.Spans!.Select(span => span.Type));
        Assert.Empty(composed.Degraded);
    }

    [Theory]
    [InlineData("Код `A-17` и ~~старый~~", "Код A-17 и старый")]
    [InlineData("Пишите на [почту](mailto:a@shop.example)", "Пишите на почту")]
    public void What_VK_cannot_show_is_plain_text_and_is_reported(string markdown, string text)
    {
        var composed = channel.Compose(Message(markdown), []);

        var segment = Segment.Read(Assert.Single(composed.Segments));
        Assert.Equal((text, null), (segment.Text, segment.Spans));
        Assert.Equal([new Degradation("formatting", "plain_text")], composed.Degraded);
    }

    [Fact]
    public void A_keyboard_stands_under_the_last_segment_in_its_own_rows()
    {
        var composed = Compose(new string('а', 5000), [["Да", "Нет"], ["Позже"]]);

        Assert.Equal(2, composed.Segments.Count);
        Assert.Null(Segment.Read(composed.Segments[0]).Buttons);
        Assert.Equal([["Да", "Нет"], ["Позже"]], Segment.Read(composed.Segments[1]).Buttons!.Select(row => row.Select(button => button.Label).ToArray()));
        Assert.Equal([new Degradation("length", "split")], composed.Degraded);
    }

    [Theory]
    [InlineData(8, 1, 1, "other_rows")]
    [InlineData(1, 8, 1, "other_rows")]
    [InlineData(6, 5, 3, "more_messages")]
    [InlineData(100, 1, 10, "more_messages")]
    public async Task Every_button_fits_VKs_limits_and_can_be_pressed(int rows, int inRow, int messages, string degraded)
    {
        await using var world = await VkWorld.Open();
        await world.SetHook(Cancellation);
        world.Vk.Start(VkWorld.Irina);
        string[][] labels = [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, inRow).Select(i => $"Кнопка {row}-{i}").ToArray())];

        var composed = Compose("Выберите", labels);
        Assert.Equal((messages, new Degradation("buttons", degraded)), (composed.Segments.Count, Assert.Single(composed.Degraded)));
        foreach (var (place, content) in composed.Segments.Index())
            Assert.IsType<SendOutcome.Sent>(await world.Channel.Send(world.Access, new("msg_1", place, "77001", content), Cancellation));

        foreach (var label in labels.SelectMany(row => row)) world.Vk.Press(VkWorld.Irina, label);
        await world.Vk.WhenDelivered(VkWorld.Soon);
        var pressed = world.Updates.SelectMany(update => world.Channel.Read(world.Access, update.Body)).Where(heard => heard.Type == ChannelEventTypes.ButtonPressed).Select(heard => heard.ButtonToken);
        Assert.Equal(Enumerable.Range(0, rows * inRow).Select(Token).Order(StringComparer.Ordinal), pressed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Ровно сорок букв: эта надпись ещё влезает", 41, 40)]
    [InlineData("Эта надпись заметно длиннее сорока и потому режется", 51, 40)]
    [InlineData("Тридцать семь обычных букв до семьи: 👨‍👩‍👧‍👦!", 49, 38)]
    public void A_long_label_is_cut_between_letters(string label, int before, int after)
    {
        Assert.Equal(before, label.Length);

        var composed = Compose("Выберите", [[label]]);

        var cut = Segment.Read(composed.Segments[0]).Buttons![0][0].Label;
        Assert.Equal(after, cut.Length);
        Assert.Equal($"{label[..(after - 1)]}…", cut);
        Assert.Equal([new Degradation("buttons", "label_cut")], composed.Degraded);
    }

    [Fact]
    public async Task A_button_that_opens_a_page_is_a_link_at_VK()
    {
        await using var world = await VkWorld.Open();
        world.Vk.Start(VkWorld.Irina);
        var keyboard = new Keyboard { Rows = [[new KeyboardButton { Label = "Сайт", Url = "https://shop.example/" }, new KeyboardButton { Label = "Да" }]] };
        var composed = channel.Compose(Message("Выберите", keyboard), [new(keyboard.Rows[0][0], "unused"), new(keyboard.Rows[0][1], "tok")]);

        await world.Channel.Send(world.Access, new("msg_1", 0, "77001", composed.Segments[0]), Cancellation);

        using var sent = System.Text.Json.JsonDocument.Parse(Assert.Single(world.Vk.Sent.To("77001")).Body.GetProperty("keyboard").GetString()!);
        var actions = sent.RootElement.GetProperty("buttons")[0].EnumerateArray().Select(button => button.GetProperty("action")).ToArray();
        Assert.True(sent.RootElement.GetProperty("inline").GetBoolean());
        Assert.Equal(("open_link", "https://shop.example/"), (actions[0].GetProperty("type").GetString(), actions[0].GetProperty("link").GetString()));
        Assert.Equal(("callback", """{"t":"tok"}"""), (actions[1].GetProperty("type").GetString(), actions[1].GetProperty("payload").GetString()));
    }

    [Fact]
    public void Without_files_a_file_is_named_in_words()
    {
        var composed = channel.Compose(Message(new MessagePart { Type = PartTypes.File, FileId = "file_1", Text = "Счёт", Media = new() { State = MediaState.Stored, FileName = "Счёт.pdf" } }), []);

        Assert.Equal(["📎 Счёт.pdf", "Счёт"], composed.Segments.Select(content => Segment.Read(content).Text));
        Assert.Equal([new Degradation("media", "plain_text")], composed.Degraded);
    }

    [Fact]
    public void With_files_a_long_caption_goes_on_after_the_file()
    {
        var withFiles = new VkChannel((_, _, _) => Task.FromResult<OutgoingFile?>(null));

        var composed = withFiles.Compose(Message(new MessagePart { Type = PartTypes.Image, FileId = "file_1", Text = new string('а', 5000) }), []);

        var segments = composed.Segments.Select(Segment.Read).ToArray();
        Assert.Equal([("file_1", 4096), (null, 904)], segments.Select(segment => (segment.FileId, segment.Text.Length)));
        Assert.True(withFiles.Capabilities is { ImagesOut: true, FilesOut: true, VoiceOut: true });
    }

    private Composition Compose(string text, string[][] labels)
    {
        var rows = labels.Select(row => row.Select(label => new KeyboardButton { Label = label }).ToArray()).ToArray();
        return channel.Compose(Message(text, new Keyboard { Rows = rows }), [.. rows.SelectMany(row => row).Select((button, place) => new ButtonToken(button, Token(place)))]);
    }

    private static string Token(int place) => $"token-of-button-{place:000}";

    private static OutboundMessage Message(string text, Keyboard? keyboard = null) => Message(MessagePart.OfText(text)) with { Keyboard = keyboard };

    private static OutboundMessage Message(MessagePart part) => new() { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 0, Parts = [part] };
}
