using System.Text;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox.Callbacks;
using Sentralix.Connectors.Sandbox.Vk;
using Xunit;

namespace Sentralix.Connectors.Vk.Tests;

public sealed class HookTests
{
    private const string Confirmation = """{"type":"confirmation","group_id":220011,"secret":"8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Setting_the_hook_confirms_it_and_asks_for_events()
    {
        await using var world = await VkWorld.Open();

        await world.SetHook(Cancellation);

        var server = Assert.Single(await world.Servers());
        Assert.Equal("ok", server.GetProperty("status").GetString());
        Assert.Equal(VkWorld.Secret[..50], server.GetProperty("secret_key").GetString());
        var settings = await world.Ask("groups.getCallbackSettings", ("server_id", server.GetProperty("id").ToString()));
        string[] wanted = [.. settings.GetProperty("events").EnumerateObject().Where(type => type.Value.GetInt32() == 1).Select(type => type.Name).Order(StringComparer.Ordinal)];
        Assert.Equal(
            ["message_allow", "message_deny", "message_edit", "message_event", "message_new", "message_reaction_event", "message_read", "message_reply", "user_block", "user_unblock"], wanted);
        Assert.Equal(new HookHealth(true, null, null, null), await world.Channel.InspectHook(world.Access, world.Hook, Cancellation));
    }

    [Fact]
    public async Task Setting_the_hook_again_changes_the_same_server()
    {
        await using var world = await VkWorld.Open();
        await world.SetHook(Cancellation);
        var rotated = new string('7', 64);
        world.Secrets = [rotated, VkWorld.Secret];

        Assert.False((await world.Channel.InspectHook(world.Access, world.Hook with { Secret = rotated }, Cancellation)).IsSet);
        await world.Channel.SetHook(world.Access, world.Hook with { Secret = rotated }, Cancellation);

        var server = Assert.Single(await world.Servers());
        Assert.Equal(("ok", rotated[..50]), (server.GetProperty("status").GetString(), server.GetProperty("secret_key").GetString()));
    }

    [Fact]
    public async Task An_address_that_does_not_know_the_code_is_not_a_hook()
    {
        await using var world = await VkWorld.Open();
        var elsewhere = world.Hook with { Url = new Uri("http://127.0.0.1:1/hooks/vk/con_1") };

        var e = await Assert.ThrowsAsync<ChannelException>(() => world.Channel.SetHook(world.Access, elsewhere, Cancellation));

        Assert.Equal("hook_not_confirmed", e.Error.Code);
        var seen = await world.Channel.InspectHook(world.Access, elsewhere, Cancellation);
        Assert.False(seen.IsSet);
        Assert.NotNull(seen.Error);
    }

    [Fact]
    public async Task A_failed_hook_is_seen_and_set_again()
    {
        await using var world = await VkWorld.Open();
        await Assert.ThrowsAsync<ChannelException>(() => world.Channel.SetHook(world.Access, world.Hook with { Url = new Uri("http://127.0.0.1:1/hooks/vk/con_1") }, Cancellation));

        await world.SetHook(Cancellation);

        Assert.Equal("ok", Assert.Single(await world.Servers()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_hook_whose_events_somebody_switched_off_is_not_set()
    {
        await using var world = await VkWorld.Open();
        await world.SetHook(Cancellation);
        await world.Ask("groups.setCallbackSettings", ("server_id", "1"), ("message_new", "0"));

        Assert.False((await world.Channel.InspectHook(world.Access, world.Hook, Cancellation)).IsSet);
    }

    [Fact]
    public async Task Removing_the_hook_leaves_those_of_others()
    {
        await using var world = await VkWorld.Open();
        await world.SetHook(Cancellation);
        await world.Ask("groups.addCallbackServer", ("url", "http://127.0.0.1:1/crm"), ("title", "CRM"));

        await world.Channel.RemoveHook(world.Access, Cancellation);

        Assert.Equal("CRM", Assert.Single(await world.Servers()).GetProperty("title").GetString());
        Assert.False((await world.Channel.InspectHook(world.Access, world.Hook, Cancellation)).IsSet);
    }

    [Fact]
    public async Task Any_process_asks_for_the_code_when_it_is_asked_for_it()
    {
        await using var world = await VkWorld.Open();
        Assert.IsType<HookReading.Refused>(world.Call(Confirmation.Replace("8f2a", "0000", StringComparison.Ordinal)));

        var asks = Assert.IsType<HookReading.Asks>(world.Call(Confirmation));
        world.Vk.RefuseNext("groups.getCallbackConfirmationCode", 10);
        await Assert.ThrowsAsync<ChannelException>(() => asks.Answer(Cancellation));
        Assert.Equal((new VkSettings().ConfirmationCode, "text/plain"), (await asks.Answer(Cancellation), asks.ContentType));
    }

    [Theory]
    [InlineData("""{"type":"message_new","group_id":220011,"event_id":"a","object":{},"secret":"wrong"}""", "")]
    [InlineData("""{"type":"message_new","group_id":220011,"event_id":"a","object":{},"secret":"8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8"}""", "")]
    [InlineData("""{"type":"message_new","group_id":220011,"event_id":"a","object":{}}""", "")]
    [InlineData("""{"type":"message_new","group_id":220012,"event_id":"a","object":{},"secret":"8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f"}""", "")]
    [InlineData("""{"type":"confirmation","group_id":220012,"secret":"8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f"}""", "")]
    [InlineData("""{"type":"confirmation","group_id":220011}""", "")]
    [InlineData("""{"type":"message_new","group_id":220011,"event_id":"a","object":{},"secret":"8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f"}""", "more")]
    [InlineData("not json", "")]
    [InlineData("[]", "")]
    public async Task What_does_not_show_the_community_and_the_secret_is_refused(string body, string rest)
    {
        await using var world = await VkWorld.Open();

        Assert.IsType<HookReading.Refused>(world.Call(body, rest));
    }

    [Fact]
    public async Task A_connection_that_knows_no_community_hears_nobody()
    {
        await using var world = await VkWorld.Open();

        Assert.IsType<HookReading.Refused>(world.Call(Confirmation, identity: null));
    }

    [Fact]
    public async Task An_update_is_answered_with_two_letters_and_kept_without_the_secret()
    {
        await using var world = await VkWorld.Open();

        var heard = Assert.IsType<HookReading.Updates>(world.Call(
            """{"type":"message_new","group_id":220011,"event_id":"9f1c","v":"5.199","secret":"8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f","object":{"message":{"peer_id":2000000007,"from_id":77001,"text":"да"}}}"""));

        var update = Assert.Single(heard.Items);
        Assert.Equal(("ok", "vk:220011:9f1c", "2000000007"), (heard.Answer, update.Key, update.Thread));
        var kept = Encoding.UTF8.GetString(update.Body.Span);
        Assert.DoesNotContain("8f2a6c1e", kept, StringComparison.Ordinal);
        Assert.Equal("да", JsonDocument.Parse(kept).RootElement.GetProperty("object").GetProperty("message").GetProperty("text").GetString());
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_are_heard()
    {
        await using var world = await VkWorld.Open();
        world.Secrets = [new string('7', 64), VkWorld.Secret];

        Assert.IsType<HookReading.Asks>(world.Call(Confirmation));
        Assert.IsType<HookReading.Asks>(world.Call(Confirmation.Replace(VkWorld.Secret[..50], new string('7', 50), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Repeated_deliveries_have_the_same_keys_and_none_is_lost()
    {
        await using var world = await VkWorld.Open();
        await world.SetHook(Cancellation);
        world.Vk.Delivery = new DeliveryRules { DuplicateShare = 0.3, CutShare = 0.2, ReorderWindow = 3, Pace = 0.001 };

        for (var i = 0; i < 200; i++) world.Vk.SendText(VkWorld.Irina + (i % 5), $"Сообщение {i}");
        await world.Vk.WhenDelivered(VkWorld.Soon);

        var keys = world.Updates.Select(update => update.Key).ToList();
        Assert.True(keys.Count > 200);
        Assert.Equal(world.Vk.Updates.Made.Select(made => $"vk:220011:{made.Key}").Order(StringComparer.Ordinal), keys.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(0, world.Refused);
    }
}
