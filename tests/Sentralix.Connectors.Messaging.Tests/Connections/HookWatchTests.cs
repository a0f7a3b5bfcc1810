using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Connections;

/// <summary>That the channel calls us, and with which secret.</summary>
public sealed class HookWatchTests
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(2);
    private static readonly Inbound Hello = new() { Type = ChannelEventTypes.MessageReceived, Thread = "7", UserId = "7", Parts = [MessagePart.OfText("Здравствуйте")] };

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_hook_that_the_channel_has_lost_is_set_again(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        var hook = house.Channel.HookThere;
        await house.LookAfter(Round);
        Assert.Equal(1, house.Channel.HooksSet);

        house.Channel.HookThere = null;
        await house.LookAfter(Round);

        Assert.Equal((2, hook), (house.Channel.HooksSet, house.Channel.HookThere));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_changed_secret_counts_at_once_and_the_old_one_for_ten_minutes_more(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        var old = house.Channel.HookThere!.Secret;

        Assert.True((await house.Desk.RotateSecret(house.Connection, default)).Ok);

        var fresh = house.Channel.HookThere!.Secret;
        Assert.NotEqual(old, fresh);
        Assert.True(await house.Hears(old) && await house.Hears(fresh));
        house.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.True(await house.Hears(old) && await house.Hears(fresh));

        // What was read is trusted for five seconds.
        house.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.False(await house.Hears(old));
        Assert.True(await house.Hears(fresh));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_secret_that_the_channel_did_not_hear_of_is_told_again_before_the_old_one_ends(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        var old = house.Channel.HookThere!.Secret;
        house.Channel.IsDeaf = true;
        var rotated = (await house.Desk.RotateSecret(house.Connection, default)).OrThrow();
        Assert.Equal((ConnectionState.Degraded, old), (rotated.State, house.Channel.HookThere.Secret));

        // The channel names the address only, so that it looks as if all were well.
        house.Channel.IsDeaf = false;
        await house.LookAfter(Round);

        var told = house.Channel.HookThere.Secret;
        house.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.NotEqual(old, told);
        Assert.True(await house.Hears(told));
        Assert.Equal(ConnectionState.Active, (await house.Desk.Get(house.Connection, default)).OrThrow().State);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Where_people_tell_the_channel_the_old_secret_and_the_old_token_count_for_a_week(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind, hookIsSetByPeople: true);
        var old = house.Channel.HookThere!.Secret;
        await house.Desk.RotateSecret(house.Connection, default);
        house.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        Assert.True(await house.Hears(old));
        house.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.False(await house.Hears(old));

        await Change(house, "token-one");
        await Change(house, "token-two");
        Assert.True(await house.Hears("token-one") && await house.Hears("token-two"));
        house.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(6));
        Assert.False(await house.Hears("token-one"));
        Assert.True(await house.Hears("token-two"));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_channel_that_cannot_be_asked_and_is_silent_for_a_week_is_said_to_be_until_it_is_heard(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind, hookIsSetByPeople: true);
        await house.LookAfter(TimeSpan.FromDays(6));
        Assert.Null((await house.Desk.Get(house.Connection, default)).OrThrow().Evidence);

        await house.LookAfter(TimeSpan.FromDays(1));
        var silent = (await house.Desk.Get(house.Connection, default)).OrThrow();
        Assert.Equal((ConnectionState.Active, "silent"), (silent.State, silent.Reason));
        Assert.Contains("No event since 2026-11-23", silent.Evidence, StringComparison.Ordinal);
        Assert.Contains(silent.HookUrl!, silent.Evidence, StringComparison.Ordinal);

        await house.Bring("u1", Hello);
        await house.LookAfter(Round);
        var heard = (await house.Desk.Get(house.Connection, default)).OrThrow();
        Assert.Equal((ConnectionState.Active, null, null), (heard.State, heard.Reason, heard.Evidence));
    }

    // The look that is due in the meantime may change the connection too: then it is read and changed again.
    private static Task Change(MessengerHouse house, string token) => MessengerHouse.Until(async () =>
    {
        var known = (await house.Desk.Get(house.Connection, default)).OrThrow();
        var changed = await house.Desk.Update(house.Connection, $"\"{known.Rev}\"", new UpdateConnection { Name = known.Name, Secrets = new Dictionary<string, string> { ["token"] = token } }, default);
        return changed.Ok || (changed.Refusal.Status == 412 ? false : throw new RefusedException(changed.Refusal));
    });
}
