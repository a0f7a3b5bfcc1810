using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Messaging.Tests.Commands;

/// <summary>Answers that are shown while they are written.</summary>
public sealed class DraftTests
{
    private readonly string message = House.NewMessage();

    [Theory, ClassData(typeof(BothStores))]
    public async Task Of_what_comes_while_one_text_is_on_its_way_only_the_newest_is_shown(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var gate = new TaskCompletionSource();
        house.Channel.Before = async (call, c) =>
        {
            if (call == "draft A") await gate.Task.WaitAsync(c);
            return null;
        };
        var first = Show(house, "A");
        await house.Until(() => Task.FromResult(house.Channel.Calls.Count == 1), "the first is on its way");

        foreach (var text in new[] { "A b", "A b c", "A b c d" }) Assert.True((await Show(house, text)).Ok);
        gate.SetResult();

        Assert.True((await first).Ok);
        Assert.Equal(["draft A", "draft A b c d"], house.Channel.Calls);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Nothing_is_shown_behind_the_fence_nor_of_a_message_that_was_handed_over_nor_of_an_earlier_try(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        Assert.True((await Show(house, "Second try", attempt: 2)).Ok);
        Assert.True((await Show(house, "First try")).Ok);

        (await house.Api.Send(new OutboundMessage { MessageId = message, ConversationId = House.Conversation, Epoch = 1, Parts = [Contracts.Orchestrator.MessagePart.OfText("Said")] }, CancellationToken.None)).OrThrow();
        await house.Until(() => Task.FromResult(house.Channel.Calls.Contains("send Said")), "it is sent");
        Assert.True((await Show(house, "Late", attempt: 2)).Ok);

        (await house.Api.RaiseFence(House.Conversation, new Fence(2), CancellationToken.None)).OrThrow();
        var refused = await house.Api.Draft(House.Conversation, new Draft { MessageId = House.NewMessage(), Epoch = 1, Attempt = 1, Text = "Too late" }, CancellationToken.None);
        Assert.Equal(("superseded", 409), (refused.Refusal?.Code, refused.Refusal?.Status));
        Assert.Equal(["draft Second try", "send Said"], house.Channel.Calls);
    }

    [Fact]
    public async Task A_channel_that_refuses_a_draft_is_left_alone_and_messages_are_not_held_up()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        using var _ = House.Enter();
        house.Channel.Before = (call, _) => Task.FromResult<SendOutcome?>(call.StartsWith("draft", StringComparison.Ordinal)
            ? new SendOutcome.Refused(new ChannelError(ChannelErrors.RateLimited, "429", "Too many"))
            : null);

        Assert.Equal(502, (await Show(house, "A")).Refusal?.Status);
        Assert.True((await Show(house, "A b")).Ok);
        await house.Sent(1, "Said");

        Assert.Equal(["draft A", "send Said"], house.Channel.Calls);
        house.Channel.Capabilities = house.Channel.Capabilities with { Drafts = false };
        Assert.Equal("not_supported", (await Show(house, "A")).Refusal?.Code);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Of_what_comes_through_two_processes_one_text_is_on_its_way_at_a_time(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var gate = new TaskCompletionSource();
        house.Channel.Before = async (call, c) =>
        {
            if (call == "draft A") await gate.Task.WaitAsync(c);
            return null;
        };
        var first = Show(house, "A");
        await house.Until(() => Task.FromResult(house.Channel.Calls.Count == 1), "the first is on its way");

        Assert.True((await Show(house.Neighbour, "A b")).Ok);
        gate.SetResult();

        Assert.True((await first).Ok);
        Assert.Equal(["draft A", "draft A b"], house.Channel.Calls);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task After_a_takeover_through_another_process_nothing_more_is_shown(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var gate = new TaskCompletionSource();
        var shown = new List<string>();
        house.Channel.Before = async (_, c) =>
        {
            await gate.Task.WaitAsync(c);
            return null;
        };
        house.Channel.After = (call, _) =>
        {
            shown.Add(call);
            return Task.FromResult<SendOutcome?>(null);
        };
        var first = Show(house, "A");
        await house.Until(() => Task.FromResult(house.Channel.Calls.Count == 1), "the first is on its way");
        Assert.True((await Show(house, "A b")).Ok);

        (await house.Neighbour.RaiseFence(House.Conversation, new Fence(2), CancellationToken.None)).OrThrow();
        gate.SetResult();

        Assert.Equal("superseded", (await first).Refusal?.Code);
        Assert.Empty(shown);
        Assert.Equal(["draft A"], house.Channel.Calls);
    }

    private Task<Result<Done>> Show(House house, string text, int attempt = 1) => Show(house.Api, text, attempt);

    private Task<Result<Done>> Show(IMessenger api, string text, int attempt = 1) =>
        api.Draft(House.Conversation, new Draft { MessageId = message, Epoch = 1, Attempt = attempt, Text = text }, CancellationToken.None);
}
