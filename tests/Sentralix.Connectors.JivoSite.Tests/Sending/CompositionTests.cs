using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.JivoSite.Tests.Sending;

public sealed class CompositionTests
{
    private readonly JivoSiteChannel channel = new(TimeProvider.System);

    [Fact]
    public void A_plain_text_goes_as_text()
    {
        var segment = Assert.Single(Segments(Compose("Заказ 5512 передан в доставку: 2 * 3 = 6, файл_1, [да].")));

        Assert.Equal(("TEXT", "Заказ 5512 передан в доставку: 2 * 3 = 6, файл_1, [да]."), (Field(segment, "type"), Field(segment, "text")));
    }

    [Fact]
    public void Formatting_goes_as_Markdown_with_plain_words_beside_it()
    {
        var composed = Compose("# Доставка\n**Завтра** до *18:00*, см. [условия](https://shop.example/a_(b)) и `код`\n- раз\n- два");

        var segment = Assert.Single(Segments(composed));
        Assert.Equal("MARKDOWN", Field(segment, "type"));
        Assert.Equal("Доставка\nЗавтра до 18:00, см. условия (https://shop.example/a_(b)) и код\n• раз\n• два", Field(segment, "text"));
        Assert.Equal("**Доставка**  \n**Завтра** до *18:00*, см. [условия](https://shop.example/a_%28b%29) и `код`  \n• раз  \n• два", Field(segment, "content"));
        Assert.Empty(composed.Degraded);
    }

    [Fact]
    public void Letters_that_only_look_like_marks_stay_letters_in_Markdown()
    {
        var part = new MessagePart { Type = PartTypes.Text, Text = "Цена* 5 <6 [1] a_b _c https://x.example/_d_*e", Spans = [new("bold", 0, 4)] };

        var segment = Assert.Single(Segments(Compose([part])));
        Assert.Equal(@"**Цена**\* 5 \<6 \[1\] a_b \_c https://x.example/_d_*e", Field(segment, "content"));
        Assert.Equal(part.Text, Field(segment, "text"));
    }

    [Fact]
    public void Code_is_fenced_and_nothing_in_it_is_escaped()
    {
        var segment = Assert.Single(Segments(Compose("Так:\n```sql\nselect * from _a_\nwhere `b`\n```\nи всё")));

        Assert.Equal("Так:  \n```sql\nselect * from _a_\nwhere `b`\n```\nи всё", Field(segment, "content"));
    }

    [Fact]
    public void A_fence_that_ends_inside_a_line_ends_it()
    {
        var part = new MessagePart { Type = PartTypes.Text, Text = "вот a`b вот", Spans = [new("pre", 4, 3)] };
        Assert.Equal("вот \n```\na`b\n```\n вот", Field(Assert.Single(Segments(Compose([part]))), "content"));

        part = part with { Spans = [new("code", 4, 3)] };
        Assert.Equal("вот ``a`b`` вот", Field(Assert.Single(Segments(Compose([part]))), "content"));
    }

    [Fact]
    public void Spans_that_cross_lines_and_each_other_are_closed_where_they_must_be()
    {
        var part = new MessagePart { Type = PartTypes.Text, Text = "один два\nтри четыре", Spans = [new("bold", 5, 8), new("italic", 0, 8), new("quote", 9, 10)] };

        Assert.Equal("*один **два***  \n> **три** четыре", Field(Assert.Single(Segments(Compose([part]))), "content"));
    }

    [Fact]
    public void What_Jivo_cannot_show_is_said_to_be_plain()
    {
        var composed = Compose([new() { Type = PartTypes.Text, Text = "тайна", Spans = [new("spoiler", 0, 5)] }]);

        Assert.Equal("TEXT", Field(Assert.Single(Segments(composed)), "type"));
        Assert.Equal([new Degradation("formatting", "plain_text")], composed.Degraded);
    }

    [Fact]
    public void Up_to_three_buttons_are_buttons_and_the_text_names_them_too()
    {
        var segment = Assert.Single(Segments(Compose("Чем помочь?", "Статус заказа", "Оператор", "Ничем")));

        Assert.Equal(("BUTTONS", "Чем помочь?"), (Field(segment, "type"), Field(segment, "title")));
        Assert.Equal("Чем помочь?\n\n1. Статус заказа\n2. Оператор\n3. Ничем", Field(segment, "text"));
        Assert.Equal([("t0", "Статус заказа"), ("t1", "Оператор"), ("t2", "Ничем")], segment.GetProperty("buttons").EnumerateArray().Select(b => (Field(b, "id"), Field(b, "text"))));
    }

    [Fact]
    public void More_buttons_are_a_numbered_list()
    {
        var composed = Compose("Выберите", "а", "б", "в", "г");

        var segment = Assert.Single(Segments(composed));
        Assert.Equal(("TEXT", "Выберите\n\n1. а\n2. б\n3. в\n4. г"), (Field(segment, "type"), Field(segment, "text")));
        Assert.Equal([new Degradation("buttons", "numbered_list")], composed.Degraded);
    }

