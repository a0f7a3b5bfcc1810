using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Vk;
using Sentralix.Connectors.Vk.Sending;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.Vk.Tests;

/// <summary>Cards: in VK's own row where it can be, else one by one, else in words.</summary>
public sealed class CardTests
{
    private const string Tea = "file_0000000000000000000000000t";
    private const string Coffee = "file_0000000000000000000000000c";

    private readonly List<string> opened = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_of_cards_is_VKs_own_and_every_button_brings_its_token_back()
    {
        await using var world = await Open();
        var composed = world.Channel.Compose(Message([MessagePart.OfText("Что **будете**?"), Row(TeaCard, CoffeeCard)]), Tokens(4));
        Assert.Empty(composed.Degraded);

        Assert.IsType<SendOutcome.Sent>(await Send(world, Assert.Single(composed.Segments)));

        var sent = Assert.Single(world.Vk.Sent.To("77001"));
        Assert.Equal("Что будете?", sent.Text);
        var cards = Elements(sent);
        Assert.Equal([("Чай", "Чёрный"), ("Кофе", "…")], cards.Select(card => (Field(card, "title"), Field(card, "description"))));
        Assert.All(cards, card => Assert.Matches(@"^-220011_\d+$", Field(card, "photo_id")));
        Assert.Equal("https://shop.example/tea", Field(cards[0].GetProperty("action"), "link"));
        world.Vk.Press(VkWorld.Irina, "Взять кофе");
        await world.Vk.WhenDelivered(VkWorld.Soon);
        var pressed = Assert.Single(world.Updates.SelectMany(update => world.Channel.Read(world.Access, update.Body)), heard => heard.Type == ChannelEventTypes.ButtonPressed);
        Assert.Equal("t2", pressed.ButtonToken);
    }

    [Fact]
    public void One_card_is_a_row_of_one_and_stands_under_its_own_title()
    {
        var composed = new VkChannel().Compose(Message([Alone(TeaCard with { FileId = null })]), Tokens(2));

        var segment = Segment.Read(Assert.Single(composed.Segments));
        Assert.Equal(("Чай", "Чай"), (segment.Text, Assert.Single(segment.Cards!).Title));
        Assert.Empty(composed.Degraded);
    }

    [Fact]
    public async Task An_application_that_shows_no_rows_gets_each_card_as_a_message_with_its_picture_and_buttons()
    {
        await using var world = await Open();
        var composed = world.Channel.Compose(Message([MessagePart.OfText("Что?"), Row(TeaCard, CoffeeCard)]), Tokens(4), await Client(world, new VkClient { Carousel = false }));
        Assert.Equal([new("carousel", "cards"), new("card", "message")], composed.Degraded);

        foreach (var (place, content) in composed.Segments.Index()) Assert.IsType<SendOutcome.Sent>(await Send(world, content, place));

        var sent = world.Vk.Sent.To("77001");
        Assert.Equal(["Что?", "Чай\nЧёрный", "Кофе"], sent.Select(s => s.Text));
        Assert.All(sent.Skip(1), s => Assert.StartsWith("photo-", Field(s.Body, "attachment"), StringComparison.Ordinal));
        var pressed = Assert.Single(await world.Heard(world.Vk.Press(VkWorld.Irina, "Взять кофе")));
        Assert.Equal("t2", pressed.ButtonToken);
    }

    [Fact]
    public async Task An_application_that_shows_no_buttons_gets_numbers_that_run_through_all_cards()
    {
        await using var world = await Open();
        var keyboard = new Keyboard { Rows = [[new KeyboardButton { Label = "Ничего" }]] };

        var composed = world.Channel.Compose(Message([Row(TeaCard, CoffeeCard)], keyboard), Tokens(5), await Client(world, new VkClient { InlineKeyboard = false }));

        Assert.Equal(
            ["Чай\nЧёрный\n1. Взять чай\nСостав: https://shop.example/tea/list", "Кофе\n2. Взять кофе\nСостав: https://shop.example/coffee/list", "3. Ничего"],
            composed.Segments.Select(content => Segment.Read(content).Text));
        Assert.Equal([new("carousel", "cards"), new("card", "text"), new("buttons", "numbered_list")], composed.Degraded);
    }

    [Theory, InlineData("picture"), InlineData("page"), InlineData("button")]
    public void Cards_of_which_one_lacks_what_cannot_be_made_up_go_one_by_one(string lacks)
    {
        var coffee = lacks switch { "picture" => CoffeeCard with { FileId = null }, "page" => CoffeeCard with { Url = null }, _ => CoffeeCard with { Buttons = [CoffeeCard.Buttons[0]] } };

        var composed = new VkChannel(Files()).Compose(Message([Row(TeaCard, coffee)]), Tokens(lacks == "button" ? 3 : 4));

        Assert.Equal(2, composed.Segments.Count);
        Assert.All(composed.Segments, content => Assert.Null(Segment.Read(content).Cards));
        Assert.Equal([new("carousel", "cards"), new("card", "message")], composed.Degraded);
    }

