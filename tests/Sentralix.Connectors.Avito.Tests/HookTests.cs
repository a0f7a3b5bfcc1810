using System.Text;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Avito.Tests;

public sealed class HookTests : IAsyncLifetime
{
    private House house = null!;
    private Door door = null!;

    public async ValueTask InitializeAsync()
    {
        house = await House.Open();
        door = await Door.Open(house);
    }

    public async ValueTask DisposeAsync()
    {
        await door.DisposeAsync();
        await house.DisposeAsync();
    }

    [Fact]
    public async Task The_hook_is_subscribed_with_its_secret_in_the_path_and_answers_Avitos_probe()
    {
        await house.Channel.SetHook(house.Access(), door.Hook, CancellationToken.None);

        Assert.Equal([($"{door.Hook.Url}/{House.Secret}", "3")], await house.Subscriptions());
        Assert.Equal(200, Assert.Single(house.Avito.Delivery.Probes).Status);
        Assert.Empty(door.Updates);
        Assert.True((await house.Channel.InspectHook(house.Access(), door.Hook, CancellationToken.None)).IsSet);
    }

    [Fact]
    public async Task A_hook_that_is_subscribed_already_is_no_trouble()
    {
        house.Avito.RefusesRepeatedSubscription = true;
        await house.Channel.SetHook(house.Access(), door.Hook, CancellationToken.None);
        await house.Channel.SetHook(house.Access(), door.Hook, CancellationToken.None);

        Assert.Single(await house.Subscriptions());
    }

