using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Inbox;

/// <summary>A human writes in the channel's own application.</summary>
public sealed class EchoTests
{
    private static readonly Inbound First = new() { Type = ChannelEventTypes.MessageEcho, Thread = "7", ChannelMessageId = "1", Parts = [MessagePart.OfText("Ваш заказ готов")] };

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_human_who_writes_first_is_heard_and_has_the_conversation(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);

        await house.Bring("u1", First);

        var told = Assert.Single(house.Core.Events);
        Assert.Equal((ChannelEventTypes.MessageEcho, "Ваш заказ готов", await house.ConversationOf("7")), (told.Type, told.Parts[0].Text, told.ConversationId));

        // What an assistant might be about to say is held until the core has said who may speak.
        Assert.Equal(0, await house.Store.Read((db, c) => db.Threads.Select(t => t.HeldUnder).SingleAsync(c), default));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_contact_is_named_when_he_answers_the_human_who_wrote_first(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        await house.Bring("u1", First);
        for (var i = 2; i < 4; i++) await house.Bring($"u{i}", First with { Type = ChannelEventTypes.MessageReceived, UserId = "900", ChannelMessageId = $"{i}", Parts = [MessagePart.OfText("Спасибо")] });

        // Asked twice: for a conversation with nobody, and for its contact's name; a third time would be for nothing.
        Assert.Equal([("7", null), ("7", "900")], house.Core.Opened.Select(o => (o.ThreadId!, o.ContactKey)));
        Assert.Single(house.Core.Events.Select(e => e.ConversationId).Distinct());
        Assert.Equal(3, house.Core.Events.Count);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_is_of_nobody_and_said_by_nobody_opens_no_conversation(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);

        await house.Bring("u1", First with { Type = ChannelEventTypes.ConversationUpdated });

        Assert.Empty(house.Core.Events);
        Assert.Empty(house.Core.Opened);
    }
}
