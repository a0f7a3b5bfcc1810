using Sentralix.Connectors.Sandbox.Clients;
using static Sentralix.Connectors.Sandbox.Vk.VkApiClient;

namespace Sentralix.Connectors.Sandbox.Vk;

public sealed class VkMethodTests
{
    [Fact]
    public async Task A_client_by_others_that_calls_too_fast_is_refused_and_still_sends_each_message_once()
    {
        await using var vk = await StartVk();
        await using var client = Client(vk, apiLimit: 1000);
        vk.Allow(Irina);
        var (calls, cut) = (0, 0);
        vk.Faults.Always(_ =>
        {
            if (++calls % 7 != 0) return Fault.None;
            cut++;
            return new Fault(FaultKind.CutAfter);
        });

        await client.Do("many", new { count = 45, peer = Irina });

        Assert.Equal(45, vk.Sent.All.Count);
        Assert.Equal(45, vk.Sent.All.Select(sent => sent.Text).Distinct().Count());
        Assert.Contains(vk.Sent.All, sent => !sent.Told);
        Assert.True(calls - cut > 45, $"{calls} calls, {cut} of them cut: nothing was refused for its rate.");
    }

    [Fact]
    public async Task A_client_by_others_that_batches_sends_sixty_messages_in_three_calls()
    {
        await using var vk = await StartVk();
        await using var client = Client(vk, apiMode: "parallel");
        vk.Allow(Irina);
        var calls = 0;
        vk.Faults.Always(_ =>
        {
            calls++;
            return Fault.None;
        });

        await client.Do("many", new { count = 60, peer = Irina });
        Assert.Equal(60, vk.Sent.All.Count);
        Assert.Equal("No 60", vk.Sent.All[^1].Text);
        Assert.Equal(3, calls);

        vk.Deny(Irina);
        Assert.Equal(901, (await client.Refused("messages.send", new { peer_id = Irina, random_id = 61, message = "Closed [\"]);" })).Code());
        Assert.Equal(12, (await client.Refused("execute", new { code = "return 1;" })).Code());
    }

    [Fact]
    public async Task The_same_random_id_sends_once_to_a_peer_and_once_to_another()
    {
        await using var vk = await StartVk();
        await using var client = Client(vk);
        vk.Allow(Irina);
        vk.Allow(Oleg);

        var first = await client.Call("messages.send", new { peer_ids = $"{Irina},{Oleg}", random_id = 9, message = "Hello" });
        var again = await client.Call("messages.send", new { peer_ids = Irina, random_id = 9, message = "Hello again" });
        var single = await client.Call("messages.send", new { peer_id = Irina, random_id = 10, message = "Bare" });

        Assert.Equal(first[0].GetProperty("message_id").GetInt64(), again[0].GetProperty("message_id").GetInt64());
        Assert.Equal(["Hello", "Hello", "Bare"], vk.Sent.All.Select(sent => sent.Text));
        Assert.True(single.GetInt64() > 0);
    }

