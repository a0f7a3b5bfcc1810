using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Commands;

/// <summary>Signs beside messages, answers to presses, and hand-offs.</summary>
public sealed class SignalTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task Reading_and_reactions_reach_the_contacts_message_and_the_caller_hears_what_the_channel_says(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        await house.Hear(new { id = "501", text = "Hello" });
        await house.Hear(new { id = "502", text = "Are you there?" });
        await house.Until(async () => await house.Store.Read((db, c) => db.Heard.CountAsync(c), CancellationToken.None) == 2, "both are heard");
        var heard = await house.Store.Read((db, c) => db.Heard.OrderBy(h => h.ChannelMessageId).Select(h => h.MessageId).ToListAsync(c), CancellationToken.None);

        Assert.True((await house.Api.MarkRead(House.Conversation, new ReadUpTo(), CancellationToken.None)).Ok);
        Assert.True((await house.Api.MarkRead(House.Conversation, new ReadUpTo { MessageId = heard[0] }, CancellationToken.None)).Ok);
        Assert.True((await house.Api.React(House.Conversation, new Reaction { MessageId = heard[0], Emoji = "👍" }, CancellationToken.None)).Ok);
        Assert.True((await house.Api.React(House.Conversation, new Reaction { MessageId = heard[0] }, CancellationToken.None)).Ok);
        Assert.Equal(["read 502", "read 501", "react 501 👍", "react 501 "], house.Channel.Calls);
        Assert.Equal(404, (await house.Api.React(House.Conversation, new Reaction { MessageId = House.NewMessage(), Emoji = "👍" }, CancellationToken.None)).Refusal?.Status);
        Assert.Equal(404, (await house.Api.MarkRead("cnv_2", new ReadUpTo(), CancellationToken.None)).Refusal?.Status);

        house.Channel.Before = (call, _) => Task.FromResult<SendOutcome?>(call.StartsWith("react", StringComparison.Ordinal)
            ? ChannelErrors.Cannot("put signs under messages")
            : new SendOutcome.Refused(new ChannelError(ChannelErrors.Network, "500", "Broken")));
        Assert.Equal(("not_supported", 409), Refusal(await house.Api.React(House.Conversation, new Reaction { MessageId = heard[0], Emoji = "👍" }, CancellationToken.None)));
        Assert.Equal(("channel_refused", 502), Refusal(await house.Api.MarkRead(House.Conversation, new ReadUpTo(), CancellationToken.None)));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_press_is_answered_at_once_with_nothing_unless_its_keyboard_waits(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var token = await Ask(house, null);

        await house.Hear(new { token });

        await house.Until(() => Task.FromResult(house.Told.Any(t => t.Type == ChannelEventTypes.ButtonPressed)), "the press is told");
        Assert.Equal([$"answer press-{token}"], house.Channel.Calls.Where(c => c.StartsWith("answer", StringComparison.Ordinal)));
        var press = house.Told.Single(t => t.Type == ChannelEventTypes.ButtonPressed);
        Assert.Equal(404, (await house.Api.AnswerPress(press.ClientMessageId!, new PressAnswer { Text = "Booked" }, CancellationToken.None)).Refusal?.Status);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_caller_answers_a_press_once_and_nobody_answers_it_again(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var token = await Ask(house, 1_000);
        await house.Hear(new { token });
        await house.Until(() => Task.FromResult(house.Told.Any(t => t.Type == ChannelEventTypes.ButtonPressed)), "the press is told");
        Assert.DoesNotContain(house.Channel.Calls, c => c.StartsWith("answer", StringComparison.Ordinal));
        var press = house.Told.Single(t => t.Type == ChannelEventTypes.ButtonPressed).ClientMessageId!;

        var answered = (await house.Api.AnswerPress(press, new PressAnswer { Text = "Booked", Alert = true }, CancellationToken.None)).OrThrow();

        Assert.Equal([new Degradation("alert", "notice")], answered.Degraded);
        Assert.Equal(("already_answered", 409), Refusal(await house.Api.AnswerPress(press, new PressAnswer { Text = "Twice" }, CancellationToken.None)));
        await house.Until(async () => !await house.Store.Read((db, c) => db.Presses.AnyAsync(c), CancellationToken.None), "the press is over");
        Assert.Equal([$"answer press-{token} Booked"], house.Channel.Calls.Where(c => c.StartsWith("answer", StringComparison.Ordinal)));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_press_that_nobody_answers_in_its_time_is_answered_with_nothing(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var token = await Ask(house, 100);

        await house.Hear(new { token });

        await house.Until(() => Task.FromResult(house.Channel.Calls.Contains($"answer press-{token}")), "it is answered");
        await house.Until(async () => !await house.Store.Read((db, c) => db.Presses.AnyAsync(c), CancellationToken.None), "the press is over");
        Assert.Single(house.Channel.Calls, c => c.StartsWith("answer", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_channels_people_are_asked_after_what_was_said_before_and_the_core_hears_of_it(StoreKind kind)
    {
        await using var house = await House.Open(kind, start: false);
        using var _ = House.Enter();
        await house.Send(1, "One moment, please.");
        var accepted = (await house.Api.HandOff(House.Conversation, new HandOff { CommandId = "h1", Epoch = 1 }, CancellationToken.None)).OrThrow();
        Assert.Equal(SendStatus.Queued, accepted.Status);
        await house.Start();

        await house.Until("h1", SendStatus.Sent);
        Assert.Equal(["send One moment, please.", "hand-off"], house.Channel.Calls);
        await house.Until(() => Task.FromResult(house.Told.Any(t => t.Type == ChannelEventTypes.HandOffRequested)), "the core is told");

        house.Channel.Before = (_, _) => Task.FromResult<SendOutcome?>(new SendOutcome.Refused(new ChannelError(ChannelErrors.ContentRejected, "400", "the chat is closed")));
        (await house.Api.HandOff(House.Conversation, new HandOff { CommandId = "h2", Epoch = 1 }, CancellationToken.None)).OrThrow();
        await house.Until(() => Task.FromResult(house.Told.Any(t => t is { Type: ChannelEventTypes.HandOffUnavailable, Reason: ChannelErrors.ContentRejected })), "the core is told of the refusal");

        house.Channel.Capabilities = house.Channel.Capabilities with { HandOff = false };
        Assert.Equal(("not_supported", 409), Refusal(await house.Api.HandOff(House.Conversation, new HandOff { CommandId = "h3", Epoch = 1 }, CancellationToken.None)));
        Assert.Equal(("not_found", 404), Refusal(await house.Api.HandOff("cnv_2", new HandOff { CommandId = "h3", Epoch = 1 }, CancellationToken.None)));
    }

    private static async Task<string> Ask(House house, int? answerWithinMs)
    {
        var body = new OutboundMessage
        {
            MessageId = House.NewMessage(),
            ConversationId = House.Conversation,
            Epoch = 1,
            Parts = [MessagePart.OfText("Book it?")],
            Keyboard = new Keyboard { Rows = [[new KeyboardButton { Label = "Yes" }]], AnswerWithinMs = answerWithinMs },
        };
        (await house.Api.Send(body, CancellationToken.None)).OrThrow();
        return await house.Store.Read((db, c) => db.Buttons.Select(b => b.Token).SingleAsync(c), CancellationToken.None);
    }

    private static (string?, int?) Refusal<T>(Sentralix.Contracts.Result<T> result) => (result.Refusal?.Code, result.Refusal?.Status);
}