    [Fact]
    public void Buttons_under_cards_are_a_message_after_them()
    {
        var keyboard = new Keyboard { Rows = [[new KeyboardButton { Label = "Ничего" }]] };

        var segments = new VkChannel(Files()).Compose(Message([Row(TeaCard, CoffeeCard)], keyboard), Tokens(5)).Segments.Select(Segment.Read).ToArray();

        Assert.Equal(["t0", null, "t2", null], segments[0].Cards!.SelectMany(card => card.Buttons).Select(button => button.Token));
        Assert.Equal("t4", Assert.Single(Assert.Single(segments[1].Buttons!)).Token);
    }

    [Theory, InlineData(911), InlineData(100)]
    public async Task A_row_that_VK_refuses_goes_card_by_card(int code)
    {
        await using var world = await Open();
        world.Vk.RefuseNext("messages.send", code);
        var composed = world.Channel.Compose(Message([MessagePart.OfText("Что?"), Row(TeaCard, CoffeeCard)]), Tokens(4));

        var divided = Assert.IsType<SendOutcome.Divided>(await Send(world, Assert.Single(composed.Segments)));

        Assert.Equal([new("carousel", "cards"), new("card", "message")], divided.Degraded);
        foreach (var (place, content) in divided.Contents.Index()) Assert.IsType<SendOutcome.Sent>(await Send(world, content, place));
        Assert.Equal(["Что?", "Чай\nЧёрный", "Кофе"], world.Vk.Sent.To("77001").Select(s => s.Text));
        Assert.Equal("t2", Assert.Single(await world.Heard(world.Vk.Press(VkWorld.Irina, "Взять кофе"))).ButtonToken);
    }

    [Fact]
    public async Task A_card_whose_picture_is_none_to_VK_is_a_message_with_a_document()
    {
        await using var world = await Open("image/svg+xml");
        var divided = Assert.IsType<SendOutcome.Divided>(await Send(world, world.Channel.Compose(Message([Row(TeaCard, CoffeeCard)]), Tokens(4)).Segments[0]));
        Assert.Equal(["Чай\nЧёрный", "Кофе"], divided.Contents.Select(content => Segment.Read(content).Text));
        Assert.Empty(world.Vk.Sent.To("77001"));
    }

    [Fact]
    public async Task A_picture_is_uploaded_once_however_often_its_card_is_tried()
    {
        await using var world = await Open();
        world.Vk.Faults.Next(new Fault(FaultKind.ErrorBefore), "messages.send");
        var content = world.Channel.Compose(Message([Row(TeaCard, CoffeeCard, TeaCard with { Title = "Ещё чай" })]), Tokens(6)).Segments[0];

        Assert.IsType<SendOutcome.Again>(await Send(world, content));
        Assert.IsType<SendOutcome.Sent>(await Send(world, content));

        Assert.Equal([Tea, Coffee], opened);
        Assert.Equal(3, Elements(Assert.Single(world.Vk.Sent.To("77001"))).Count);
    }

    private static Card TeaCard => new()
    {
        Title = "Чай",
        Subtitle = "Чёрный",
        FileId = Tea,
        Url = "https://shop.example/tea",
        Buttons = [new() { Label = "Взять чай" }, new() { Label = "Состав", Url = "https://shop.example/tea/list" }],
    };

    private static Card CoffeeCard => new()
    {
        Title = "Кофе",
        FileId = Coffee,
        Url = "https://shop.example/coffee",
        Buttons = [new() { Label = "Взять кофе" }, new() { Label = "Состав", Url = "https://shop.example/coffee/list" }],
    };

    private static MessagePart Alone(Card card) => new() { Type = PartTypes.Card, Card = card };

    private static MessagePart Row(params Card[] cards) => new() { Type = PartTypes.Carousel, Cards = cards };

    private static OutboundMessage Message(MessagePart[] parts, Keyboard? keyboard = null) => new() { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 1, Parts = parts, Keyboard = keyboard };

    // Whose button a token is does not matter here: they stand in the order of the buttons, one for each.
    private static List<ButtonToken> Tokens(int count) => [.. Enumerable.Range(0, count).Select(i => new ButtonToken(new() { Label = "?" }, $"t{i}"))];

    private static List<JsonElement> Elements(SentMessage sent) => [.. JsonDocument.Parse(sent.Body.GetProperty("template").GetString()!).RootElement.GetProperty("elements").EnumerateArray()];

    private static string? Field(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static Task<SendOutcome> Send(VkWorld world, string content, int segment = 0) => world.Channel.Send(world.Access, new("msg_1", segment, "77001", content), Cancellation);

    private static async Task<string?> Client(VkWorld world, VkClient client)
    {
        world.Vk.UseClient(VkWorld.Irina, client);
        return Assert.Single(await world.Heard(world.Vk.SendText(VkWorld.Irina, "Привет"))).Client;
    }

    private async Task<VkWorld> Open(string type = "image/png")
    {
        var world = await VkWorld.Open(files: Files(type));
        await world.SetHook(Cancellation);
        world.Vk.Start(VkWorld.Irina);
        return world;
    }

    private OpenOutgoingFile Files(string type = "image/png") => (_, id, _) =>
    {
        opened.Add(id);
        return Task.FromResult<OutgoingFile?>(new(new MemoryStream([1, 2, 3]), 3, "a.png", type));
    };
}