    [Fact]
    public async Task A_rotated_secret_replaces_the_old_address_and_leaves_those_of_others()
    {
        house.Avito.SubscribeForeign(new Uri("https://crm.example/in/their-secret"));
        await house.Channel.SetHook(house.Access(), door.Hook, CancellationToken.None);
        var rotated = door.Hook with { Secret = "new" };
        await house.Channel.SetHook(house.Access(hooks: ["new", House.Secret]), rotated, CancellationToken.None);

        Assert.Equal([$"{door.Hook.Url}/new", "https://crm.example/in/their-secret"], (await house.Subscriptions()).Select(subscription => subscription.Url).Order(StringComparer.Ordinal));
        var health = await house.Channel.InspectHook(house.Access(), rotated, CancellationToken.None);
        Assert.True(health.IsSet);
        Assert.Contains("crm.example", health.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("their-secret", health.Error, StringComparison.Ordinal);
        Assert.Null(health.ErrorAt);
    }

    [Fact]
    public async Task A_removed_hook_leaves_only_those_of_others()
    {
        house.Avito.SubscribeForeign(new Uri("https://crm.example/in"));
        await house.Channel.SetHook(house.Access(), door.Hook, CancellationToken.None);
        await house.Channel.RemoveHook(house.Access(), CancellationToken.None);
        await house.Channel.RemoveHook(house.Access(), CancellationToken.None);

        Assert.Equal([("https://crm.example/in", "3")], await house.Subscriptions());
        Assert.False((await house.Channel.InspectHook(house.Access(), door.Hook, CancellationToken.None)).IsSet);
    }

    [Fact]
    public async Task A_subscription_that_Avito_forgot_is_seen_to_be_gone()
    {
        await house.Channel.SetHook(house.Access(), door.Hook, CancellationToken.None);
        house.Avito.DropSubscriptions();

        Assert.False((await house.Channel.InspectHook(house.Access(), door.Hook, CancellationToken.None)).IsSet);
    }

    [Fact]
    public async Task An_address_subscribed_in_an_older_version_is_subscribed_anew()
    {
        house.Avito.SubscribeForeign(new Uri($"{door.Hook.Url}/{House.Secret}"), "2");
        Assert.False((await house.Channel.InspectHook(house.Access(), door.Hook, CancellationToken.None)).IsSet);
        await house.Channel.SetHook(house.Access(), door.Hook, CancellationToken.None);

        Assert.Equal("3", Assert.Single(await house.Subscriptions()).Version);
    }

    [Theory]
    [InlineData("http://bot.example/hooks/avito/con_1")]
    [InlineData("https://127.0.0.1/hooks/avito/con_1")]
    [InlineData("https://192.168.1.4/hooks/avito/con_1")]
    [InlineData("https://[fd00::1]/hooks/avito/con_1")]
    [InlineData("https://localhost/hooks/avito/con_1")]
    public async Task Avito_is_not_given_an_address_that_it_would_never_call(string address)
    {
        var access = house.Access() with { Settings = new Dictionary<string, string> { ["client_id"] = "id" } };
        var refused = await Assert.ThrowsAsync<ChannelException>(() => house.Channel.SetHook(access, new Hook(new Uri(address), House.Secret), CancellationToken.None));

        Assert.Equal(ChannelErrors.ContentRejected, refused.Error.Code);
        Assert.DoesNotContain(House.Secret, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData(House.Secret + "/more")]
    public void Whoever_does_not_know_the_secret_is_refused(string rest) => Assert.IsType<HookReading.Refused>(house.Receive("{}", rest));

    [Fact]
    public void An_older_secret_is_heard_for_as_long_as_the_core_knows_it() =>
        Assert.IsType<HookReading.Updates>(house.Channel.ReadHook(house.Access(hooks: ["new", House.Secret]), new HookCall(_ => null, House.Secret, Encoding.UTF8.GetBytes("{}"))));

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("%7B%7D=")]
    public void Any_body_is_answered_with_200(string body) => Assert.Empty(Assert.IsType<HookReading.Updates>(house.Receive(body)).Items);

    [Fact]
    public void A_message_of_another_account_is_refused()
    {
        Assert.IsType<HookReading.Refused>(house.Receive("""{"payload":{"type":"message","value":{"id":"m1","chat_id":"c1","user_id":1,"author_id":2,"type":"text","content":{"text":"hi"}}}}"""));
        Assert.IsType<HookReading.Updates>(house.Receive("""{"payload":{"type":"message","value":{"id":"m1","chat_id":"c1","user_id":1,"author_id":2,"type":"text","content":{"text":"hi"}}}}""", identity: "1"));
    }

    [Fact]
    public void A_notification_of_a_kind_that_nobody_knows_is_kept()
    {
        var update = Assert.Single(Assert.IsType<HookReading.Updates>(house.Receive("""{"id":"n1","payload":{"type":"chat_closed","value":{"chat_id":"c1"}}}""")).Items);

        var inbound = Assert.Single(house.Channel.Read(house.Access(), update.Body));
        Assert.Equal(("unknown", "chat_closed", null), (inbound.Type, inbound.Reason, inbound.UserId));
    }

    [Fact]
    public async Task Every_message_is_heard_once_however_its_deliveries_go()
    {
        await house.Channel.SetHook(house.Access(), door.Hook, CancellationToken.None);
        house.Avito.Delivery.Pace = 0.01;
        house.Avito.Delivery.Disturbance = new() { DuplicateShare = 0.3, CutShare = 0.2, ReorderWindow = 10 };
        var chats = Enumerable.Range(0, 20).Select(_ => house.Avito.OpenChat()).ToArray();
        foreach (var chat in chats)
            for (var i = 0; i < 10; i++) house.Avito.SendText(chat, $"{i}");

        var heard = await door.Heard();
        Assert.All(house.Avito.Updates.All, update => Assert.Equal(Sandbox.Delivery.UpdateState.Delivered, update.State));
        Assert.Equal(chats.SelectMany(chat => chat.Messages).Select(message => message.Id).Order(), heard.Select(inbound => inbound.ChannelMessageId).Order());
    }

    [Fact]
    public async Task A_deleted_message_is_heard_beside_its_first_notification()
    {
        await house.Channel.SetHook(house.Access(), door.Hook, CancellationToken.None);
        var chat = house.Avito.OpenChat();
        var message = house.Avito.SendText(chat, "ошибся");
        house.Avito.Vanish(chat, message, tells: true);

        var heard = await door.Heard();
        Assert.Equal(["message.deleted", "message.received"], heard.Select(inbound => inbound.Type).Order());
        Assert.All(heard, inbound => Assert.Equal((chat.Id, message.Id, $"{chat.BuyerId}"), (inbound.Thread, inbound.ChannelMessageId, inbound.UserId)));
    }
}
