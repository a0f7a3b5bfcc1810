using Sentralix.Connectors.Max.Sending;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Max.Tests.Sending;

public sealed class CompositionTests
{
    private readonly MaxChannel channel = new(TimeProvider.System);

    [Theory]
    [InlineData("**Price** is *300* `rub`", "<b>Price</b> is <i>300</i> <code>rub</code>")]
    [InlineData("See [the site](https://e.org/?a=1&b=\"2\")", "See <a href=\"https://e.org/?a=1&amp;b=&quot;2&quot;\">the site</a>")]
    [InlineData("# Delivery\n- one\n- two", "<h1>Delivery</h1>\n• one\n• two")]
    [InlineData("**a < b && c > d**", "<b>a &lt; b &amp;&amp; c &gt; d</b>")]
    [InlineData("~~old~~\n```sql\nselect 1\n```", "<s>old</s>\n<pre>select 1</pre>")]
    public void Markdown_of_assistants_becomes_html(string markdown, string html)
    {
        var segment = Assert.Single(Segments(Compose(markdown)));

        var message = NewMessage.Of(segment, null, formatted: true);
        Assert.Equal((html, "html"), (message.Text, message.Format));
    }

    [Fact]
    public void A_text_without_marks_is_sent_as_it_stands()
    {
        var message = NewMessage.Of(Assert.Single(Segments(Compose("1 < 2 & <b>so on</b>"))), null, formatted: true);

        Assert.Equal(("1 < 2 & <b>so on</b>", null), (message.Text, message.Format));
    }

    [Fact]
    public void Spans_that_overlap_become_tags_that_do_not() =>
        Assert.Equal("<b>ab<i>cd</i></b><i>ef</i>g", HtmlText.Of("abcdefg", [new("bold", 0, 4), new("italic", 2, 4)]));

    [Fact]
    public void Spans_that_begin_and_end_together_are_nested() =>
        Assert.Equal("<b><i>ab</i></b><u>cd</u>", HtmlText.Of("abcd", [new("bold", 0, 2), new("italic", 0, 2), new("underline", 2, 2)]));

    [Fact]
    public void What_MAX_cannot_show_is_reported()
    {
        var composed = Compose(new MessagePart { Type = PartTypes.Text, Text = "secret quoted", Spans = [new("spoiler", 0, 6), new("quote", 7, 6), new("mention", 0, 2)] });

        Assert.Equal([new("formatting", "italic"), new("formatting", "plain_text")], composed.Degraded);
        Assert.Equal("secret <i>quoted</i>", NewMessage.Of(Assert.Single(Segments(composed)), null, formatted: true).Text);
    }

    [Fact]
    public void A_long_text_is_split_and_says_the_same_and_every_piece_fits_with_its_marks()
    {
        var family = "👨‍👩‍👧‍👦";
        var text = string.Concat(Enumerable.Range(0, 900).Select(i => $"**Слово {i}** & {family} "));
        var plain = string.Concat(Enumerable.Range(0, 900).Select(i => $"Слово {i} & {family} "));

        var composed = Compose(text);
        var segments = Segments(composed);

        Assert.True(segments.Count > 3);
        Assert.Contains(new Degradation("length", "split"), composed.Degraded);
        Assert.DoesNotContain(composed.Degraded, degraded => degraded.What == "formatting");
        Assert.All(segments, segment => Assert.InRange(NewMessage.Of(segment, null, formatted: true).Text!.Length, 1, Composer.MaxText));
        Assert.Equal(plain.Trim(), string.Concat(segments.Select(segment => segment.Text)).Trim());
        Assert.All(segments, segment => Assert.DoesNotContain(segment.Text!.Split(' '), word => word.Length > 2 && word.Contains('\u200d') && word != family));
        Assert.Equal(composed.Segments, Compose(text).Segments);
    }

