using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Tests.Retention;

/// <summary>What remains of messages, buttons and connections when their time is over.</summary>
public sealed class SentSweepTests
{
    private static readonly Inbound Hello = new() { Type = ChannelEventTypes.MessageReceived, Thread = "7", UserId = "7", ChannelMessageId = "1", Parts = [MessagePart.OfText("Здравствуйте")] };

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_old_message_is_forgotten_and_never_sent_a_second_time(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        var message = await Give(house);
        var first = (await house.Outbox.Send(message, default)).OrThrow();
        await Settle(house, message.MessageId, SendStatus.Sent);
        house.Clock.Advance(TimeSpan.FromDays(91));

        await house.Sweep();

        Assert.Equal(["", ""], await Contents(house, message.MessageId));
        var again = (await house.Outbox.Send(message, default)).OrThrow();
        Assert.Equal((true, first.Segments), (again.Duplicate, again.Segments));
        Assert.Equal(first.Degraded, again.Degraded);
        Assert.Equal(0, await house.Store.Read((db, c) => db.WorkItems.CountAsync(i => i.Kind == "outbox.send", c), default));
        Assert.Equal(SendStatus.Sent, (await house.Outbox.Get(message.MessageId, default)).OrThrow().Status);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_message_whose_outcome_is_not_known_stays_whole_until_a_person_has_decided(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        var message = await Give(house);
        await house.Outbox.Send(message, default);
        await Settle(house, message.MessageId, SendStatus.Uncertain);
        house.Clock.Advance(TimeSpan.FromDays(400));
        await house.Sweep();
        Assert.Equal(["Ответ", "и ещё"], await Contents(house, message.MessageId));

        // To be sent again: its work waits.
        await house.Outbox.Resolve(message.MessageId, new ResolveUncertain { Segment = 0, As = UncertainResolution.Resend }, default);
        await house.Outbox.Resolve(message.MessageId, new ResolveUncertain { Segment = 1, As = UncertainResolution.Drop }, default);
        await house.Sweep();
        Assert.Equal(["Ответ", "и ещё"], await Contents(house, message.MessageId));

        await Settle(house, message.MessageId, SendStatus.Sent);
        await house.Sweep();
        Assert.Equal(["", ""], await Contents(house, message.MessageId));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_press_on_a_button_whose_time_is_over_is_told_and_answered_without_a_value(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        var message = await Give(house) with { Keyboard = new Keyboard { Rows = [[new KeyboardButton { Label = "Да" }]] } };
        await house.Outbox.Send(message, default);
        var token = await house.Store.Read((db, c) => db.Buttons.Select(b => b.Token).SingleAsync(c), default);
        house.Clock.Advance(TimeSpan.FromDays(365));
        await house.Sweep();
        await house.Bring("p1", Press(token, "one"));
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await house.Sweep();

        await house.Bring("p2", Press(token, "two"));

        Assert.Equal(["one", "two"], house.Channel.Pressed);
        var told = house.Core.Events.Skip(1).Select(e => (e.Type, e.Reason, e.Parts.Count)).ToList();
        Assert.Equal([(ChannelEventTypes.ButtonPressed, null, 1), (ChannelEventTypes.Unknown, "button_unknown", 0)], told);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_deleted_connection_leaves_nothing_once_its_contents_have_had_their_time(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        var message = await Give(house);
        await house.Outbox.Send(message, default);
        await Settle(house, message.MessageId, SendStatus.Sent);
        await house.Desk.Disable(house.Connection, default);
        var row = (await house.Desk.Get(house.Connection, default)).OrThrow();
        Assert.True((await house.Desk.Delete(house.Connection, $"\"{row.Rev}\"", default)).Ok);
        house.Clock.Advance(TimeSpan.FromDays(60));
        await house.Sweep();
        Assert.Equal((1, 1, 1, 1, 2), await Counts(house));

        house.Clock.Advance(TimeSpan.FromDays(31));
        await house.Sweep();

        Assert.Equal((0, 0, 0, 0, 0), await Counts(house));
        Assert.False(await house.Store.Read((db, c) => db.WorkItems.AnyAsync(i => i.OrderingKey == "retention", c), default));
    }

    private static Inbound Press(string token, string callback) =>
        new() { Type = ChannelEventTypes.ButtonPressed, Thread = "7", UserId = "7", ButtonToken = token, Callback = callback };

    /// <summary>A message of two segments for a conversation that is known.</summary>
    private static async Task<OutboundMessage> Give(MessengerHouse house)
    {
        await house.Bring("u1", Hello);
        return new OutboundMessage
        {
            MessageId = Ids.New("msg", house.Clock.GetUtcNow()),
            ConversationId = await house.ConversationOf("7"),
            Epoch = 0,
            Parts = [MessagePart.OfText("Ответ"), MessagePart.OfText("и ещё")],
        };
    }

    /// <summary>What the sender would leave: its work done, and the segments as they are said to be.</summary>
    private static Task Settle(MessengerHouse house, string message, SendStatus status) => house.Store.Write(async (db, c) =>
    {
        await db.WorkItems.Where(i => i.Kind == "outbox.send").ExecuteDeleteAsync(c);
        await db.Segments.Where(s => s.MessageId == message).ExecuteUpdateAsync(set => set.SetProperty(s => s.Status, status), c);
    }, default);

    private static Task<List<string>> Contents(MessengerHouse house, string message) =>
        house.Store.Read((db, c) => db.Segments.Where(s => s.MessageId == message).OrderBy(s => s.Number).Select(s => s.Content).ToListAsync(c), default);

    private static Task<(int Updates, int Threads, int Heard, int Outbound, int Segments)> Counts(MessengerHouse house) => house.Store.Read(
        async (db, c) => (await db.Updates.CountAsync(c), await db.Threads.CountAsync(c), await db.Heard.CountAsync(c), await db.Outbound.CountAsync(c), await db.Segments.CountAsync(c)), default);
}
