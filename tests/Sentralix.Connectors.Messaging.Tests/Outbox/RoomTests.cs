using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Tests.Subject;

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
}
