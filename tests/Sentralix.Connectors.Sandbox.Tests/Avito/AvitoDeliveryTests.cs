using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.Connectors.Sandbox.Delivery;

namespace Sentralix.Connectors.Sandbox.Avito;

public sealed class AvitoDeliveryTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private readonly AvitoStandIn avito = new();
    private Receiver hook = null!;
    private AvitoTestClient client = null!;

    public async ValueTask InitializeAsync()
    {
        await avito.Start();
        hook = await Receiver.Start();
        client = await AvitoTestClient.SignIn(avito);
        avito.Delivery.ProbesOnSubscribe = false;
        avito.Delivery.Pace = 0.01;
        await client.Post("/messenger/v3/webhook", new { url = hook.Hook });
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await avito.DisposeAsync();
        await hook.DisposeAsync();
    }

    [Fact]
    public async Task A_buyers_message_comes_signed_and_in_the_form_of_version_3()
    {
        var chat = avito.OpenChat();
        var message = avito.SendText(chat, "Ещё продаёте?");
        await avito.WhenDelivered(Patience);

        var got = Assert.Single(hook.All);
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(avito.Account.ClientSecret), Encoding.UTF8.GetBytes(got.Body))), got.Headers["x-avito-messenger-signature"]);
        Assert.Equal("v3.0.0", got.Json.GetProperty("version").GetString());
        Assert.Equal("message", got.Json.GetProperty("payload").GetProperty("type").GetString());
        var value = got.Json.GetProperty("payload").GetProperty("value");
        Assert.Equal(message.Id, value.GetProperty("id").GetString());
        Assert.Equal(chat.Id, value.GetProperty("chat_id").GetString());
        Assert.Equal(avito.Account.Id, value.GetProperty("user_id").GetInt64());
        Assert.Equal(chat.BuyerId, value.GetProperty("author_id").GetInt64());
        Assert.Equal(chat.Item!.Id, value.GetProperty("item_id").GetInt64());
        Assert.Equal(JsonValueKind.Null, value.GetProperty("read").ValueKind);
        Assert.Equal("Ещё продаёте?", value.GetProperty("content").GetProperty("text").GetString());
    }

    [Fact]
    public async Task With_duplicates_cuts_and_a_random_order_nothing_is_lost()
    {
        avito.Delivery.Disturbance = new Disturbance { DuplicateShare = 0.3, CutShare = 0.2, ReorderWindow = 50 };
        var chats = Enumerable.Range(0, 20).Select(_ => avito.OpenChat()).ToArray();
        for (var i = 0; i < 1000; i++) avito.SendText(chats[i % chats.Length], $"{i}");
        await avito.WhenDelivered(Patience);

        var ids = hook.All.Select(MessageId).ToList();
        Assert.Equal(avito.Updates.All.Select(u => u.Key).Order(), ids.Distinct().Order());
        Assert.All(avito.Updates.All, u => Assert.Equal(UpdateState.Delivered, u.State));
        Assert.InRange(ids.Count, 1350, 1600);
        var inOrder = avito.Updates.All.Select(u => u.Key).ToList();
        Assert.False(ids.Distinct().SequenceEqual(inOrder));
    }

    [Fact]
    public async Task Undisturbed_a_chats_messages_come_in_order_and_once()
    {
        var chats = Enumerable.Range(0, 50).Select(_ => avito.OpenChat()).ToArray();
        for (var i = 0; i < 2000; i++) avito.SendText(chats[i % chats.Length], $"{i}");
        await avito.WhenDelivered(Patience);

        Assert.Equal(2000, hook.All.Count);
        foreach (var chat in chats)
            Assert.Equal(chat.Messages.Select(m => m.Id), hook.All.Where(g => Value(g).GetProperty("chat_id").GetString() == chat.Id).Select(MessageId));
    }

    [Fact]
    public async Task A_webhook_that_is_not_answered_with_200_comes_again_and_is_lost_in_the_end()
    {
        hook.Answer = number => number <= 2 ? (500, "") : (200, "");
        var first = avito.SendText(avito.OpenChat(), "раз");
        await avito.WhenDelivered(Patience);
        Assert.Equal(3, hook.All.Count);

        hook.Answer = _ => (201, "");
        var second = avito.SendText(avito.OpenChat(), "два");
        await avito.WhenDelivered(Patience);
        Assert.Equal([(first.Id, UpdateState.Delivered, 3), (second.Id, UpdateState.Lost, 4)], avito.Updates.All.Select(u => (u.Key, u.State, u.Attempts)));
    }

    [Fact]
    public async Task An_address_that_answers_too_late_counts_as_dead()
    {
        avito.Delivery.Timeout = TimeSpan.FromMilliseconds(400);
        var late = new TaskCompletionSource();
        hook.Before = number => number == 1 ? late.Task : Task.CompletedTask;
        avito.SendText(avito.OpenChat(), "раз");
        await avito.WhenDelivered(Patience);
        late.SetResult();

        Assert.Equal(2, Assert.Single(avito.Updates.All).Attempts);
    }

    [Fact]
    public async Task Without_a_subscription_only_the_chats_know_of_a_message()
    {
        await client.Post("/messenger/v1/webhook/unsubscribe", new { url = hook.Hook });
        avito.SendText(avito.OpenChat(), "есть кто?");

        Assert.Equal(UpdateState.Nowhere, Assert.Single(avito.Updates.All).State);
        Assert.Equal(0, avito.Pending);
        Assert.Single((await client.Json($"/messenger/v2/accounts/{avito.Account.Id}/chats?unread_only=true")).GetProperty("chats").EnumerateArray());
    }

    [Fact]
    public async Task An_echo_can_arrive_before_the_send_is_answered()
    {
        avito.EchoesFirst = true;
        var chat = avito.OpenChat();
        var sent = await client.Send(chat, "Да");

        Assert.Equal(sent.GetProperty("id").GetString(), MessageId(Assert.Single(hook.All)));
        Assert.Equal(AvitoUpdates.Echo, Assert.Single(avito.Updates.All).Kind);
    }

    [Fact]
    public async Task A_person_in_the_app_looks_like_an_echo_of_a_message_that_nobody_sent()
    {
        var chat = avito.OpenChat();
        var human = avito.AnswerInApp(chat, "Здравствуйте, это Олег");
        await avito.WhenDelivered(Patience);

        var value = Value(Assert.Single(hook.All));
        Assert.Equal(avito.Account.Id, value.GetProperty("author_id").GetInt64());
        Assert.Equal(human.Id, value.GetProperty("id").GetString());
        Assert.Empty(avito.Sent.All);
        Assert.Equal(AvitoUpdates.Human, Assert.Single(avito.Updates.All).Kind);
    }

    [Fact]
    public async Task Every_type_of_message_reaches_the_webhook_also_one_that_nobody_described()
    {
        var chat = avito.OpenChat();
        avito.SendPhoto(chat, [1]);
        avito.SendVoice(chat, [1]);
        avito.SendLink(chat, new Uri("https://shop.example/"), "магазин");
        avito.SendItem(chat, chat.Item!);
        avito.SendLocation(chat, 55.79, 49.12, "Казань, Баумана 1");
        avito.MissCall(chat);
        avito.SendUnsupported(chat, "video");
        avito.SendSystem(chat, "Скидка 10 %");
        avito.Send(chat, "hologram", new JsonObject { ["hologram"] = 1 });
        avito.Vanish(chat, avito.SendText(chat, "ой"), tells: true);
        avito.SendSystem(avito.OpenChatWithAvito(), "Ваш тариф");
        await avito.WhenDelivered(Patience);

        var got = hook.All.Select(Value).ToList();
        Assert.Equal(
            ["image", "voice", "link", "item", "location", "call", "video", "system", "hologram", "text", "deleted"],
            got.Where(v => v.GetProperty("chat_id").GetString() == chat.Id).Select(v => v.GetProperty("type").GetString()));
        Assert.Equal("a2u", Assert.Single(got, v => v.GetProperty("chat_id").GetString() != chat.Id).GetProperty("chat_type").GetString());
        Assert.Empty(got.Single(v => v.GetProperty("type").GetString() == "video").GetProperty("content").EnumerateObject());
    }

    [Fact]
    public async Task A_private_address_can_be_taken_and_never_delivered_to()
    {
        avito.Delivery.ReachesPrivateAddresses = false;
        avito.SendText(avito.OpenChat(), "раз");

        Assert.Equal(UpdateState.Nowhere, Assert.Single(avito.Updates.All).State);
        Assert.Empty(hook.All);
        await avito.WhenDelivered(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_subscription_is_probed_and_a_foreign_one_is_listed()
    {
        avito.Delivery.ProbesOnSubscribe = true;
        avito.SubscribeForeign(new Uri("https://crm.example/avito"), "2");
        await client.Post("/messenger/v3/webhook", new { url = hook.Hook });
        var listed = await client.Post("/messenger/v1/subscriptions", new { });

        Assert.Equal("{}", Assert.Single(hook.All).Body);
        Assert.Equal(200, Assert.Single(avito.Delivery.Probes).Status);
        Assert.Equal(["2", "3"], (await listed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("subscriptions").EnumerateArray().Select(s => s.GetProperty("version").GetString()).Order());
    }

    [Fact]
    public async Task Messages_wait_as_long_as_they_are_delayed()
    {
        avito.Delivery.Disturbance = new Disturbance { Delay = TimeSpan.FromMilliseconds(80) };
        var watch = Stopwatch.StartNew();
        avito.SendText(avito.OpenChat(), "раз");
        await avito.WhenDelivered(Patience);

        Assert.True(watch.ElapsedMilliseconds >= 70);
    }

    private static JsonElement Value(Received got) => got.Json.GetProperty("payload").GetProperty("value");

    private static string MessageId(Received got) => Value(got).GetProperty("id").GetString()!;
}
