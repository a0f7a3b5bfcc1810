using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Desks;
using Sentralix.Connectors.Messaging.Outbox;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Desks;

/// <summary>Whoever waits for a slow assistant hears a few words: once, before the answer, and never over a human.</summary>
public sealed class FillerTests
{
    private const string Words = "One moment, please.";

    [Theory, ClassData(typeof(BothStores))]
    public async Task Whoever_waits_hears_the_filler_once_and_then_the_answer(StoreKind kind)
    {
        using var _ = House.Enter();
        await using var house = await Slow(kind);
        await house.Hear(Asks("1"), wantsAnswer: true);
        await house.Hear(Asks("2"), wantsAnswer: true);
        await Decided(house, 2);
        await house.Until(() => Task.FromResult(house.Channel.Chat.Count == 1), "the filler is said");

        // Neither a restart nor another message of him who waits says it again.
        await house.KillAndStart();
        await house.Hear(Asks("3"), wantsAnswer: true);
        await Decided(house, 3);
        await house.Sent(1, "Here is the answer.");
        Assert.Equal([Words, "Here is the answer."], house.Channel.Chat);
        await house.Until(() => Task.FromResult(house.Told.Any(e => e.Reason == "silence_filled")), "the core is told");
        Assert.All(house.Told.Where(e => e.Reason == "silence_filled"), told => Assert.Equal((ChannelEventTypes.ConversationUpdated, Words), (told.Type, Assert.Single(told.Parts).Text)));
        Assert.DoesNotContain(house.Told, e => e.MessageId is { } message && OwnWords.IsOne(message));

        // Who was answered waits anew.
        await house.Hear(Asks("4"), wantsAnswer: true);
        await house.Until(() => Task.FromResult(house.Channel.Chat.Count == 3), "the filler is said to whoever asks again");
        Assert.Equal(Words, house.Channel.Chat[2]);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_answer_that_is_on_its_way_already_has_no_filler_before_it(StoreKind kind)
    {
        using var _ = House.Enter();
        await using var house = await Slow(kind);
        var first = await HeldUp(house);
        await house.Hear(Asks("1"), wantsAnswer: true);
        await Decided(house, 1);
        var answer = await house.Send(1, "Here is the answer.");
        first.SetResult();

        await house.Until(async () => (await house.Api.Get(answer, default)).OrThrow().Status == SendStatus.Sent, "the answer is sent");
        Assert.Equal(["Before.", "Here is the answer."], house.Channel.Chat);
        Assert.Equal(SendStatus.Cancelled, await Filler(house));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_filler_behind_the_fence_is_not_said(StoreKind kind)
    {
        using var _ = House.Enter();
        await using var house = await Slow(kind);
        var first = await HeldUp(house);
        await house.Hear(Asks("1"), wantsAnswer: true);
        await Decided(house, 1);
        var raising = house.Api.RaiseFence(House.Conversation, new Fence(2), default);
        await house.Until(async () => await Filler(house) == SendStatus.Superseded, "the filler is superseded");
        first.SetResult();
        await raising;
        await house.Sent(2, "A human speaks.");
        Assert.Equal(["Before.", "A human speaks."], house.Channel.Chat);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task While_a_human_has_the_conversation_nothing_is_filled(StoreKind kind)
    {
        using var _ = House.Enter();
        await using var house = await Slow(kind);
        house.Known = house.Known with { Control = new Control("operator", "Oleg", 2, "held", []) };
        await house.Hear(Asks("1"), wantsAnswer: true);
        await Looked(house);
        Assert.Empty(house.Channel.Chat);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_filler_is_no_answer_and_a_person_is_called_all_the_same(StoreKind kind)
    {
        using var _ = House.Enter();
        await using var house = await Slow(kind);
        house.Channel.Patience = TimeSpan.FromSeconds(2);
        await house.Hear(Asks("1"), wantsAnswer: true);
        await Looked(house);
        Assert.Equal([$"send {Words}", "call"], house.Channel.Calls);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_core_that_does_not_say_whose_the_conversation_is_has_nothing_filled(StoreKind kind)
    {
        using var _ = House.Enter();
        await using var house = await Slow(kind);
        house.IsCoreAway = true;
        house.Channel.Patience = TimeSpan.FromSeconds(1);
        await house.Hear(Asks("1"), wantsAnswer: true);
        await Looked(house);
        Assert.Equal(["call"], house.Channel.Calls);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_human_who_has_given_the_conversation_back_looks_after_nobody(StoreKind kind)
    {
        using var _ = House.Enter();
        await using var house = await Slow(kind);
        house.Channel.Words = null;
        house.Channel.Patience = TimeSpan.FromMilliseconds(200);

        // He wrote in the channel while he had control, which no fence has followed since.
        await house.Store.Write((db, c) => db.Threads.ExecuteUpdateAsync(set => set.SetProperty(t => t.Fence, 1).SetProperty(t => t.HeldUnder, 1), c), default);
        house.Known = house.Known with { Control = new Control("assistant", null, 2, "held", []) };
        await house.Hear(Asks("1"), wantsAnswer: true);
        await Looked(house);
        Assert.Equal(["call"], house.Channel.Calls);
    }

    private static object Asks(string id) => new { id, text = "Where is my order?" };

    private static async Task<House> Slow(StoreKind kind)
    {
        var house = await House.Open(kind);
        house.Channel.Patience = TimeSpan.FromMinutes(9);
        house.Channel.Words = new SilenceFiller(Words, TimeSpan.FromMilliseconds(200));
        return house;
    }

    /// <summary>Something that was said before is still being sent, so that what follows waits.</summary>
    private static async Task<TaskCompletionSource> HeldUp(House house)
    {
        var gate = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        house.Channel.Before = async (call, _) =>
        {
            begun.TrySetResult();
            if (call == "send Before.") await gate.Task;
            return null;
        };
        await house.Send(1, "Before.");
        await begun.Task;
        return gate;
    }

    /// <summary>Waits until so many contacts' messages have been looked at, and only the time at which a person is called is waited for.</summary>
    private static Task Decided(House house, int messages) => Watches(house, due => due.Count == messages && due.TrueForAll(at => at > TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(5)));

    /// <summary>Waits until nobody is watched any more.</summary>
    private static Task Looked(House house) => Watches(house, due => due.Count == 0);

    // All in one look: a watch that is being worked at in one look may wait again in the next.
    private static Task Watches(House house, Func<List<DateTimeOffset>, bool> hold) => house.Until(
        async () =>
        {
            var watches = await house.Store.Read((db, c) => db.WorkItems.Where(i => i.Kind == AnswerWatch.KindName).Select(i => new { i.DueAt, i.LeaseUntil }).ToListAsync(c), default);
            return watches.TrueForAll(w => w.LeaseUntil == null) && hold(watches.ConvertAll(w => w.DueAt));
        },
        "the watches have looked");

    private static async Task<SendStatus?> Filler(House house) =>
        (await house.Store.Read((db, c) => db.Segments.SingleOrDefaultAsync(s => s.MessageId.StartsWith("own_"), c), default))?.Status;
}
