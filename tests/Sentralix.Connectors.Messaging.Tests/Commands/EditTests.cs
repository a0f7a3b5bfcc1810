using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Commands;

/// <summary>What becomes of edits: before a message has left, while it leaves, and after.</summary>
public sealed class EditTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task An_edit_of_a_message_that_waits_changes_it_before_it_leaves(StoreKind kind)
    {
        await using var house = await House.Open(kind, start: false);
        using var _ = House.Enter();
        var message = await house.Send(1, "Old", "and more");

        var accepted = (await house.Edit(message, "e1", 1, "New")).OrThrow();
        await house.Start();

        Assert.Equal(SendStatus.Sent, accepted.Status);
        await house.Until(async () => (await house.Api.Get(message, CancellationToken.None)).OrThrow().Status == SendStatus.Sent, "it is sent");
        Assert.Equal(["send New"], house.Channel.Calls);
        var view = (await house.Api.Get(message, CancellationToken.None)).OrThrow();
        Assert.Equal([SendStatus.Sent, SendStatus.Cancelled], view.Segments.Select(s => s.Status));
        await house.Until(() => Task.FromResult(house.Told.Any(t => t.MessageId == message && t.Status == SendStatus.Sent)), "the core is told");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_edit_of_a_message_that_is_being_sent_waits_for_it(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var gate = new TaskCompletionSource();
        house.Channel.Before = async (call, c) =>
        {
            if (call.StartsWith("send", StringComparison.Ordinal)) await gate.Task.WaitAsync(c);
            return null;
        };
        var message = await house.Send(1, "Old");
        await house.Until(() => Task.FromResult(house.Channel.Calls.Count == 1), "it is being sent");

        var accepted = (await house.Edit(message, "e1", 1, "New")).OrThrow();
        Assert.Equal(SendStatus.Queued, accepted.Status);
        Assert.Equal(["send Old"], house.Channel.Calls);
        gate.SetResult();

        await house.Until("e1", SendStatus.Sent);
        Assert.Equal(["send Old", "edit 1 New"], house.Channel.Calls);
        Assert.Equal(["New"], house.Channel.Chat);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_still_waits_of_a_message_that_is_being_sent_leaves_in_its_new_form(StoreKind kind)
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
        await house.Until(() => Task.FromResult(house.Channel.Calls.Count == 1), "the first is being sent");

        (await house.Edit(message, "e1", 1, "One", "Due")).OrThrow();
        gate.SetResult();

        await house.Until("e1", SendStatus.Sent);
        Assert.Equal(["send One", "send Due"], house.Channel.Calls);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Edits_are_carried_out_between_the_sends_among_which_they_were_asked(StoreKind kind)
    {
        await using var house = await House.Open(kind, start: false);
        using var _ = House.Enter();
        await house.Start();
        var first = await house.Sent(1, "First");
        var held = new TaskCompletionSource();
        house.Channel.Before = async (call, c) =>
        {
            if (call == "send Second") await held.Task.WaitAsync(c);
            return null;
        };

        await house.Send(1, "Second");
        await house.Edit(first, "e1", 1, "First, better");
        await house.Send(1, "Third");
        await house.Edit(first, "e2", 1, "First, best");
        held.SetResult();

        await house.Until("e2", SendStatus.Sent);
        Assert.Equal(["send First", "send Second", "edit 1 First, better", "send Third", "edit 1 First, best"], house.Channel.Calls);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_new_form_is_for_the_contacts_application_as_the_first_one_was(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        await house.Store.Write((db, c) => db.Threads.ExecuteUpdateAsync(set => set.SetProperty(t => t.Client, "an old phone"), c), CancellationToken.None);
        var message = await house.Sent(1, "One");

        (await house.Edit(message, "e1", 1, "Two")).OrThrow();
        await house.Until("e1", SendStatus.Sent);

        Assert.Equal(["send One for an old phone", "edit 1 Two for an old phone"], house.Channel.Calls);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_text_that_grew_goes_on_in_new_messages_and_one_that_shrank_loses_the_rest(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var message = await house.Sent(1, "One", "Two");

        var grown = (await house.Edit(message, "e1", 1, "One", "Two!", "Three")).OrThrow();
        Assert.Equal([new Degradation("length", "new_messages")], grown.Degraded);
        await house.Until(() => Task.FromResult(house.Channel.Chat.Count == 3), "it goes on");
        Assert.Equal(["One", "Two!", "Three"], house.Channel.Chat);

        var shrunk = (await house.Edit(message, "e2", 1, "Uno")).OrThrow();
        Assert.Empty(shrunk.Degraded);
        await house.Until("e2", SendStatus.Sent);
        Assert.Equal(["Uno"], house.Channel.Chat);

        // What was said and taken back is said anew, not changed where it is not.
        (await house.Edit(message, "e3", 1, "Uno", "Due")).OrThrow();
        await house.Until(() => Task.FromResult(house.Channel.Chat.Count == 2), "it goes on again");
        Assert.Equal(["Uno", "Due"], house.Channel.Chat);
        Assert.Equal("send Due", house.Channel.Calls[^1]);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_same_command_gives_the_first_answer_and_is_carried_out_once(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var message = await house.Sent(1, "Old");
        var other = await house.Sent(1, "Other");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => house.Edit(message, "e1", 1, "New")));
        await house.Until("e1", SendStatus.Sent);

        Assert.Single(answers, a => !a.OrThrow().Duplicate);
        Assert.True((await house.Edit(message, "e1", 1, "New")).OrThrow().Duplicate);
        Assert.Single(house.Channel.Calls, c => c.StartsWith("edit", StringComparison.Ordinal));
        Assert.Equal(("command_id_reuse", 422), Refusal(await house.Edit(other, "e1", 1, "New")));
        Assert.Equal(("command_id_reuse", 422), Refusal(await house.Delete(message, "e1", 1)));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_edit_that_a_crash_caught_is_repeated_and_one_of_unknown_outcome_too(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var message = await house.Sent(1, "One", "Two");
        house.Channel.After = async (call, c) =>
        {
            if (call == "edit 2 Due") await Task.Delay(Timeout.Infinite, c);
            return null;
        };
        (await house.Edit(message, "e1", 1, "Uno", "Due")).OrThrow();
        await house.Until(() => Task.FromResult(house.Channel.Calls.Contains("edit 2 Due")), "the second is being changed");
        Assert.Equal(SendStatus.Sending, (await house.Command("e1")).Status);

        var lost = 0;
        house.Channel.After = (call, _) => Task.FromResult<SendOutcome?>(
            call == "edit 2 Due" && Interlocked.Increment(ref lost) == 1 ? new SendOutcome.Unknown(new ChannelError(ChannelErrors.Network, null, "Cut.")) : null);
        await house.KillAndStart();

        await house.Until("e1", SendStatus.Sent);
        Assert.Equal(["Uno", "Due"], house.Channel.Chat);
        Assert.Equal(1, house.Channel.Calls.Count(c => c == "edit 1 Uno"));
        Assert.Equal(3, house.Channel.Calls.Count(c => c == "edit 2 Due"));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_the_channel_asks_to_wait_for_waits_and_what_it_refuses_has_its_words(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        var message = await house.Sent(1, "Old");
        var asked = 0;
        house.Channel.Before = (call, _) => Task.FromResult<SendOutcome?>(call switch
        {
            "edit 1 New" when Interlocked.Increment(ref asked) == 1 => new SendOutcome.Again(new ChannelError(ChannelErrors.RateLimited, "429", "Too many"), TimeSpan.FromMilliseconds(300)),
            "edit 1 Worse" => new SendOutcome.Refused(new ChannelError(ChannelErrors.MessageGone, "400", "message to edit not found")),
            _ => null,
        });

        (await house.Edit(message, "e1", 1, "New")).OrThrow();
        (await house.Edit(message, "e2", 1, "Worse")).OrThrow();
        await house.Until("e2", SendStatus.Failed);

        Assert.Equal(["New"], house.Channel.Chat);
        Assert.Equal((SendStatus.Sent, 2), ((await house.Command("e1")).Status, (await house.Command("e1")).Attempts));
        Assert.Equal(new ChannelError(ChannelErrors.MessageGone, "400", "message to edit not found"), (await house.Command("e2")).Error);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_message_of_which_it_is_not_known_whether_it_was_sent_is_not_edited(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        house.Channel.Before = (_, _) => Task.FromResult<SendOutcome?>(new SendOutcome.Unknown(new ChannelError(ChannelErrors.Network, null, "Cut.")));
        var message = await house.Send(1, "Old");
        await house.Until(async () => (await house.Api.Get(message, CancellationToken.None)).OrThrow().Status == SendStatus.Uncertain, "it is uncertain");

        Assert.Equal(("message_uncertain", 409), Refusal(await house.Edit(message, "e1", 1, "New")));
        Assert.Equal(("message_uncertain", 409), Refusal(await house.Delete(message, "d1", 1)));
        (await house.Api.Resolve(message, new ResolveUncertain { Segment = 0, As = UncertainResolution.Sent }, CancellationToken.None)).OrThrow();
        Assert.Equal(("channel_message_unknown", 409), Refusal(await house.Edit(message, "e1", 1, "New")));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Where_the_channel_cannot_it_says_so_unless_a_new_message_will_do(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        house.Channel.Capabilities = house.Channel.Capabilities with { Edit = false };
        var message = await house.Sent(1, "Old");
        Assert.Equal(("not_supported", 409), Refusal(await house.Edit(message, "e1", 1, "New")));

        var body = new EditMessage { CommandId = "e1", Epoch = 1, Parts = [MessagePart.OfText("New")], OnUnsupported = EditFallback.NewMessage };
        var accepted = (await house.Api.Edit(message, body, CancellationToken.None)).OrThrow();

        Assert.Equal([new Degradation("edit", "new_message")], accepted.Degraded);
        await house.Until(() => Task.FromResult(house.Channel.Chat.Count == 2), "the new form is said");
        Assert.Equal(["Old", "New"], house.Channel.Chat);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_is_too_old_for_the_channel_is_refused_before_it_is_asked(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var _ = House.Enter();
        house.Channel.Capabilities = house.Channel.Capabilities with { EditWindowMs = 3_600_000, DeleteWindowMs = 7_200_000 };
        var message = await house.Sent(1, "Old");
        await Age(house, message, TimeSpan.FromMinutes(90));

        Assert.Equal(("edit_window_closed", 409), Refusal(await house.Edit(message, "e1", 1, "New")));
        await Age(house, message, TimeSpan.FromMinutes(121));
        Assert.Equal(("delete_window_closed", 409), Refusal(await house.Delete(message, "d1", 1)));
        Assert.Equal(["send Old"], house.Channel.Calls);
    }

    [Fact]
    public async Task A_message_that_was_never_taken_in_has_no_commands()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        using var _ = House.Enter();

        Assert.Equal(("not_found", 404), Refusal(await house.Edit(House.NewMessage(), "e1", 1, "New")));
        Assert.Equal(404, (await house.Api.Command(House.Conversation, "e1", CancellationToken.None)).Refusal?.Status);
    }

    private static (string?, int?) Refusal<T>(Sentralix.Contracts.Result<T> result) => (result.Refusal?.Code, result.Refusal?.Status);

    private static Task Age(House house, string message, TimeSpan by) => house.Store.Write(
        (db, c) => db.Segments.Where(s => s.MessageId == message).ExecuteUpdateAsync(set => set.SetProperty(s => s.BegunAt, TimeProvider.System.GetUtcNow() - by), c), CancellationToken.None);
}
