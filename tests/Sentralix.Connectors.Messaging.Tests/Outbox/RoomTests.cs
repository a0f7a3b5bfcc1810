using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Outbox;

/// <summary>Sends that wait for their connection's limit, and the others.</summary>
public sealed class RoomTests
{
    private const int Places = 8;

    [Theory, ClassData(typeof(BothStores))]
    public async Task Many_sends_to_a_slow_connection_do_not_hold_up_those_of_another_one(StoreKind kind)
    {
        await using var house = await House.Open(kind, mostRunning: Places);
        using var _ = House.Enter();
        house.Channel.Limits = new SendLimits(0.01, 1, 1);
        await house.Add("con_slow", [.. Enumerable.Range(0, Places * 5).Select(i => ($"slow-{i}", $"cnv_slow_{i}"))]);
        for (var i = 0; i < Places * 5; i++) await house.SendTo($"cnv_slow_{i}", 1, $"Slow {i}");
        await house.Until(() => Task.FromResult(house.Channel.Calls.Count == 1), "the first one is sent");

        await house.Sent(1, "Quick");

        Assert.Equal(2, house.Channel.Calls.Count);
        Assert.Equal("send Quick", house.Channel.Calls[1]);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_waits_for_the_limit_is_sent_in_the_order_of_its_conversation(StoreKind kind)
    {
        await using var house = await House.Open(kind, mostRunning: Places);
        using var _ = House.Enter();
        house.Channel.Limits = new SendLimits(1000, 0.5, 1);

        foreach (var text in new[] { "One", "Two", "Three" }) await house.Send(1, text);
        await house.Until(() => Task.FromResult(house.Channel.Calls.Count == 3), "all are sent");

        Assert.Equal(["One", "Two", "Three"], house.Channel.Chat);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_the_channel_refuses_to_take_now_is_not_begun_and_a_human_is_heard_beside_it(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        house.Channel.Before = (_, _) => Task.FromResult<SendOutcome?>(new SendOutcome.Again(new ChannelError(ChannelErrors.RateLimited, "429", "Too many"), TimeSpan.FromHours(1)));

        await house.Send(1, "Later");
        await house.Until(async () => await house.Store.Read((db, c) => db.Segments.AnyAsync(s => s.Error != null && s.Status == SendStatus.Queued, c), default), "it was refused");

        var segment = await house.Store.Read((db, c) => db.Segments.SingleAsync(c), default);
        Assert.Equal((1, null), (segment.Attempts, segment.BegunAt));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_may_have_arrived_at_an_earlier_try_stays_begun_when_a_later_one_is_refused(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var tries = 0;
        house.Channel.Capabilities = house.Channel.Capabilities with { Reconcile = "key" };
        house.Channel.Before = (_, _) => Task.FromResult<SendOutcome?>(Interlocked.Increment(ref tries) == 1
            ? new SendOutcome.Unknown(new ChannelError(ChannelErrors.Network, null, "Cut"))
            : new SendOutcome.Again(new ChannelError(ChannelErrors.RateLimited, "429", "Too many"), TimeSpan.FromHours(1)));

        await house.Send(1, "Later");
        await house.Until(async () => await house.Store.Read((db, c) => db.Segments.AnyAsync(s => s.Attempts == 2 && s.Status == SendStatus.Queued, c), default), "it was refused");

        Assert.NotNull((await house.Store.Read((db, c) => db.Segments.SingleAsync(c), default)).BegunAt);
    }
}
