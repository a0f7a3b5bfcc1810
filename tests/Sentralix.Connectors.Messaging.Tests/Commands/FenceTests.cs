using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Commands;

/// <summary>Commands meet the same fence as sends.</summary>
public sealed class FenceTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task A_command_that_waits_under_an_older_epoch_is_never_carried_out(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var message = await house.Sent(1, "Old");
        var gate = new TaskCompletionSource();
        house.Channel.Before = async (call, c) =>
        {
            if (call == "send Slow") await gate.Task.WaitAsync(c);
            return null;
        };

        // An operator's word of a newer epoch is on its way; behind it waits what the assistant asked.
        await house.Send(2, "Slow");
        await house.Until(() => Task.FromResult(house.Channel.Calls.Contains("send Slow")), "it is being sent");
        (await house.Edit(message, "e1", 1, "New")).OrThrow();
        (await house.Api.HandOff(House.Conversation, new HandOff { CommandId = "h1", Epoch = 1 }, CancellationToken.None)).OrThrow();
        (await house.Api.RaiseFence(House.Conversation, new Fence(2), CancellationToken.None)).OrThrow();
        (await house.Edit(message, "e2", 2, "Newer")).OrThrow();
        gate.SetResult();

        await house.Until("e2", SendStatus.Sent);
        Assert.Equal(["send Old", "send Slow", "edit 1 Newer"], house.Channel.Calls);
        Assert.Equal((SendStatus.Superseded, SendStatus.Superseded), ((await house.Command("e1")).Status, (await house.Command("h1")).Status));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Behind_the_fence_an_older_epoch_changes_nothing_also_not_what_waits(StoreKind kind)
    {
        await using var house = await House.Open(kind, start: false);
        using var _ = House.Enter();
        (await house.Api.RaiseFence(House.Conversation, new Fence(2), CancellationToken.None)).OrThrow();
        var message = await house.Send(2, "The operator's");

        Assert.Equal(SendStatus.Superseded, (await house.Edit(message, "e1", 1, "The assistant's")).OrThrow().Status);
        Assert.Equal(SendStatus.Superseded, (await house.Delete(message, "d1", 1)).OrThrow().Status);
        await house.Start();

        await house.Until(() => Task.FromResult(house.Channel.Calls.Count == 1), "it is sent");
        Assert.Equal(["The operator's"], house.Channel.Chat);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_fence_answers_when_no_older_edit_is_under_way(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var message = await house.Sent(1, "Old");
        var gate = new TaskCompletionSource();
        house.Channel.Before = async (call, c) =>
        {
            if (call == "edit 1 New") await gate.Task.WaitAsync(c);
            return null;
        };
        (await house.Edit(message, "e1", 1, "New")).OrThrow();
        await house.Until("e1", SendStatus.Sending);

        var raised = house.Api.RaiseFence(House.Conversation, new Fence(2), CancellationToken.None);
        await house.Until(async () => (await house.Edit(message, "probe", 1, "Probe")).OrThrow().Status == SendStatus.Superseded, "the fence stands");
        Assert.False(raised.IsCompleted);
        gate.SetResult();

        Assert.Empty((await raised).OrThrow().InFlight!);
        Assert.Equal(["New"], house.Channel.Chat);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_operator_changes_what_the_assistant_said_and_what_grew_leaves_under_his_epoch(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var message = await house.Sent(1, "Wrong");
        (await house.Api.RaiseFence(House.Conversation, new Fence(2), CancellationToken.None)).OrThrow();

        (await house.Edit(message, "e1", 2, "Right", "and why")).OrThrow();

        await house.Until(() => Task.FromResult(house.Channel.Chat.Count == 2), "it goes on");
        Assert.Equal(["Right", "and why"], house.Channel.Chat);
    }
}