    [Fact]
    public async Task Uploads_by_others_become_attachments()
    {
        await using var vk = await StartVk();
        await using var client = Client(vk);
        vk.Allow(Irina);

        foreach (var (what, kind) in new[] { ("photo", "photo"), ("voice", "audio_message"), ("document", "doc") })
        {
            var attachment = (await client.Do(what, new { peer = Irina })).GetString();
            Assert.StartsWith(kind, attachment);
            await client.Call("messages.send", new { peer_ids = Irina, random_id = kind.Length, attachment });
        }

        var history = await client.Call("messages.getHistory", new { peer_id = Irina, rev = 1 });
        Assert.Equal(["photo", "audio_message", "doc"], history.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("attachments")[0].String("type")));
        Assert.Equal(100, (await client.Refused("messages.send", new { peer_ids = Irina, random_id = 99, attachment = "photo-1_2" })).Code());
    }

    [Fact]
    public async Task Refusals_have_the_codes_of_VK()
    {
        await using var vk = await StartVk();
        await using var client = Client(vk);
        vk.SendText(Irina, "Hello");

        Assert.Equal(914, await Refused(new { message = new string('я', 4097) }));
        Assert.Equal(100, await Refused(new { message = "" }));
        Assert.Equal(911, await Refused(new { message = "Choose", keyboard = "{\"buttons\":[[{\"action\":{\"type\":\"text\",\"label\":\"" + new string('x', 41) + "\"}}]]}" }));
        Assert.Equal(911, await Refused(new { message = "Choose", keyboard = "no" }));
        vk.Deny(Irina);
        Assert.Equal(901, await Refused(new { message = "Hello?" }));
        vk.Allow(Irina);
        vk.SetPrivate(Irina, true);
        Assert.Equal(902, await Refused(new { message = "Hello?" }));
        Assert.Equal(901, (await client.Refused("messages.send", new { peer_id = Oleg, random_id = 1, message = "Hello?" })).Code());
        Assert.Equal(901, (await client.Call("messages.send", new { peer_ids = Oleg, random_id = 1, message = "Hello?" }))[0].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(3, (await client.Refused("messages.sing", new { })).Code());
        Assert.Empty(vk.Sent.All);

        await using var stranger = Client(vk, token: "stolen");
        Assert.Equal(5, (await stranger.Refused("groups.getById", new { })).Code());

        async Task<int> Refused(object with)
        {
            var parameters = System.Text.Json.JsonSerializer.SerializeToNode(with)!.AsObject();
            parameters["peer_id"] = Irina;
            parameters["random_id"] = 77;
            return (await client.Refused("messages.send", parameters)).Code();
        }
    }

    [Fact]
    public async Task Keyboards_are_refused_where_abilities_of_bots_are_off()
    {
        await using var vk = await StartVk(new VkSettings { BotAbilities = false });
        await using var client = Client(vk);
        vk.Allow(Irina);

        Assert.Equal(912, (await client.Refused("messages.send", new { peer_id = Irina, random_id = 1, message = "Choose", keyboard = "{\"buttons\":[]}" })).Code());
    }

    [Fact]
    public async Task A_message_is_edited_and_deleted_within_a_day_and_read_and_typed_to()
    {
        var clock = new MovableClock();
        await using var vk = await StartVk(new VkSettings { Clock = clock });
        await using var client = Client(vk);
        vk.SendText(Irina, "Hello");
        await client.Call("messages.send", new { peer_ids = Irina, random_id = 1, message = "Hallo" });

        await client.Call("messages.edit", new { peer_id = Irina, cmid = 2, message = "Hello" });
        await client.Call("messages.setActivity", new { peer_id = Irina, type = "typing" });
        await client.Call("messages.markAsRead", new { peer_id = Irina, mark_conversation_as_read = 1 });
        await client.Call("messages.sendReaction", new { peer_id = Irina, cmid = 1, reaction_id = 1 });
        var seen = await client.Call("messages.getByConversationMessageId", new { peer_id = Irina, conversation_message_ids = 2 });
        Assert.Equal("Hello", seen.GetProperty("items")[0].String("text"));
        Assert.NotNull(vk.TypingAt(Irina));
        Assert.Equal(2, vk.ReadByCommunity(Irina));

        clock.Move(TimeSpan.FromHours(25));
        Assert.Equal(909, (await client.Refused("messages.edit", new { peer_id = Irina, cmid = 2, message = "Too late" })).Code());
        var deleted = await client.Call("messages.delete", new { peer_id = Irina, cmids = "2", delete_for_all = 1 });
        Assert.Equal(924, deleted[0].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(1, (await client.Call("messages.delete", new { peer_id = Irina, cmids = "2" }))[0].GetProperty("response").GetInt32());
        Assert.Equal(1, (await client.Call("messages.getHistory", new { peer_id = Irina })).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_press_is_answered_once_and_within_a_minute()
    {
        var clock = new MovableClock();
        await using var vk = await StartVk(new VkSettings { Clock = clock });
        await using var client = Client(vk);
        await client.Call("groups.setLongPollSettings", new { enabled = 1, message_event = 1 });
        vk.Allow(Irina);
        const string Keyboard = """{"inline":true,"buttons":[[{"action":{"type":"callback","label":"Yes","payload":"{\"t\":1}"}}]]}""";
        await client.Call("messages.send", new { peer_ids = Irina, random_id = 1, message = "Sure?", keyboard = Keyboard });
        await client.Do("poll");

        vk.Press(Irina, "Yes");
        var first = (await client.Event()).String("id");
        Assert.Null(vk.AnswerToPress(Irina));
        await client.Call("messages.sendMessageEventAnswer", new { event_id = first, user_id = Irina, peer_id = Irina });
        Assert.Equal("", vk.AnswerToPress(Irina));
        Assert.Equal(100, (await Late(first)).Code());
        Assert.Equal(100, (await Late("other")).Code());

        vk.Press(Irina, "Yes");
        var second = (await client.Event()).String("id");
        clock.Move(TimeSpan.FromSeconds(61));
        Assert.Equal(100, (await Late(second)).Code());

        Task<System.Text.Json.JsonElement> Late(string? id) => client.Refused("messages.sendMessageEventAnswer", new { event_id = id, user_id = Irina, peer_id = Irina });
    }

    [Fact]
    public async Task A_carousel_has_cards_of_one_structure_and_its_buttons_are_pressed()
    {
        await using var vk = await StartVk();
        await using var client = Client(vk);
        await client.Call("groups.setLongPollSettings", new { enabled = 1, message_event = 1 });
        await client.Do("poll");
        vk.Allow(Irina);

        await client.Call("messages.send", new { peer_ids = Irina, random_id = 1, message = "Choose", template = Carousel("""{"title":"Tea"BUTTONS},{"title":"Coffee"BUTTONS}""") });
        vk.Press(Irina, "Take");
        Assert.Equal(7, (await client.Event()).GetProperty("payload").GetProperty("card").GetInt32());

        Assert.Equal(911, await Refused("""{"title":"Tea"BUTTONS},{"description":"Black"BUTTONS}"""));
        Assert.Equal(911, await Refused("""{"title":"Tea"}"""));
        Assert.Equal(911, await Refused("""{"title":"Tea","photo_id":"-1_2"BUTTONS}"""));
        Assert.Equal(911, await Refused(string.Join(',', Enumerable.Repeat("""{"title":"Tea"BUTTONS}""", 11))));

        async Task<int> Refused(string cards) => (await client.Refused("messages.send", new { peer_id = Irina, random_id = 2, message = "Choose", template = Carousel(cards) })).Code();

        static string Carousel(string cards) =>
            $$"""{"type":"carousel","elements":[{{cards}}]}""".Replace("BUTTONS", ""","buttons":[{"action":{"type":"callback","label":"Take","payload":{"card":7}}}]""", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_chat_is_known_once_someone_wrote_there_and_shows_no_ids_but_its_own()
    {
        const long Chat = 2_000_000_001;
        await using var vk = await StartVk();
        await using var client = Client(vk);
        Assert.Equal(917, (await client.Refused("messages.send", new { peer_id = Chat, random_id = 1, message = "Hello" })).Code());

        vk.SendText(Irina, "Hello all", peer: Chat);
        await client.Call("messages.send", new { peer_ids = Chat, random_id = 1, message = "Hello" });

        var items = (await client.Call("messages.getHistory", new { peer_id = Chat, rev = 1 })).GetProperty("items");
        Assert.Equal([Irina, -new VkSettings().GroupId], items.EnumerateArray().Select(item => item.GetProperty("from_id").GetInt64()));
        Assert.All(items.EnumerateArray(), item => Assert.Equal(0, item.GetProperty("id").GetInt64()));
    }

    [Fact]
    public async Task A_call_is_refused_with_the_code_that_was_told_and_the_next_is_not()
    {
        await using var vk = await StartVk();
        await using var client = Client(vk);
        vk.Allow(Irina);

        vk.RefuseNext("messages.send", 9, "Flood control");
        Assert.Equal(9, (await client.Refused("messages.send", new { peer_id = Irina, random_id = 1, message = "Hello" })).Code());
        await client.Call("messages.send", new { peer_ids = Irina, random_id = 1, message = "Hello" });
        Assert.Single(vk.Sent.All);
    }

    [Fact]
    public async Task More_than_a_thousand_messages_in_an_hour_to_one_user_are_a_flood()
    {
        await using var vk = await StartVk(new VkSettings { Limits = new VkLimits { MessagesPerHourToOneUser = 2 } });
        await using var client = Client(vk);
        vk.Allow(Irina);
        vk.Allow(Oleg);

        for (var i = 1; i <= 2; i++) await client.Call("messages.send", new { peer_ids = Irina, random_id = i, message = "Hello" });
        Assert.Equal(9, (await client.Refused("messages.send", new { peer_id = Irina, random_id = 3, message = "Hello" })).Code());
        await client.Call("messages.send", new { peer_ids = Oleg, random_id = 3, message = "Hello" });
    }

    [Fact]
    public async Task The_community_and_its_people_have_names()
    {
        await using var vk = await StartVk();
        await using var client = Client(vk);
        vk.Introduce(new VkUser(Irina, "Irina", "Smirnova", "irina"));

        Assert.Equal(new VkSettings().GroupId, (await client.Call("groups.getById")).GetProperty("groups")[0].GetProperty("id").GetInt64());
        Assert.Equal("Smirnova", (await client.Call("users.get", new { user_ids = Irina }))[0].String("last_name"));
        Assert.Equal(new VkSettings().ConfirmationCode, (await client.Call("groups.getCallbackConfirmationCode", new { group_id = new VkSettings().GroupId })).String("code"));
        Assert.Equal(15, (await client.Refused("groups.getCallbackConfirmationCode", new { group_id = 1 })).Code());
    }
}