    [Fact]
    public void A_text_of_marks_only_still_fits()
    {
        var spans = Enumerable.Range(0, 2000).Select(i => new TextSpan("link", i, 1, $"https://e.org/{new string('x', 1900)}/{i}")).ToArray();

        var composed = Compose(new MessagePart { Type = PartTypes.Text, Text = new string('a', 2000), Spans = spans });

        Assert.All(Segments(composed), segment => Assert.InRange(NewMessage.Of(segment, null, formatted: true).Text!.Length, 1, Composer.MaxText));
        Assert.Equal(2000, Segments(composed).Sum(segment => segment.Text!.Length));
        Assert.Contains(new Degradation("formatting", "plain_text"), composed.Degraded);
    }

    [Fact]
    public void Buttons_go_under_the_last_segment()
    {
        var composed = Compose(new string('я', 5000), [["Да", "Нет"]]);
        var segments = Segments(composed);

        Assert.Equal(2, segments.Count);
        Assert.Null(segments[0].Buttons);
        Assert.Equal([new SegmentButton("Да", "tok0", null), new SegmentButton("Нет", "tok1", null)], segments[1].Buttons![0]);
    }

    [Theory]
    [InlineData(1, 30, false, 5, "more_rows")]
    [InlineData(1, 30, true, 10, "more_rows")]
    [InlineData(100, 1, false, 15, "fewer_rows")]
    [InlineData(20, 3, true, 20, null)]
    public void Rows_are_as_MAX_takes_them_and_every_button_is_there(int rows, int inRow, bool links, int expected, string? degraded)
    {
        var keyboard = Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, inRow).Select(i => $"{row}/{i}").ToArray()).ToArray();

        var composed = Compose("?", keyboard, links ? "https://e.org" : null);
        var made = Assert.Single(Segments(composed)).Buttons!;

        Assert.Equal(expected, made.Count);
        Assert.All(made, row => Assert.InRange(row.Count, 1, links ? 3 : 7));
        Assert.Equal(keyboard.SelectMany(row => row), made.SelectMany(row => row).Select(button => button.Label));
        Assert.Equal(degraded is null ? [] : [new("buttons", degraded)], composed.Degraded);
    }

    [Fact]
    public void Links_beyond_what_MAX_takes_are_reported()
    {
        var composed = Compose("?", [.. Enumerable.Range(0, 100).Select(i => new[] { $"{i}" })], "https://e.org");

        Assert.Equal(90, Segments(composed)[0].Buttons!.Sum(row => row.Count));
        Assert.Contains(new Degradation("buttons", "left_out"), composed.Degraded);
        Assert.Null(Segments(Compose("?", [["Long"]], $"https://e.org/{new string('x', 2048)}"))[0].Buttons);
    }

    [Fact]
    public void Where_no_bytes_can_be_had_a_file_is_named()
    {
        var composed = Compose(new MessagePart { Type = PartTypes.File, FileId = "file_1", Text = "The contract", Media = new() { State = MediaState.Stored, FileName = "a.pdf" } });

        Assert.Equal(["📎 a.pdf", "The contract"], Segments(composed).Select(segment => segment.Text));
        Assert.Equal([new("media", "plain_text")], composed.Degraded);
    }

    private static List<Segment> Segments(Composition composed) => [.. composed.Segments.Select(Segment.Read)];

    private Composition Compose(string text, string[][]? rows = null, string? url = null) => Compose(MessagePart.OfText(text), rows, url);

    private Composition Compose(MessagePart part, string[][]? rows = null, string? url = null)
    {
        var keyboard = rows is null ? null : new Keyboard { Rows = [.. rows.Select(row => row.Select(label => new KeyboardButton { Label = label, Url = url }).ToArray())] };
        var tokens = (keyboard?.Rows ?? []).SelectMany(row => row).Select((button, i) => new ButtonToken(button, $"tok{i}")).ToArray();
        return channel.Compose(new OutboundMessage { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 1, Parts = [part], Keyboard = keyboard }, tokens);
    }
}
