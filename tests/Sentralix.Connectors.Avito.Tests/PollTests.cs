using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Avito;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Avito.Tests;

public sealed class PollTests : IAsyncLifetime
{
    private House house = null!;

    public async ValueTask InitializeAsync() => house = await House.Open();

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task Polling_begins_now_and_brings_what_is_written_from_then_on()
    {
        var old = house.Avito.OpenChat();
        house.Avito.SendText(old, "до нас");
        var begun = await Poll(null);
        Assert.Empty(begun.Updates);

        house.Clock.Step(TimeSpan.FromSeconds(5));
        var chat = house.Avito.OpenProfileChat();
        var asked = house.Avito.SendText(chat, "раз");
        house.Avito.SendText(chat, "два");
        house.Avito.AnswerInApp(chat, "сам отвечу");
        house.Avito.SendText(house.Avito.OpenChatWithAvito(), "новости");
        var polled = await Poll(begun.Position);

        var heard = polled.Updates.SelectMany(update => house.Channel.Read(house.Access(), update.Body)).Where(inbound => inbound.Thread == chat.Id).ToList();
        Assert.Equal(["раз", "два", "сам отвечу"], heard.Select(inbound => inbound.Parts[0].Text));
        Assert.Equal([ChannelEventTypes.MessageReceived, ChannelEventTypes.MessageReceived, ChannelEventTypes.MessageEcho], heard.Select(inbound => inbound.Type));
        Assert.Equal((asked.Id, $"{chat.BuyerId}", asked.Created), (heard[0].ChannelMessageId, heard[0].UserId, heard[0].OccurredAt));
        Assert.DoesNotContain(polled.Updates, update => update.Thread.StartsWith("a2u", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_webhook_and_a_poll_bring_of_one_message_has_one_key()
    {
        await using var door = await Door.Open(house);
        await house.Channel.SetHook(house.Access(), door.Hook, CancellationToken.None);
        var chat = house.Avito.OpenChat();
        house.Avito.SendText(chat, "раз");
        var gone = house.Avito.SendText(chat, "ошибся");
        house.Avito.Vanish(chat, gone, tells: true);
        await door.Heard();

        var polled = await Poll("0");
        Assert.Equal(2, polled.Updates.Count);
        Assert.All(polled.Updates, update => Assert.True(door.Updates.ContainsKey(update.Key)));
        Assert.Contains(house.Channel.Read(house.Access(), polled.Updates[0].Body)[0].Parts, part => part.Type == PartTypes.Item && part.Link!.Id == $"{chat.Item!.Id}");
    }

    [Fact]
    public async Task What_was_said_before_the_first_poll_is_never_brought()
    {
        house.Avito.SendText(house.Avito.OpenChat(), "до нас");
        var begun = await Poll(null);
        house.Clock.Step(TimeSpan.FromSeconds(5));
        Assert.Empty((await Poll(begun.Position)).Updates);
    }

    [Fact]
    public async Task Who_writes_and_about_which_listing_is_told_when_it_is_asked()
    {
        var item = house.Avito.AddItem("Велосипед", 12_500);
        var chat = house.Avito.OpenChat(item, name: "Ирина");
        var details = await house.Channel.Details(house.Access(), chat.Id, $"{chat.BuyerId}", CancellationToken.None);
        Assert.Equal(new("Ирина", new() { Listing = new($"{item.Id}", "Велосипед", $"https://www.avito.ru/items/{item.Id}", "12 500 ₽", "live") }), details);

        item.Status = "removed";
        Assert.Equal("gone", (await house.Channel.Details(house.Access(), chat.Id, $"{chat.BuyerId}", CancellationToken.None))!.Context!.Listing!.State);
        Assert.Equal(new("Пётр"), await house.Channel.Details(house.Access(), house.Avito.OpenProfileChat(buyer: 77, name: "Пётр").Id, "77", CancellationToken.None));
    }

    [Fact]
    public async Task What_the_buyer_has_read_is_told_when_it_is_asked()
    {
        var chat = house.Avito.OpenChat();
        var first = Assert.IsType<SendOutcome.Sent>(await house.Send(chat, "раз")).ChannelMessageId;
        house.Avito.ReadByBuyer(chat);
        var second = Assert.IsType<SendOutcome.Sent>(await house.Send(chat, "два")).ChannelMessageId;
        Assert.Equal([first], await house.Channel.WhichAreRead(house.Access(), chat.Id, [first, second], CancellationToken.None));
        Assert.Empty(await house.Channel.WhichAreRead(house.Access(), chat.Id, [second], CancellationToken.None));

        house.Avito.Remove(chat);
        Assert.Empty(await house.Channel.WhichAreRead(house.Access(), chat.Id, [first], CancellationToken.None));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_long_silence_every_message_of_every_chat_is_found(bool wraps)
    {
        house.Avito.WrapsMessages = wraps;
        var start = (await Poll(null)).Position;
        var chats = Enumerable.Range(0, 130).Select(_ => house.Avito.OpenChat()).ToArray();
        foreach (var chat in chats) house.Avito.SendText(chat, "раз");
        for (var i = 0; i < 150; i++) house.Avito.SendText(chats[0], $"{i}");

        var polled = await Poll(start);
        Assert.Equal(chats.Sum(chat => chat.Messages.Count), polled.Updates.Select(update => update.Key).Distinct().Count());
        Assert.Equal(chats[0].Messages.Select(message => message.Text), polled.Updates.Where(update => update.Thread == chats[0].Id).SelectMany(update => house.Channel.Read(house.Access(), update.Body)).Select(inbound => inbound.Parts[0].Text));
        Assert.Empty(house.Avito.Refused.All);
    }

    [Fact]
    public async Task Trouble_while_polling_is_named_and_loses_nothing()
    {
        house.Avito.SendText(house.Avito.OpenChat(), "раз");
        house.Avito.Faults.Next(new Fault(FaultKind.ErrorBefore), AvitoOperations.Messages);
        Assert.Equal(ChannelErrors.Network, (await Assert.ThrowsAsync<ChannelException>(() => Poll("0"))).Error.Code);

        Assert.Single((await Poll("0")).Updates);
    }

    private Task<Polled> Poll(string? position) => house.Channel.Poll(house.Access(), position, CancellationToken.None);
}
