using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Inbox;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Tests.Retention;

/// <summary>What remains of updates when their time is over.</summary>
public sealed class UpdateSweepTests
{
    private static readonly Inbound Hello = new() { Type = ChannelEventTypes.MessageReceived, Thread = "7", UserId = "7", ChannelMessageId = "1", Parts = [MessagePart.OfText("Здравствуйте")] };

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_old_update_loses_its_bytes_and_its_repetition_is_still_recognised(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        Assert.Equal(1, await house.Bring("u1", Hello));
        house.Clock.Advance(TimeSpan.FromDays(30));
        await house.Sweep();
        Assert.NotNull((await Row(house, "u1")).Body);

        house.Clock.Advance(TimeSpan.FromSeconds(1));
        await house.Sweep();

        Assert.Null((await Row(house, "u1")).Body);
        Assert.Equal(0, await house.Bring("u1", Hello));
        Assert.Single(house.Core.Events);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_update_that_could_not_be_read_stays_until_its_dead_letter_is_dropped(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        await house.Store.Write((db, _) =>
        {
            db.Updates.Add(new UpdateRow { ConnectionId = house.Connection, Key = "poison", Thread = "7", Body = [1, 2, 3], ReceivedAt = MessengerHouse.Start });
            db.WorkItems.Add(new WorkItem
            {
                Kind = InboxHandler.KindName,
                OrderingKey = InboxHandler.OrderOf(house.Connection, "7"),
                Payload = JsonSerializer.Serialize(new UpdatePayload(house.Connection, "poison"), SentralixJson.Options),
                Actor = "key:test",
                CreatedAt = MessengerHouse.Start,
                State = WorkState.Dead,
            });
            return Task.CompletedTask;
        }, default);
        house.Clock.Advance(TimeSpan.FromDays(400));
        await house.Sweep();
        Assert.Equal([1, 2, 3], (await Row(house, "poison")).Body!);

        await house.Store.Write((db, c) => db.WorkItems.Where(i => i.State == WorkState.Dead).ExecuteDeleteAsync(c), default);
        await house.Sweep();

        Assert.Null((await Row(house, "poison")).Body);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Many_old_updates_are_swept_in_many_commits(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        await house.Store.Write((db, _) =>
        {
            for (var i = 0; i < 450; i++)
                db.Updates.Add(new UpdateRow { ConnectionId = house.Connection, Key = $"u{i:000}", Thread = "7", Body = [1], Done = i % 2 == 0, ReceivedAt = MessengerHouse.Start });
            return Task.CompletedTask;
        }, default);
        house.Clock.Advance(TimeSpan.FromDays(31));
        var before = house.Store.Commits;

        await house.Sweep();

        // 225 done and 225 that nobody works on any more: no commit changes more than 200.
        Assert.InRange(house.Store.Commits - before, 4, 20);
        Assert.Equal((450, 0), await house.Store.Read(async (db, c) => (await db.Updates.CountAsync(c), await db.Updates.CountAsync(u => u.Body != null, c)), default));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_sweep_comes_again_the_next_day_by_itself(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        await house.Bring("u1", Hello);
        await house.Sweep();

        var due = await house.Store.Read((db, c) => db.WorkItems.Where(i => i.OrderingKey == "retention").Select(i => i.DueAt).SingleAsync(c), default);
        Assert.Equal(MessengerHouse.Start + TimeSpan.FromDays(1), due);

        for (var day = 0; day < 31; day++)
        {
            house.Clock.Advance(TimeSpan.FromDays(1));
            var now = house.Clock.GetUtcNow();
            await MessengerHouse.Until(() => house.Store.Read((db, c) => db.WorkItems.AnyAsync(i => i.OrderingKey == "retention" && i.DueAt > now, c), default));
        }

        Assert.Null((await Row(house, "u1")).Body);
    }

    private static Task<UpdateRow> Row(MessengerHouse house, string key) => house.Store.Read((db, c) => db.Updates.SingleAsync(u => u.Key == key, c), default);
}
