using System.Text.Json;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Inbox;

/// <summary>A channel whose person takes a conversation is told what is known of the contact, and waits for nothing.</summary>
public sealed class CardTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task What_was_told_last_is_known_and_the_rest_is_left_out(StoreKind kind)
    {
        using var _ = House.Enter();
        await using var house = await House.Open(kind, start: false);
        house.Known = house.Known with { ContactName = "Irina", Context = new ConversationContext { Page = new PageContext("https://shop.example/cart", "Cart") } };
        Assert.Equal(new KnownContact(House.Conversation, "Irina", null, null, null, null, house.Known.Context), Read(await house.Card("7")));

        house.Said =
        [
            Line(Direction.In, Author.Contact, MessagePart.OfText("Where is my order?")),
            Line(Direction.Out, Author.Assistant, MessagePart.OfText("Which one?")),
            Line(Direction.In, Author.Contact, new MessagePart { Type = PartTypes.Contact, Text = "Irina", Contact = new ContactCard("Irina", ["+79990000001"]), Data = JsonSerializer.SerializeToElement(new { email = "i@example.com" }) }),
            Line(Direction.In, Author.Contact, MessagePart.OfText("5512"), new MessagePart { Type = PartTypes.Contact, Text = "Irina", Contact = new ContactCard("Irina", ["+79990000002"]) }),
            Line(Direction.Out, Author.External, MessagePart.OfText("A human speaks.")),
        ];
        Assert.Equal(new KnownContact(House.Conversation, "Irina", "+79990000002", "i@example.com", "5512", "Which one?", house.Known.Context), Read(await house.Card("77")));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Of_a_stranger_and_while_the_core_is_away_nothing_is_told(StoreKind kind)
    {
        using var _ = House.Enter();
        await using var house = await House.Open(kind, start: false);
        Assert.Null(await house.Card("78"));
        house.IsCoreAway = true;
        Assert.Null(await house.Card("77"));
    }

    private static KnownContact? Read(string? card) => card is null ? null : JsonSerializer.Deserialize<KnownContact>(card);

    private static Message Line(Direction direction, Author author, params MessagePart[] parts) =>
        new() { Id = House.NewMessage(), ConversationId = House.Conversation, Seq = 1, Direction = direction, Author = author, Parts = parts, CreatedAt = DateTimeOffset.UnixEpoch };
}
