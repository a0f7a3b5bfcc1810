using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Outbox;

/// <summary>A message that its channel takes in pieces only.</summary>
public sealed class DivisionTests
{
    private static readonly ChannelError TooLong = new(ChannelErrors.ContentRejected, "914", "Message is too long");

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_a_channel_takes_in_pieces_only_is_said_in_order_and_once(StoreKind kind)
    {
        await using var house = await House.Open(kind, start: false);
        using var _ = House.Enter();
        Refuses(house, "send Two", "Tw", "o!");
        var message = await house.Send(1, "One", "Two", "Three", "Four");
        var next = await house.Send(1, "Five");
        await house.Start();

        await house.Until(async () => (await house.Api.Get(next, CancellationToken.None)).OrThrow().Status == SendStatus.Sent, "all is sent");
        Assert.Equal(["One", "Tw", "o!", "Three", "Four", "Five"], house.Channel.Chat);
        Assert.Equal(["send One", "send Two", "send Tw", "send o!", "send Three", "send Four", "send Five"], house.Channel.Calls);
        var view = (await house.Api.Get(message, CancellationToken.None)).OrThrow();
        Assert.Equal((SendStatus.Sent, 5), (view.Status, view.Segments.Count));
        Assert.Equal(["1", "2", "3", "4", "5"], view.Segments.Select(s => s.ChannelMessageId));

        // Whoever hands it over again hears what became of it.
        var again = (await house.Api.Send(new OutboundMessage { MessageId = message, ConversationId = House.Conversation, Epoch = 1, Parts = [MessagePart.OfText("One")] }, CancellationToken.None)).OrThrow();
        Assert.Equal((5, true), (again.Segments, again.Duplicate));
        Assert.Equal([new Degradation("length", "split")], again.Degraded);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_process_that_dies_after_the_division_goes_on_with_the_pieces(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        Refuses(house, "send Two", "Tw", "o!");
        var before = house.Channel.Before;
        var reached = new TaskCompletionSource();
        house.Channel.Before = async (call, c) =>
        {
            if (call != "send Tw" || reached.Task.IsCompleted) return await before(call, c);
            reached.SetResult();
            return new SendOutcome.Again(TooLong, TimeSpan.FromMilliseconds(200));
        };
        var message = await house.Send(1, "Two", "Three");
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await house.KillAndStart();

        await house.Until(async () => (await house.Api.Get(message, CancellationToken.None)).OrThrow().Status == SendStatus.Sent, "all is sent");
        Assert.Equal(["Tw", "o!", "Three"], house.Channel.Chat);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Behind_a_fence_that_was_raised_meanwhile_no_piece_is_said(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var (reached, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        house.Channel.Before = async (call, c) =>
        {
            reached.TrySetResult();
            await gate.Task.WaitAsync(c);
            return Divided("Tw", "o!");
        };
        var message = await house.Send(1, "Two");
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var raised = house.Api.RaiseFence(House.Conversation, new Fence(2), CancellationToken.None);
        await house.Until(async () => (await house.Edit(message, "probe", 1, "Probe")).OrThrow().Status == SendStatus.Superseded, "the fence stands");
        gate.SetResult();
        await raised;

        await house.Until(async () => (await house.Api.Get(message, CancellationToken.None)).OrThrow().Status == SendStatus.Superseded, "it is superseded");
        Assert.Equal(["send Two"], house.Channel.Calls);
    }

    private static SendOutcome.Divided Divided(params string[] pieces) => new(pieces, TooLong, [new("length", "split")]);

    private static void Refuses(House house, string call, params string[] pieces) =>
        house.Channel.Before = (made, _) => Task.FromResult<SendOutcome?>(made == call ? Divided(pieces) : null);
}
