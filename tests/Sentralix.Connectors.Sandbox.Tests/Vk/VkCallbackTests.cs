using static Sentralix.Connectors.Sandbox.Vk.VkApiClient;

namespace Sentralix.Connectors.Sandbox.Vk;

public sealed class VkCallbackTests
{
    [Fact]
    public async Task A_receiver_by_others_confirms_itself_and_understands_every_event()
    {
        await using var vk = await StartVk();
        await using var client = Client(vk);
        var server = await client.ListenTo(vk);

        Assert.Equal("ok", await client.StatusOf(server));

        vk.Start(Irina);
        var start = await client.Event();
        Assert.Equal("start", start.GetProperty("payload").String("command"));
        Assert.Contains("callback", start.GetProperty("buttons").EnumerateArray().Select(action => action.GetString()));

        vk.SendVoice(Irina, [1, 2, 3]);
        var voice = (await client.Event()).GetProperty("attachments")[0];
        Assert.Equal("audio_message", voice.String("type"));
        using var http = new HttpClient();
        Assert.Equal([1, 2, 3], await http.GetByteArrayAsync(voice.String("url")));

        vk.SendPhoto(Irina, [7], "look");
        var photo = await client.Event();
        Assert.Equal("look", photo.String("text"));
        Assert.Equal([7], await http.GetByteArrayAsync(photo.GetProperty("attachments")[0].String("url")));

        vk.SendPlace(Irina, 55.79, 49.12);
        Assert.Equal(49.12, (await client.Event()).GetProperty("geo").GetProperty("longitude").GetDouble());

        var first = vk.SendText(Irina, "How much?");
        var told = await client.Event();
        Assert.Equal((Irina, first.MessageId, false), (told.GetProperty("sender").GetInt64(), $"{told.GetProperty("cmid")}", told.GetProperty("out").GetBoolean()));

        vk.SendText(Irina, "Hm?", replyTo: int.Parse(first.MessageId));
        Assert.Equal("How much?", (await client.Event()).String("reply"));

        vk.Edit(Irina, int.Parse(first.MessageId), "How much is it?");
        var edited = await client.Event();
        Assert.Equal("How much is it?", edited.String("text"));
        Assert.Contains("message_edit", edited.GetProperty("subTypes").EnumerateArray().Select(type => type.GetString()));

        vk.Type(Irina);
        Assert.Equal(Irina, (await client.Event()).GetProperty("from").GetInt64());
        vk.Deny(Irina);
        Assert.Equal("message_deny", (await client.Event()).String("type"));
        vk.Allow(Irina, "widget-7");
        Assert.Equal("widget-7", (await client.Event()).String("key"));

        await vk.WhenDelivered(Soon);
        Assert.Empty(vk.Updates.NotTaken);
        Assert.Equal(10, vk.Updates.MadeCount);
    }

