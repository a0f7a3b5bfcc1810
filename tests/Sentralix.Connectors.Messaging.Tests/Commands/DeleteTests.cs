using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Commands;

/// <summary>What becomes of messages that are taken back.</summary>
public sealed class DeleteTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task A_message_that_waits_never_leaves(StoreKind kind)
    {
        await using var house = await House.Open(kind, start: false);
        using var _ = House.Enter();

        // Also where the channel could take nothing back.
        house.Channel.Capabilities = house.Channel.Capabilities with { Delete = false };
        var message = await house.Send(1, "One", "Two");
        Assert.Equal(SendStatus.Sent, (await house.Delete(message, "d1", 1)).OrThrow().Status);
        var next = await house.Send(1, "Three");
        await house.Start();

        await house.Until(async () => (await house.Api.Get(next, CancellationToken.None)).OrThrow().Status == SendStatus.Sent, "the next is sent");
        Assert.Equal(["send Three"], house.Channel.Calls);
        Assert.Equal(SendStatus.Cancelled, (await house.Api.Get(message, CancellationToken.None)).OrThrow().Status);
        await house.Until(() => Task.FromResult(house.Told.Any(t => t.MessageId == message && t.Status == SendStatus.Cancelled)), "the core is told");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task All_that_a_message_was_divided_into_is_taken_back_also_over_a_crash(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var message = await house.Sent(1, "One", "Two", "Three");
        house.Channel.After = async (call, c) =>
        {
            if (call == "delete 2") await Task.Delay(Timeout.Infinite, c);
            return null;
        };

        Assert.Equal(SendStatus.Queued, (await house.Delete(message, "d1", 1)).OrThrow().Status);
        await house.Until(() => Task.FromResult(house.Channel.Calls.Contains("delete 2")), "the second is being taken back");
        house.Channel.After = (_, _) => Task.FromResult<Channels.SendOutcome?>(null);
        await house.KillAndStart();

        await house.Until("d1", SendStatus.Sent);
        Assert.Empty(house.Channel.Chat);
        Assert.Equal(["delete 1", "delete 2", "delete 2", "delete 3"], house.Channel.Calls.Skip(3));
        Assert.Equal("message_deleted", (await house.Edit(message, "e1", 1, "New")).Refusal?.Code);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_message_that_is_being_sent_is_taken_back_after_it(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var gate = new TaskCompletionSource();
        house.Channel.Before = async (call, c) =>
        {
            if (call == "send One") await gate.Task.WaitAsync(c);
            return null;
        };
        var message = await house.Send(1, "One", "Two");
        await house.Until(() => Task.FromResult(house.Channel.Calls.Count == 1), "it is being sent");

        (await house.Delete(message, "d1", 1)).OrThrow();
        gate.SetResult();

        await house.Until("d1", SendStatus.Sent);
        Assert.Equal(["send One", "delete 1"], house.Channel.Calls);
        Assert.Empty(house.Channel.Chat);
    }

    [Fact]
    public async Task A_channel_that_takes_nothing_back_says_so()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        using var _ = House.Enter();
        house.Channel.Capabilities = house.Channel.Capabilities with { Delete = false };
        var message = await house.Sent(1, "One");

        Assert.Equal("not_supported", (await house.Delete(message, "d1", 1)).Refusal?.Code);
        Assert.Equal(["One"], house.Channel.Chat);
    }
}
