using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Outbox;

/// <summary>Cards that cannot be, by the names of their fields.</summary>
public sealed class CardFaultTests
{
    private static readonly KeyboardButton Take = new() { Label = "Взять" };

    public static TheoryData<string, MessagePart> Wrong => new()
    {
        { "parts[0].card", new() { Type = PartTypes.Card } },
        { "parts[0].cards", new() { Type = PartTypes.Carousel } },
        { "parts[0].cards", new() { Type = PartTypes.Carousel, Cards = [] } },
        { "parts[0].cards", new() { Type = PartTypes.Carousel, Cards = [.. Enumerable.Repeat(new Card { Title = "Чай", Buttons = [Take] }, 11)] } },
        { "parts[0].card.title", Alone(new() { Title = " ", Buttons = [Take] }) },
        { "parts[0].card.title", Alone(new() { Title = new string('я', 81), Buttons = [Take] }) },
        { "parts[0].card.subtitle", Alone(new() { Title = "Чай", Subtitle = new string('я', 81), Buttons = [Take] }) },
        { "parts[0].card.file_id", Alone(new() { Title = "Чай", FileId = "https://shop.example/a.png", Buttons = [Take] }) },
        { "parts[0].card.url", Alone(new() { Title = "Чай", Url = "javascript:alert(1)", Buttons = [Take] }) },
        { "parts[0].card.url", Alone(new() { Title = "Чай", Url = $"https://shop.example/{new string('a', 2048)}", Buttons = [Take] }) },
        { "parts[0].card.buttons", Alone(new() { Title = "Чай", Buttons = [] }) },
        { "parts[0].card.buttons", Alone(new() { Title = "Чай", Buttons = [Take, Take, Take, Take] }) },
        { "parts[0].card.buttons[1].label", Alone(new() { Title = "Чай", Buttons = [Take, new() { Label = "" }] }) },
        { "parts[0].cards[1].buttons[0].url", new() { Type = PartTypes.Carousel, Cards = [new() { Title = "Чай", Buttons = [Take] }, new() { Title = "Кофе", Buttons = [Take with { Url = "ftp://a" }] }] } },
        { "parts[0].card.buttons[0].value", Alone(new() { Title = "Чай", Buttons = [Take with { Value = System.Text.Json.JsonSerializer.SerializeToElement(new string('x', 5000)) }] }) },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void A_fault_of_a_card_is_named_by_its_field(string field, MessagePart part)
    {
        var faults = new Faults();
        MessagePart.Validate(faults, [part]);
        Assert.Contains(field, faults.Refusal!.Errors!.Keys);
    }

    [Fact]
    public void What_is_right_has_no_fault_and_a_contact_cannot_offer_any()
    {
        var most = Enumerable.Repeat(new Card { Title = new string('я', 80), Subtitle = new string('я', 80), FileId = Ids.New("file", DateTimeOffset.UnixEpoch), Url = "https://a.example", Buttons = [Take, Take, Take] }, 10).ToArray();
        var row = new MessagePart { Type = PartTypes.Carousel, Cards = most };
        var (right, twice, contact) = (new Faults(), new Faults(), new Faults());

        MessagePart.Validate(right, [row]);
        MessagePart.Validate(twice, [row, Alone(most[0])]);
        MessagePart.Validate(contact, [row], presses: true);

        Assert.Null(right.Refusal);
        Assert.Equal("parts", Assert.Single(twice.Refusal!.Errors!).Key);
        Assert.Equal("parts[0].type", Assert.Single(contact.Refusal!.Errors!).Key);
    }

    [Fact]
    public async Task A_wrong_card_is_refused_at_the_door_and_nothing_is_sent()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        using var _ = House.Enter();
        var refused = await house.Api.Send(
            new OutboundMessage { MessageId = House.NewMessage(), ConversationId = House.Conversation, Epoch = 1, Parts = [Alone(new() { Title = "", Buttons = [Take] })] }, CancellationToken.None);
        Assert.Equal(400, refused.Refusal!.Status);
        Assert.Empty(house.Channel.Calls);
    }

    private static MessagePart Alone(Card card) => new() { Type = PartTypes.Card, Card = card };
}
