using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Inbox;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

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
    public async Task A_human_who_writes_after_control_was_given_back_holds_what_is_said_since(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        await house.Bring("u1", First with { Type = ChannelEventTypes.MessageReceived, UserId = "900" });
        var conversation = await house.ConversationOf("7");
        await house.Outbox.RaiseFence(conversation, new Fence(1), default);

        // Released: a new epoch, and no fence for it.
        await house.Outbox.Send(new OutboundMessage { MessageId = Ids.New("msg", house.Clock.GetUtcNow()), ConversationId = conversation, Epoch = 2, Parts = [MessagePart.OfText("Слушаю")] }, default);
        await house.Bring("u2", First with { ChannelMessageId = "2" });

        Assert.Equal(2, await house.Store.Read((db, c) => db.Threads.Select(t => t.HeldUnder).SingleAsync(c), default));
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
    public async Task An_echo_that_comes_together_with_the_answer_to_the_send_is_no_takeover(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        await house.Bring("u1", First with { Type = ChannelEventTypes.MessageReceived, UserId = "900", ChannelMessageId = "1" });
        var conversation = await house.ConversationOf("7");
        var message = Ids.New("msg", house.Clock.GetUtcNow());
        await house.Outbox.Send(new OutboundMessage { MessageId = message, ConversationId = conversation, Epoch = 0, Parts = [MessagePart.OfText("Слушаю")] }, default);
        await house.Store.Write((db, c) => db.WorkItems.Where(i => i.Kind == "outbox.send").ExecuteDeleteAsync(c), default);
        var echoes = new Echoes(house.Store, house.Channel, house.Clock);
        DateTimeOffset? begun = house.Clock.GetUtcNow();
        for (var round = 0; round < 60; round++)
        {
            var id = $"sent-{round}";
            await Set(SendStatus.Sending, null);
            var answered = Task.Run(() => Set(SendStatus.Sent, id));
            var taken = await IsTakeover(id);
            await answered;
            Assert.False(taken, $"Round {round}: our own message was taken for a human's.");
        }

        Task Set(SendStatus status, string? id) => house.Store.Write((db, c) => db.Segments.Where(s => s.MessageId == message)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.Status, status).SetProperty(s => s.ChannelMessageId, id).SetProperty(s => s.BegunAt, begun), c), default);

        async Task<bool> IsTakeover(string id)
        {
            while (true)
            {
                try
                {
                    return await echoes.IsSomebodyElse(conversation, First with { ChannelMessageId = id }, house.Clock.GetUtcNow(), default);
                }
                catch (DeferException)
                {
                    // It is asked again, here at once.
                }
            }
        }
    }

    [Theory]
    [InlineData(StoreKind.Sqlite, SendStatus.Sending)]
    [InlineData(StoreKind.Sqlite, SendStatus.Queued)]
    [InlineData(StoreKind.Sqlite, SendStatus.Uncertain)]
    [InlineData(StoreKind.Postgres, SendStatus.Queued)]
    public async Task The_echo_of_a_message_whose_first_sending_had_no_answer_is_no_takeover(StoreKind kind, SendStatus status)
    {
        await using var house = await MessengerHouse.Open(kind);
        await house.Bring("u1", First with { Type = ChannelEventTypes.MessageReceived, UserId = "900", ChannelMessageId = "1" });
        var message = Ids.New("msg", house.Clock.GetUtcNow());
        await house.Outbox.Send(new OutboundMessage { MessageId = message, ConversationId = await house.ConversationOf("7"), Epoch = 0, Parts = [MessagePart.OfText("Слушаю")] }, default);

        // It was begun, the process died, and it waits to be sent under the same key once more.
        DateTimeOffset? begun = house.Clock.GetUtcNow();
        await house.Store.Write(async (db, c) =>
        {
            await db.WorkItems.Where(i => i.Kind == "outbox.send").ExecuteDeleteAsync(c);
            await db.Segments.ExecuteUpdateAsync(set => set.SetProperty(s => s.Status, status).SetProperty(s => s.Attempts, 1).SetProperty(s => s.BegunAt, begun), c);
        }, default);
        await house.Inbox.Take((await house.Book.Find(house.Connection, default))!, [ScriptedChannel.Update("u2", First with { ChannelMessageId = "2", Parts = [MessagePart.OfText("Слушаю")] })], null);
        await MessengerHouse.Until(() => house.Store.Read((db, c) => db.WorkItems.AnyAsync(i => i.Kind == "inbox.update" && i.Error != null, c), default));
        Assert.Single(house.Core.Events);

        // The second sending is answered with what the channel has had since the first.
        await house.Store.Write((db, c) => db.Segments.ExecuteUpdateAsync(set => set.SetProperty(s => s.Status, SendStatus.Sent).SetProperty(s => s.ChannelMessageId, "2"), c), default);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await MessengerHouse.Until(() => house.Store.Read((db, c) => db.Updates.AllAsync(u => u.Done, c), default));

        Assert.Single(house.Core.Events);
        Assert.Null(await house.Store.Read((db, c) => db.Threads.Select(t => t.HeldUnder).SingleAsync(c), default));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_echo_that_is_asked_about_in_the_instant_in_which_its_send_is_answered_is_no_takeover(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        await house.Bring("u1", First with { Type = ChannelEventTypes.MessageReceived, UserId = "900", ChannelMessageId = "1" });
        var conversation = await house.ConversationOf("7");
        await house.Outbox.Send(new OutboundMessage { MessageId = Ids.New("msg", house.Clock.GetUtcNow()), ConversationId = conversation, Epoch = 0, Parts = [MessagePart.OfText("Слушаю")] }, default);
        await house.Store.Write((db, c) => db.WorkItems.Where(i => i.Kind == "outbox.send").ExecuteDeleteAsync(c), default);
        var echoes = new Echoes(house.Store, house.Channel, house.Clock);
        DateTimeOffset? begun = house.Clock.GetUtcNow();
        for (var round = 0; round < 300; round++)
        {
            await Become(SendStatus.Sending, null);
            var answered = Task.Run(() => Become(SendStatus.Sent, "2"));
            while (!answered.IsCompleted) await Ask();
            await answered;
        }

        Assert.Null(await house.Store.Read((db, c) => db.Threads.Select(t => t.HeldUnder).SingleAsync(c), default));

        Task Become(SendStatus status, string? id) => house.Store.Write(
            (db, c) => db.Segments.ExecuteUpdateAsync(set => set.SetProperty(s => s.Status, status).SetProperty(s => s.ChannelMessageId, id).SetProperty(s => s.BegunAt, begun), c), default);

        async Task Ask()
        {
            try
            {
                Assert.False(await echoes.IsSomebodyElse(conversation, First with { ChannelMessageId = "2" }, begun.Value, default));
            }
            catch (DeferException)
            {
                // Before the answer it cannot be said.
            }
        }
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
