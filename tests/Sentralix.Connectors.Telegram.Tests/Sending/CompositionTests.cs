using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Telegram.Sending;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.Telegram.Tests.Sending;

public sealed class CompositionTests
{
    private readonly TelegramChannel channel = new((_, _, _) => Task.FromResult<OutgoingFile?>(null));

    [Fact]
    public void A_long_text_becomes_messages_that_telegram_takes_and_says_so()
    {
        var text = string.Concat(Enumerable.Repeat("Слово 👩‍👩‍👧‍👦 и **жирно**. ", 400));

        var composed = Compose(null, MessagePart.OfText(text));
        var segments = Read(composed);

        Assert.All(segments, segment => Assert.InRange(segment.Text!.Length, 1, 4096));
        Assert.Equal(text.Replace("**", "", StringComparison.Ordinal), string.Concat(segments.Select(segment => segment.Text)));
        Assert.Contains(new Degradation("length", "split"), composed.Degraded);
        Assert.Equal(composed.Segments, Compose(null, MessagePart.OfText(text)).Segments);
    }

    [Fact]
    public void Exactly_the_limit_is_one_message()
    {
        Assert.Single(Compose(null, MessagePart.OfText(new string('ы', 4096))).Segments);
        Assert.Equal(2, Compose(null, MessagePart.OfText(new string('ы', 4097))).Segments.Count);
    }

    [Fact]
    public void More_formatting_than_telegram_looks_at_is_left_out_and_told()
    {
        var composed = Compose(null, MessagePart.OfText(string.Concat(Enumerable.Repeat("**a** ", 120))));

        Assert.Equal(100, Assert.Single(Read(composed)).Spans!.Count);
        Assert.Equal([new Degradation("formatting", "plain_text")], composed.Degraded);
    }

    [Fact]
    public void A_hundred_buttons_hang_under_the_last_message_eight_in_a_row_at_most()
    {
        var keyboard = new Keyboard { Rows = [[.. Enumerable.Range(0, 100).Select(i => new KeyboardButton { Label = $"Кнопка {i}" })]] };

        var composed = channel.Compose(Message(keyboard, MessagePart.OfText(new string('ы', 5000))), Tokens(keyboard));
        var segments = Read(composed);

        Assert.Null(segments[0].Buttons);
        Assert.All(segments[1].Buttons!, row => Assert.InRange(row.Count, 1, 8));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"t{i}"), segments[1].Buttons!.SelectMany(row => row).Select(button => button.Token));
        Assert.Contains(new Degradation("buttons", "more_rows"), composed.Degraded);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_button_that_opens_a_page_carries_no_token(bool tokensForAll)
    {
        var keyboard = new Keyboard { Rows = [[new() { Label = "Да" }, new() { Label = "Сайт", Url = "https://example.com" }], [new() { Label = "Нет" }]] };
        var tokens = Tokens(keyboard).Where(token => tokensForAll || token.Button.Url is null).ToArray();

        var rows = Assert.Single(Read(channel.Compose(Message(keyboard, MessagePart.OfText("Да?")), tokens))).Buttons!;

        Assert.Equal([new SegmentButton("Да", "t0", null), new("Сайт", null, "https://example.com")], rows[0]);
        Assert.Equal([new SegmentButton("Нет", "t2", null)], rows[1]);
    }

    [Fact]
    public void A_token_is_measured_in_bytes()
    {
        var keyboard = new Keyboard { Rows = [[new() { Label = "Да" }]] };

        Assert.Single(channel.Compose(Message(keyboard, MessagePart.OfText("?")), [new(keyboard.Rows[0][0], new string('t', 64))]).Segments);
        Assert.Throws<ArgumentException>(() => channel.Compose(Message(keyboard, MessagePart.OfText("?")), [new(keyboard.Rows[0][0], new string('ы', 33))]));
        Assert.Throws<ArgumentException>(() => channel.Compose(Message(keyboard, MessagePart.OfText("?")), []));
    }

    [Fact]
    public void A_caption_that_fits_stays_with_its_file_and_one_that_does_not_follows_it()
    {
        var image = new MessagePart { Type = PartTypes.Image, FileId = "file_1", Text = new string('ы', 1024) };

        Assert.Equal(1024, Assert.Single(Read(Compose(null, image))).Text!.Length);

        var composed = Compose(null, image with { Text = new string('ы', 1025) });
        var segments = Read(composed);
        Assert.Equal((PartTypes.Image, null, PartTypes.Text, 1025), (segments[0].Kind, segments[0].Text, segments[1].Kind, segments[1].Text!.Length));
        Assert.Contains(new Degradation("length", "split"), composed.Degraded);
    }

    [Fact]
    public void Where_no_bytes_can_be_had_a_file_is_named()
    {
        var composed = new TelegramChannel().Compose(Message(null, new MessagePart { Type = PartTypes.File, FileId = "file_1", Media = new() { State = MediaState.Stored, FileName = "счёт.pdf" } }), []);

        Assert.Equal("📎 счёт.pdf", Assert.Single(Read(composed)).Text);
        Assert.Equal([new Degradation("media", "plain_text")], composed.Degraded);
        Assert.False(new TelegramChannel().Capabilities.FilesOut);
    }

    [Fact]
    public void Every_part_is_a_message_and_a_composition_survives_its_own_json()
    {
        var composed = Compose(null, MessagePart.OfText("один"), new MessagePart { Type = PartTypes.File, FileId = "file_1" }, MessagePart.OfText("## два"));

        Assert.Equal([PartTypes.Text, PartTypes.File, PartTypes.Text], Read(composed).Select(segment => segment.Kind));
        Assert.All(composed.Segments, json => Assert.Equal(json, Segment.Read(json).Write()));
        Assert.Equal(new TextSpan("heading", 0, 3), Assert.Single(Read(composed)[2].Spans!));
    }

    private static ButtonToken[] Tokens(Keyboard keyboard) => [.. keyboard.Rows.SelectMany(row => row).Select((button, i) => new ButtonToken(button, $"t{i}"))];

    private Composition Compose(Keyboard? keyboard, params MessagePart[] parts) => channel.Compose(Message(keyboard, parts), keyboard is null ? [] : Tokens(keyboard));

    private static OutboundMessage Message(Keyboard? keyboard, params MessagePart[] parts) =>
        new() { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 0, Parts = parts, Keyboard = keyboard };

    private static Segment[] Read(Composition composed) => [.. composed.Segments.Select(Segment.Read)];
}