    [Fact]
    public void A_button_that_opens_a_page_is_a_line_with_its_address()
    {
        var (pressed, opens) = (new KeyboardButton { Label = "Да" }, new KeyboardButton { Label = "Сайт", Url = "https://shop.example/" });
        var composed = channel.Compose(Message([MessagePart.OfText("Хотите?")], new() { Rows = [[opens], [pressed]] }), [new(opens, "t0"), new(pressed, "t1")]);

        var segment = Assert.Single(Segments(composed));
        Assert.Equal("Хотите?\n\nСайт: https://shop.example/", Field(segment, "title"));
        Assert.Equal("t1", Field(Assert.Single(segment.GetProperty("buttons").EnumerateArray()), "id"));
        Assert.Equal([new Degradation("buttons", "links")], composed.Degraded);
    }

    [Fact]
    public void Formatting_over_buttons_becomes_plain_and_no_address_is_lost()
    {
        var composed = Compose("Смотрите [правила](https://shop.example/r)", "Да");

        Assert.Equal("Смотрите правила (https://shop.example/r)", Field(Assert.Single(Segments(composed)), "title"));
        Assert.Equal([new Degradation("formatting", "plain_text")], composed.Degraded);
    }

    [Fact]
    public void A_long_text_is_divided_and_every_form_of_every_piece_fits()
    {
        var text = string.Concat(Enumerable.Range(0, 400).Select(i => $"Пункт *{i}* и [ссылка](https://shop.example/catalog/item/{i}?from=assistant). 👩‍👩‍👧 "));
        var composed = Compose(text, "Да", "Нет");

        var segments = Segments(composed);
        Assert.True(segments.Count > 3);
        Assert.All(segments, s => Assert.All(new[] { "text", "content", "title" }, name => Assert.True(Field(s, name) is not { } said || said.Length <= channel.Capabilities.MaxText)));
        Assert.Equal(["BUTTONS"], segments.Select(s => Field(s, "type")).Where(type => type != "MARKDOWN"));
        Assert.Equal("BUTTONS", Field(segments[^1], "type"));
        Assert.Contains(new Degradation("length", "split"), composed.Degraded);
        var all = string.Join(' ', segments.Select(s => Field(s, "text")));
        Assert.All(Enumerable.Range(0, 400), i => Assert.Contains($"/item/{i}?from=assistant", all, StringComparison.Ordinal));
        Assert.DoesNotContain('\uFFFD', all);
        Assert.Equal(composed.Segments, Compose(text, "Да", "Нет").Segments);
    }

    [Fact]
    public void A_full_last_piece_makes_room_for_the_buttons_names()
    {
        var labels = Enumerable.Range(0, 3).Select(i => new string((char)('а' + i), 128)).ToArray();
        var segments = Segments(Compose(string.Concat(Enumerable.Repeat("слово ", 660)), labels));

        Assert.Equal(2, segments.Count);
        Assert.All(segments, s => Assert.True(Field(s, "text")!.Length <= channel.Capabilities.MaxText));
        Assert.Contains(labels[2], Field(segments[1], "text"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_named_because_a_bot_can_send_none()
    {
        var composed = Compose([MessagePart.OfText("Вот счёт"), new() { Type = PartTypes.File, FileId = "file_1", Text = "за **май**", Media = new() { State = MediaState.Stored, FileName = "счёт.pdf" } }]);

        var segments = Segments(composed);
        Assert.Equal(["Вот счёт", "📎 счёт.pdf\nза май"], segments.Select(s => Field(s, "text")));
        Assert.Equal("📎 счёт.pdf  \nза **май**", Field(segments[1], "content"));
        Assert.Equal([new Degradation("media", "plain_text")], composed.Degraded);
    }

    private Composition Compose(string text, params string[] labels)
    {
        var buttons = labels.Select(label => new KeyboardButton { Label = label }).ToList();
        return channel.Compose(
            Message([MessagePart.OfText(text)], buttons.Count == 0 ? null : new() { Rows = [.. buttons.Select(b => new[] { b })] }), [.. buttons.Select((b, i) => new ButtonToken(b, $"t{i}"))]);
    }

    private Composition Compose(IReadOnlyList<MessagePart> parts) => channel.Compose(Message(parts, null), []);

    private static OutboundMessage Message(IReadOnlyList<MessagePart> parts, Keyboard? keyboard) => new() { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 1, Parts = parts, Keyboard = keyboard };

    private static List<JsonElement> Segments(Composition composed) => [.. composed.Segments.Select(s => JsonDocument.Parse(s).RootElement)];

    private static string? Field(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;
}
