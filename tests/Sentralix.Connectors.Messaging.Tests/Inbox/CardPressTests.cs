using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Inbox;

/// <summary>Presses of buttons on cards: buttons as any other.</summary>
public sealed class CardPressTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task A_cards_button_brings_back_a_value_of_four_kilobytes_and_the_keyboards_its_own(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var value = new string('x', 4000);
        await Offer(house, [Card("Чай", Button("Взять", value)), Card("Кофе", Button("Взять", "coffee"))], new() { Rows = [[Button("Ничего", "nothing")]] });
        var tokens = await house.Store.Read((db, c) => db.Buttons.OrderBy(b => b.Place).Select(b => b.Token).ToListAsync(c), CancellationToken.None);

        foreach (var token in tokens) await house.Hear(new { token });
        await house.Until(() => Task.FromResult(house.Told.Count(e => e.Type == ChannelEventTypes.ButtonPressed) == 3), "all presses are told");

        Assert.Equal(
            [("Взять", value), ("Взять", "coffee"), ("Ничего", "nothing")],
            house.Told.Where(e => e.Type == ChannelEventTypes.ButtonPressed).OrderBy(e => e.Parts[0].Text, StringComparer.Ordinal).ThenByDescending(e => e.Parts[0].Data?.GetString()!.Length)
                .Select(e => (e.Parts[0].Text!, e.Parts[0].Data?.GetString()!)));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_label_that_two_buttons_have_chooses_none_of_them(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        house.Channel.PressesAreMessages = true;
        await Offer(house, [Card("Чай", Button("Взять", "tea")), Card("Кофе", Button("Взять", "coffee"), Button("Смолоть", "ground"))]);

        await house.Hear(new { id = "1", text = "Взять" });
        await house.Hear(new { id = "2", text = "Смолоть" });

        await house.Until(() => Task.FromResult(house.Told.Count(e => e.Type == ChannelEventTypes.MessageReceived) == 2), "both are told");
        var said = house.Told.Where(e => e.Type == ChannelEventTypes.MessageReceived).ToList();
        Assert.Equal([(PartTypes.Text, null), (PartTypes.Button, "ground")], said.Select(e => (Assert.Single(e.Parts).Type, e.Parts[0].Data?.GetString())).OrderByDescending(e => e.Type));
    }

    private static KeyboardButton Button(string label, string value) => new() { Label = label, Value = System.Text.Json.JsonSerializer.SerializeToElement(value) };

    private static Card Card(string title, params KeyboardButton[] buttons) => new() { Title = title, Buttons = buttons };

    private static async Task Offer(House house, Card[] cards, Keyboard? keyboard = null)
    {
        var message = House.NewMessage();
        (await house.Api.Send(
            new OutboundMessage
            {
                MessageId = message,
                ConversationId = House.Conversation,
                Epoch = 1,
                Parts = [MessagePart.OfText("Что?"), new() { Type = PartTypes.Carousel, Cards = cards, Text = "cards" }],
                Keyboard = keyboard,
            },
            CancellationToken.None)).OrThrow();
        await house.Until(async () => (await house.Api.Get(message, CancellationToken.None)).OrThrow().Status == SendStatus.Sent, "the message is sent");
    }
}
