using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox.Vk;
using Sentralix.Connectors.Vk.Sending;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.Vk.Tests;

/// <summary>What contacts' applications show, and what contacts are called.</summary>
public sealed class ClientTests
{
    private static readonly Keyboard YesAndSite = new() { Rows = [[new KeyboardButton { Label = "Да" }, new KeyboardButton { Label = "Сайт", Url = "https://shop.example/" }]] };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_application_that_shows_no_buttons_gets_them_as_a_numbered_list()
    {
        var composed = await Compose(new VkClient { InlineKeyboard = false });

        Assert.Equal(["Выберите", "1. Да\nСайт: https://shop.example/"], composed.Segments.Select(content => Segment.Read(content).Text));
        Assert.All(composed.Segments, content => Assert.Null(Segment.Read(content).Buttons));
        Assert.Equal([new Degradation("buttons", "numbered_list")], composed.Degraded);
    }

    [Fact]
    public async Task A_number_in_a_list_is_the_number_that_its_button_is_known_by()
    {
        // Buttons that open a page are not counted where presses are looked up, wherever they stand.
        await using var world = await VkWorld.Open();
        await world.SetHook(Cancellation);
        world.Vk.UseClient(VkWorld.Irina, new VkClient { InlineKeyboard = false });
        var client = Assert.Single(await world.Heard(world.Vk.SendText(VkWorld.Irina, "Привет"))).Client;
        var keyboard = new Keyboard { Rows = [[YesAndSite.Rows[0][1], YesAndSite.Rows[0][0]]] };

        var composed = world.Channel.Compose(Message() with { Keyboard = keyboard }, [.. keyboard.Rows[0].Select(button => new ButtonToken(button, "token"))], client);

        Assert.Equal("Сайт: https://shop.example/\n1. Да", Segment.Read(composed.Segments[^1]).Text);
    }

    [Fact]
    public async Task An_application_that_opens_no_pages_gets_their_addresses_in_words()
    {
        var composed = await Compose(new VkClient { ButtonActions = ["text", "callback"] });
        Assert.Equal([new Degradation("buttons", "numbered_list")], composed.Degraded);
    }

    [Fact]
    public async Task A_press_that_cannot_be_told_silently_comes_as_a_message_and_is_the_same_press()
    {
        await using var world = await VkWorld.Open();
        await world.SetHook(Cancellation);
        var composed = await Compose(world, new VkClient { ButtonActions = ["text", "open_link"] });
        Assert.Equal([new Degradation("buttons", "text_buttons")], composed.Degraded);

        Assert.IsType<SendOutcome.Sent>(await world.Channel.Send(world.Access, new("msg_1", 0, "77001", Assert.Single(composed.Segments)), Cancellation));
        using var sent = JsonDocument.Parse(Assert.Single(world.Vk.Sent.To("77001")).Body.GetProperty("keyboard").GetString()!);
        Assert.Equal(["text", "open_link"], sent.RootElement.GetProperty("buttons")[0].EnumerateArray().Select(button => button.GetProperty("action").GetProperty("type").GetString()));
        var pressed = Assert.Single(await world.Heard(world.Vk.Press(VkWorld.Irina, "Да")));
        Assert.Equal((ChannelEventTypes.ButtonPressed, "token-0"), (pressed.Type, pressed.ButtonToken));
    }

    [Fact]
    public async Task A_full_application_and_one_that_says_nothing_get_all_buttons()
    {
        Assert.Empty((await Compose(new VkClient())).Degraded);
        Assert.Empty(new VkChannel().Compose(Message(), Tokens(), null).Degraded);
    }

    [Fact]
    public async Task Names_of_many_people_are_asked_for_in_one_call()
    {
        await using var world = await VkWorld.Open();
        var calls = 0;
        world.Tells = _ =>
        {
            Interlocked.Increment(ref calls);
            return (200, """{"response":[{"id":77001,"first_name":"Ирина","last_name":"Иванова"},{"id":77002,"first_name":"Пётр","last_name":""}]}""");
        };

        var told = await Task.WhenAll(new[] { "77001", "77002", "77003", "77001" }.Select(user => world.Channel.Details(world.Elsewhere, user, user, Cancellation)));
        Assert.Equal(["Ирина Иванова", "Пётр", null, "Ирина Иванова"], told.Select(details => details!.UserName));
        Assert.Equal(1, calls);
        Assert.Null(await world.Channel.Details(world.Elsewhere, "2000000001", "77001", Cancellation));
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_name_that_VK_does_not_tell_now_is_told_later()
    {
        await using var world = await VkWorld.Open();
        world.Vk.Introduce(new VkUser(VkWorld.Irina, "Ирина", "Иванова", "irina"));
        world.Vk.RefuseNext("users.get", 10);
        Assert.Equal(ChannelErrors.Network, (await Assert.ThrowsAsync<ChannelException>(() => world.Channel.Details(world.Access, "77001", "77001", Cancellation))).Error.Code);
        Assert.Equal("Ирина Иванова", (await world.Channel.Details(world.Access, "77001", "77001", Cancellation))!.UserName);
    }

    private static async Task<Composition> Compose(VkClient client)
    {
        await using var world = await VkWorld.Open();
        await world.SetHook(Cancellation);
        return await Compose(world, client);
    }

    private static async Task<Composition> Compose(VkWorld world, VkClient client)
    {
        world.Vk.UseClient(VkWorld.Irina, client);
        var heard = Assert.Single(await world.Heard(world.Vk.SendText(VkWorld.Irina, "Привет")));
        Assert.NotNull(heard.Client);
        return world.Channel.Compose(Message(), Tokens(), heard.Client);
    }

    private static OutboundMessage Message() => new() { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 1, Parts = [MessagePart.OfText("Выберите")], Keyboard = YesAndSite };

    private static IReadOnlyList<ButtonToken> Tokens() => [.. YesAndSite.Rows[0].Select((button, place) => new ButtonToken(button, $"token-{place}"))];
}