    [Fact]
    public async Task What_a_human_answers_comes_back_with_its_author_and_what_the_bot_sends_without()
    {
        await using var vk = await StartVk();
        await using var client = Client(vk);
        await client.ListenTo(vk);
        vk.SendText(Irina, "Anyone?");
        await client.Event();

        vk.AnswerAsAdmin(Irina, "I am here", admin: 42);
        var human = await client.Event();
        await client.Call("messages.send", new { peer_ids = Irina, random_id = 5, message = "So am I" });
        var own = await client.Event();
        var read = vk.Read(Irina);
        var reaction = vk.React(Irina, 3, 2);
        await vk.WhenDelivered(Soon);

        Assert.Equal(("I am here", 42, true), (human.String("text"), human.GetProperty("admin").GetInt32(), human.GetProperty("out").GetBoolean()));
        Assert.Equal("So am I", own.String("text"));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, own.GetProperty("admin").ValueKind);
        Assert.Equal((1, 1), (vk.Updates.TimesTaken(read.Key), vk.Updates.TimesTaken(reaction.Key)));
        Assert.Equal("So am I", Assert.Single(vk.Sent.All).Text);
    }

    [Fact]
    public async Task A_server_that_expects_another_secret_is_not_confirmed_and_gets_nothing()
    {
        await using var vk = await StartVk();
        await using var client = Client(vk);
        var server = await client.ListenTo(vk, secret: "another");

        Assert.Equal("failed", await client.StatusOf(server));
        var update = vk.SendText(Irina, "Hello");
        await vk.WhenDelivered(Soon);
        Assert.Equal(0, vk.Updates.TimesTaken(update.Key));
    }

    [Fact]
    public async Task An_event_that_was_not_taken_comes_again_with_a_counter_until_the_server_has_failed()
    {
        await using var vk = await StartVk(new VkSettings { Limits = new VkLimits { RetryWaits = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20)] } });
        vk.Delivery = new() { Pace = 0.001 };
        await using var bot = await CallbackReceiver.Start();
        await using var client = Client(vk);
        var server = await client.Call("groups.addCallbackServer", new { url = bot.Url, title = "Own", secret_key = "s" });
        await vk.WhenDelivered(Soon);
        await client.Call("groups.setCallbackSettings", new { server_id = server.GetProperty("server_id").GetInt64(), message_new = 1 });

        bot.Refuse(2);
        var late = vk.SendText(Irina, "Comes late");
        await vk.WhenDelivered(Soon);
        Assert.Equal(1, vk.Updates.TimesTaken(late.Key));
        Assert.Equal(["", "1", "2"], bot.RetryCounters);

        bot.Refuse(100);
        var lost = vk.SendText(Irina, "Never comes");
        await vk.WhenDelivered(Soon);
        Assert.Equal(lost.Key, Assert.Single(vk.Updates.GivenUp).Key);
        Assert.Equal("failed", await client.StatusOf(server.GetProperty("server_id").GetInt64()));

        bot.Refuse(0);
        await client.Call("groups.editCallbackServer", new { server_id = server.GetProperty("server_id").GetInt64(), url = bot.Url, title = "Own", secret_key = "s" });
        await vk.WhenDelivered(Soon);
        var back = vk.SendText(Irina, "Comes again");
        await vk.WhenDelivered(Soon);
        Assert.Equal(1, vk.Updates.TimesTaken(back.Key));
    }

    [Fact]
    public async Task A_server_that_asks_for_later_gets_it_later_and_one_that_says_remove_is_removed()
    {
        await using var vk = await StartVk(new VkSettings { Limits = new VkLimits { RetryWaits = [TimeSpan.FromDays(10)] } });
        vk.Delivery = new() { Pace = 0.0001 };
        await using var bot = await CallbackReceiver.Start();
        await using var client = Client(vk);
        var server = await client.Call("groups.addCallbackServer", new { url = bot.Url, title = "Own" });
        await vk.WhenDelivered(Soon);
        await client.Call("groups.setCallbackSettings", new { server_id = server.GetProperty("server_id").GetInt64(), message_new = 1 });

        bot.PostponeOnce(TimeSpan.FromHours(1));
        var later = vk.SendText(Irina, "Later");
        await vk.WhenDelivered(Soon);
        Assert.Equal(1, vk.Updates.TimesTaken(later.Key));
        Assert.Equal(2, bot.EventIds.Count);

        bot.RemoveOnce();
        vk.SendText(Irina, "Go away");
        await vk.WhenDelivered(Soon);
        Assert.Equal(0, (await client.Call("groups.getCallbackServers", new { group_id = new VkSettings().GroupId })).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Cut_and_doubled_and_reordered_deliveries_lose_nothing()
    {
        await using var vk = await StartVk();
        vk.Delivery = new() { Pace = 0.0001, CutShare = 0.2, DuplicateShare = 0.2, ReorderWindow = 5 };
        await using var bot = await CallbackReceiver.Start();
        await using var client = Client(vk);
        var server = await client.Call("groups.addCallbackServer", new { url = bot.Url, title = "Own" });
        await vk.WhenDelivered(Soon);
        await client.Call("groups.setCallbackSettings", new { server_id = server.GetProperty("server_id").GetInt64(), message_new = 1 });

        for (var i = 0; i < 300; i++) vk.SendText(Irina + i % 10, $"No {i}");
        await vk.WhenDelivered(Soon);

        Assert.Empty(vk.Updates.NotTaken);
        Assert.Equal(300, bot.EventIds.Distinct().Count());
        Assert.True(bot.EventIds.Count > 330, $"Only {bot.EventIds.Count} deliveries.");
        Assert.NotEqual(vk.Updates.Made.OrderBy(made => made.At).Select(made => made.Key), bot.EventIds.Distinct());
    }
}
