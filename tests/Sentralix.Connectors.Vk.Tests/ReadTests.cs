using System.Text;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Sending;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.Vk.Tests;

/// <summary>What VK's stand-in delivers, read.</summary>
public sealed class ReadTests
{
    private static readonly byte[] Bytes = [1, 2, 3];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_is_a_message()
    {
        await using var world = await Listening();

        var heard = Assert.Single(await world.Heard(world.Vk.SendText(VkWorld.Irina, "Сколько стоит доставка?")));

        Assert.Equal((ChannelEventTypes.MessageReceived, "77001", "77001", "1"), (heard.Type, heard.Thread, heard.UserId, heard.ChannelMessageId));
        Assert.Equal((PartTypes.Text, "Сколько стоит доставка?"), (heard.Parts[0].Type, Assert.Single(heard.Parts).Text));
        Assert.InRange(heard.OccurredAt!.Value, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task A_text_in_a_chat_of_several_belongs_to_the_chat()
    {
        await using var world = await Listening();

        var heard = Assert.Single(await world.Heard(world.Vk.SendText(VkWorld.Irina, "Всем привет", peer: 2_000_000_007)));

        Assert.Equal(("2000000007", "77001", "1"), (heard.Thread, heard.UserId, heard.ChannelMessageId));
        Assert.True(world.Channel.IsGroup(heard.Thread));
        Assert.False(world.Channel.IsGroup("77001"));
    }

    [Fact]
    public async Task Pressing_Start_opens_the_conversation_with_the_mark_of_its_link()
    {
        await using var world = await Listening();

        var plain = Assert.Single(await world.Heard(world.Vk.Start(VkWorld.Irina)));
        Assert.Equal((ChannelEventTypes.ConversationStarted, "77001", null), (plain.Type, plain.UserId, plain.Reason));
        Assert.Empty(plain.Parts);

        var marked = Assert.Single(await world.Heard(world.Vk.Start(VkWorld.Irina, "spring")));
        Assert.Equal(("spring", """{"start":"spring"}"""), (marked.Reason, marked.Parts[0].Data!.Value.GetRawText()));
    }

    [Fact]
    public async Task Media_are_parts_with_what_VK_says_of_them()
    {
        await using var world = await Listening();

        var photo = Assert.Single(await world.Heard(world.Vk.SendPhoto(VkWorld.Irina, Bytes, "вот")));
        Assert.Equal([PartTypes.Text, PartTypes.Image], photo.Parts.Select(part => part.Type));
        Assert.Equal((604, MediaState.Remote), (photo.Parts[1].Media!.Width, photo.Parts[1].Media!.State));
        Assert.StartsWith("photo77001_", photo.Media[1].Unique, StringComparison.Ordinal);

        var voice = Assert.Single(await world.Heard(world.Vk.SendVoice(VkWorld.Irina, Bytes, 6)));
        Assert.Equal((PartTypes.Voice, 6000, "audio/ogg"), (voice.Parts[0].Type, voice.Parts[0].Media!.DurationMs, voice.Parts[0].Media!.MimeType));

        var document = Assert.Single(await world.Heard(world.Vk.SendDocument(VkWorld.Irina, "Договор.pdf", Bytes)));
        Assert.Equal((PartTypes.File, "Договор.pdf", 3), (document.Parts[0].Type, document.Parts[0].Media!.FileName, document.Parts[0].Media!.Size));

        var sticker = Assert.Single(await world.Heard(world.Vk.SendSticker(VkWorld.Irina, 4)));
        Assert.Equal((PartTypes.Sticker, "sticker4"), (sticker.Parts[0].Type, sticker.Media[0].Unique));

        var place = Assert.Single(await world.Heard(world.Vk.SendPlace(VkWorld.Irina, 55.75, 37.62)));
        Assert.Equal((PartTypes.Location, 55.75, 37.62), (place.Parts[0].Type, place.Parts[0].Location!.Latitude, place.Parts[0].Location!.Longitude));
    }

    [Fact]
    public async Task A_press_brings_the_token_and_can_be_answered()
    {
        await using var world = await Listening();
        world.Vk.Start(VkWorld.Irina);
        await world.Channel.Send(world.Access, new("msg_1", 0, "77001", new Segment { Text = "Да?", Buttons = [[new("Да", "tok-yes", null)]] }.Write()), Cancellation);

        var press = Assert.Single(await world.Heard(world.Vk.Press(VkWorld.Irina, "Да")));
        Assert.Equal((ChannelEventTypes.ButtonPressed, "tok-yes", "77001", "77001", "2"), (press.Type, press.ButtonToken, press.UserId, press.Thread, press.ChannelMessageId));

        Assert.Null(world.Vk.AnswerToPress(VkWorld.Irina));
        await world.Channel.AnswerPress(world.Access, press.Callback!, Cancellation);
        Assert.Equal("", world.Vk.AnswerToPress(VkWorld.Irina));

        // Nothing waits for the second one.
        await world.Channel.AnswerPress(world.Access, press.Callback!, Cancellation);
    }

    [Theory]
    [InlineData("""{"t":"tok-1"}""", "tok-1")]
    [InlineData("""{"command":"not_supported_button","payload":"{\"t\":\"tok-1\"}"}""", "tok-1")]
    [InlineData("""{"command":"not_supported_button","payload":{"t":"tok-1"}}""", "tok-1")]
    [InlineData("""{"menu":1}""", null)]
    [InlineData("any text", null)]
    public async Task A_press_that_comes_as_a_message_is_a_press_where_the_button_is_ours(string payload, string? token)
    {
        await using var world = await Listening();

        var heard = Assert.Single(await world.Heard(world.Vk.SendText(VkWorld.Irina, "Да", payload: payload)));

        Assert.Equal((token is null ? ChannelEventTypes.MessageReceived : ChannelEventTypes.ButtonPressed, token, "Да"), (heard.Type, heard.ButtonToken, heard.Parts[0].Text));
    }

    [Fact]
    public async Task An_edit_names_the_message()
    {
        await using var world = await Listening();
        world.Vk.SendText(VkWorld.Irina, "Здравствуте");

        var heard = Assert.Single(await world.Heard(world.Vk.Edit(VkWorld.Irina, 1, "Здравствуйте")));

        Assert.Equal((ChannelEventTypes.MessageEdited, "1", "Здравствуйте"), (heard.Type, heard.ChannelMessageId, heard.Parts[0].Text));
    }

    [Fact]
    public async Task A_human_of_the_community_is_an_echo_in_the_contacts_conversation()
    {
        await using var world = await Listening();
        world.Vk.SendText(VkWorld.Irina, "Есть кто живой?");

        var heard = Assert.Single(await world.Heard(world.Vk.AnswerAsAdmin(VkWorld.Irina, "Отвечаю лично")));

        Assert.Equal((ChannelEventTypes.MessageEcho, "77001", "77001", "2", "admin"), (heard.Type, heard.Thread, heard.UserId, heard.ChannelMessageId, heard.Reason));
        Assert.Equal("Отвечаю лично", Assert.Single(heard.Parts).Text);
    }

    [Fact]
    public async Task What_a_person_has_read_is_told_as_a_status()
    {
        await using var world = await Listening();
        world.Vk.Start(VkWorld.Irina);
        await world.Channel.Send(world.Access, new("msg_1", 0, "77001", new Segment { Text = "Готово" }.Write()), Cancellation);

        var heard = Assert.Single(await world.Heard(world.Vk.Read(VkWorld.Irina)));

        Assert.Equal((ChannelEventTypes.MessageStatus, SendStatus.Read, "77001", 2L), (heard.Type, heard.Status, heard.Thread, heard.UpTo));
    }

    [Fact]
    public async Task Forbidding_and_allowing_messages_stops_and_resumes_the_conversation()
    {
        await using var world = await Listening();
        world.Vk.Start(VkWorld.Irina);

        var stopped = Assert.Single(await world.Heard(world.Vk.Deny(VkWorld.Irina)));
        Assert.Equal((ChannelEventTypes.ConversationStopped, "77001", "77001", "denied"), (stopped.Type, stopped.Thread, stopped.UserId, stopped.Reason));

        var resumed = Assert.Single(await world.Heard(world.Vk.Allow(VkWorld.Irina, "widget-7")));
        Assert.Equal((ChannelEventTypes.ConversationResumed, "77001", "widget-7"), (resumed.Type, resumed.UserId, resumed.Reason));
    }

    [Fact]
    public async Task A_reaction_is_told_with_its_number_and_taken_back_without_one()
    {
        await using var world = await Listening();
        world.Vk.SendText(VkWorld.Irina, "Спасибо");

        var set = Assert.Single(await world.Heard(world.Vk.React(VkWorld.Irina, 1, 4)));
        Assert.Equal((ChannelEventTypes.ReactionChanged, "1", """{"reaction_id":4}"""), (set.Type, set.ChannelMessageId, set.Parts[0].Data!.Value.GetRawText()));
        var taken = Assert.Single(await world.Heard(world.Vk.React(VkWorld.Irina, 1, null)));
        Assert.Equal("""{"reaction_id":null}""", taken.Parts[0].Data!.Value.GetRawText());
    }

    [Theory]
    [InlineData("""{"type":"wall_post_new","object":{"id":3}}""", "wall_post_new")]
    [InlineData("""{"type":"group_join","object":{"user_id":77001,"join_type":"join"}}""", "group_join")]
    [InlineData("""{"type":"message_new","object":{"message":{"peer_id":2000000007,"from_id":-5,"text":"я бот"}}}""", "from_bot")]
    [InlineData("""{"type":"message_new","object":{"message":{"peer_id":77001,"from_id":77001,"out":1,"text":"эхо"}}}""", "own")]
    [InlineData("""{"type":"message_event","object":{"user_id":77001,"peer_id":77001,"event_id":"e","payload":"{}"}}""", "message_event")]
    [InlineData("""{"type":"message_read","object":{"from_id":-220011,"peer_id":77001}}""", "message_read")]
    [InlineData("""{"type":"message_deny","object":{}}""", "message_deny")]
    [InlineData("""{"type":"later_kind"}""", "later_kind")]
    public void What_is_nobodys_question_is_unknown_with_its_name(string update, string reason)
    {
        var heard = Assert.Single(Read(update));

        Assert.Equal((ChannelEventTypes.Unknown, reason), (heard.Type, heard.Reason));
    }

    [Theory]
    [InlineData("""{"type":"chat_invite_user","member_id":-220011}""", ChannelEventTypes.ConversationStarted, "added")]
    [InlineData("""{"type":"chat_kick_user","member_id":-220011}""", ChannelEventTypes.ConversationStopped, "removed")]
    [InlineData("""{"type":"chat_kick_user","member_id":77002}""", ChannelEventTypes.ConversationUpdated, "participant_left")]
    [InlineData("""{"type":"chat_title_update","text":"Отдел"}""", ChannelEventTypes.ConversationUpdated, "title")]
    [InlineData("""{"type":"chat_pin_message"}""", ChannelEventTypes.ConversationUpdated, "chat_pin_message")]
    public void What_happens_to_a_chat_is_nobodys_message(string action, string type, string reason)
    {
        var heard = Assert.Single(Message($$"""{"peer_id":2000000007,"from_id":77001,"text":"","action":{{action}} }"""));

        Assert.Equal((type, reason), (heard.Type, heard.Reason));
    }

    [Theory]
    [InlineData("video", """{"id":1,"owner_id":2,"title":"Обзор"}""", "Обзор")]
    [InlineData("wall", """{"id":1,"text":"Запись"}""", "Запись")]
    [InlineData("poll", """{"question":"Да?","answers":[{"text":"Да"},{"text":"Нет"}]}""", "Да?\n• Да\n• Нет")]
    [InlineData("audio", """{"artist":"Кино","title":"Группа крови"}""", "Кино — Группа крови")]
    [InlineData("gift", "{}", "[gift]")]
    [InlineData("later", "{}", "[later]")]
    [InlineData("sticker", """{"images":[]}""", "[sticker]")]
    public void An_attachment_without_a_part_keeps_VKs_name(string type, string content, string words)
    {
        var part = Assert.Single(Attached(type, content).Parts);

        Assert.Equal((PartTypes.Unsupported, type, words), (part.Type, part.ChannelType, part.Text));
    }

    [Fact]
    public void Links_and_goods_are_told_with_what_they_lead_to()
    {
        var link = Attached("link", """{"url":"https://shop.example/","title":"Магазин","description":"Всё есть"}""").Parts[0];
        Assert.Equal((PartTypes.Link, new LinkPreview("https://shop.example/", "Магазин", "Всё есть")), (link.Type, link.Link));

        var item = Attached("market", """{"id":7,"owner_id":-5,"title":"Чайник","description":"Электрический","price":{"amount":"150000","text":"1 500 ₽"}}""").Parts[0];
        Assert.Equal((PartTypes.Item, new LinkPreview("https://vk.com/market-5?w=product-5_7", "Чайник", "Электрический", "market-5_7", "1 500 ₽")), (item.Type, item.Link));
    }

    [Fact]
    public void A_message_may_have_many_parts_and_media_know_theirs()
    {
        var heard = Assert.Single(Message(
            """
            {"peer_id":77001,"from_id":77001,"conversation_message_id":3,"text":"Вот","is_cropped":true,
             "fwd_messages":[{"text":"Первое"},{"text":"","attachments":[{"type":"photo"}]}],
             "attachments":[{"type":"video","video":{"title":"Обзор"}},{"type":"doc","doc":{"id":2,"owner_id":1,"title":"Кот","ext":"GIF","size":5,"url":"https://vk.com/doc1_2"}},
                            {"type":"photo","photo":{"id":9,"owner_id":1,"sizes":[]}}]}
            """));

        Assert.Equal([PartTypes.Text, PartTypes.Unsupported, PartTypes.Animation, PartTypes.Image, PartTypes.Unsupported, PartTypes.Unsupported], heard.Parts.Select(part => part.Type));
        Assert.Equal(new InboundMedia("https://vk.com/doc1_2", "doc1_2"), Assert.Single(heard.Media, media => media.Key == 2).Value);
        Assert.Equal(("Кот.gif", MediaState.Expired), (heard.Parts[2].Media!.FileName, heard.Parts[3].Media!.State));
        Assert.Equal(("fwd_messages", "Первое\n\n[photo]"), (heard.Parts[4].ChannelType, heard.Parts[4].Text));
        Assert.Equal("is_cropped", heard.Parts[5].ChannelType);
    }

    [Fact]
    public void Formatting_of_a_person_is_kept_where_it_fits_the_text()
    {
        var heard = Assert.Single(Message(
            """
            {"peer_id":77001,"from_id":77001,"text":"Важно тут","format_data":{"version":"1","items":[{"type":"bold","offset":0,"length":5},
             {"type":"url","offset":6,"length":3,"url":"https://a.example"},{"type":"italic","offset":6,"length":99},{"type":"later","offset":0,"length":1}]}}
            """));

        Assert.Equal([new TextSpan("bold", 0, 5), new TextSpan("link", 6, 3, "https://a.example")], heard.Parts[0].Spans!);
    }

    [Fact]
    public void A_message_of_nothing_still_has_a_part()
    {
        Assert.Equal("empty", Assert.Single(Assert.Single(Message("""{"peer_id":77001,"from_id":77001,"text":""}""")).Parts).ChannelType);
    }

    [Fact]
    public void First_words_that_came_by_a_link_open_the_conversation_and_are_said_in_it()
    {
        var heard = Message("""{"peer_id":77001,"from_id":77001,"text":"Привет","ref":"spring","ref_source":"qr"}""");

        Assert.Equal([ChannelEventTypes.ConversationStarted, ChannelEventTypes.MessageReceived], heard.Select(one => one.Type));
        Assert.Equal("""{"start":"spring","source":"qr"}""", heard[0].Parts[0].Data!.Value.GetRawText());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void What_is_no_update_cannot_be_read(string update) => Assert.Throws<FormatException>(() => Read(update));

    private static async Task<VkWorld> Listening()
    {
        var world = await VkWorld.Open();
        await world.SetHook(Cancellation);
        return world;
    }

    private static Inbound Attached(string type, string content) =>
        Assert.Single(Message($$"""{"peer_id":77001,"from_id":77001,"text":"","attachments":[{"type":"{{type}}","{{type}}":{{content}} } ] }"""));

    private static IReadOnlyList<Inbound> Message(string message) => Read($$"""{"type":"message_new","object":{"message":{{message}} } }""");

    private static IReadOnlyList<Inbound> Read(string update)
    {
        var access = new Access { ConnectionId = "con_1", Settings = new Dictionary<string, string>(), Secrets = new Dictionary<string, string>(), HookSecrets = [], Http = new HttpClient() };
        return new VkChannel().Read(access, Encoding.UTF8.GetBytes(update));
    }
}
