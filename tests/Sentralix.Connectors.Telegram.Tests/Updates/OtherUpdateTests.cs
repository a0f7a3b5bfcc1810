using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.Telegram.Tests.Updates;

public sealed class OtherUpdateTests
{
    private readonly TelegramChannel channel = new();

    [Fact]
    public void A_press_tells_the_token_the_label_and_how_it_is_answered()
    {
        var read = Read("""
            {"update_id":884512332,"callback_query":{"id":"330715","from":{"id":77001,"is_bot":false,"first_name":"Ирина"},"chat_instance":"-41",
             "message":{"message_id":441,"date":1795299990,"chat":{"id":77001,"type":"private","first_name":"Ирина"},"text":"Записать вас?",
              "reply_markup":{"inline_keyboard":[[{"text":"Нет","callback_data":"b1:0"},{"text":"Да","callback_data":"b1:7Qf0sXk2"}]]}},"data":"b1:7Qf0sXk2"}}
            """);

        Assert.Equal((ChannelEventTypes.ButtonPressed, "b1:7Qf0sXk2", "330715", "441", "77001", "77001"), (read.Type, read.ButtonToken, read.Callback, read.ChannelMessageId, read.Thread, read.UserId));
        var part = Assert.Single(read.Parts);
        Assert.Equal((PartTypes.Button, "Да"), (part.Type, part.Text));
    }

    [Fact]
    public void A_press_under_a_message_that_telegram_has_forgotten_still_counts()
    {
        var read = Read("""{"update_id":1,"callback_query":{"id":"3","from":{"id":77001,"is_bot":false,"first_name":"И"},"chat_instance":"-41","message":{"message_id":441,"date":0,"chat":{"id":77001,"type":"private"}},"data":"t"}}""");

        Assert.Equal((ChannelEventTypes.ButtonPressed, "t", "441"), (read.Type, read.ButtonToken, read.ChannelMessageId));
    }

    [Theory]
    [InlineData("private", """{"status":"member",U}""", """{"status":"kicked","until_date":0,U}""", "conversation.stopped", "blocked")]
    [InlineData("private", """{"status":"kicked","until_date":0,U}""", """{"status":"member",U}""", "conversation.resumed", "unblocked")]
    [InlineData("group", """{"status":"left",U}""", """{"status":"member",U}""", "conversation.started", "added")]
    [InlineData("group", """{"status":"member",U}""", """{"status":"kicked","until_date":0,U}""", "conversation.stopped", "removed")]
    [InlineData("supergroup", """{"status":"member",U}""", """{"status":"restricted","is_member":true,"can_send_messages":false,"until_date":0,U}""", "conversation.stopped", "restricted")]
    [InlineData("supergroup", """{"status":"restricted","is_member":true,"can_send_messages":false,"until_date":0,U}""", """{"status":"member",U}""", "conversation.resumed", "unrestricted")]
    [InlineData("supergroup", """{"status":"member",U}""", """{"status":"administrator","can_be_edited":false,"is_anonymous":false,U}""", "conversation.updated", "rights")]
    public void What_happens_to_the_bot_opens_and_closes_conversations(string chat, string before, string after, string type, string reason)
    {
        const string User = """ "user":{"id":555,"is_bot":true,"first_name":"Бот"} """;
        var update = """{"update_id":884512340,"my_chat_member":{"chat":{"id":77001,"type":"CHAT","first_name":"Ирина"},"from":{"id":77001,"is_bot":false,"first_name":"Ирина"},"date":1795300900,"old_chat_member":OLD,"new_chat_member":NEW}}"""
            .Replace("CHAT", chat, StringComparison.Ordinal).Replace("OLD", before, StringComparison.Ordinal).Replace("NEW", after, StringComparison.Ordinal).Replace("U}", User + "}", StringComparison.Ordinal);

        var read = Read(update);

        Assert.Equal((type, reason, "77001", DateTimeOffset.FromUnixTimeSeconds(1795300900)), (read.Type, read.Reason, read.Thread, read.OccurredAt));
    }

    [Fact]
    public void A_reaction_says_what_is_there_now()
    {
        var read = Read("""{"update_id":1,"message_reaction":{"chat":{"id":77001,"type":"private"},"message_id":12,"user":{"id":77001,"is_bot":false,"first_name":"И"},"date":1795300900,"old_reaction":[],"new_reaction":[{"type":"emoji","emoji":"👍"}]}}""");

        Assert.Equal((ChannelEventTypes.ReactionChanged, "12", "👍"), (read.Type, read.ChannelMessageId, Assert.Single(read.Parts).Text));
        Assert.Equal(0, read.Parts[0].Data!.Value.GetProperty("old").GetArrayLength());
    }

    [Fact]
    public void A_stopped_answer_is_told_for_its_topic()
    {
        var read = Read("""{"update_id":1,"stopped_message_generation":{"chat":{"id":77001,"type":"private","first_name":"И"},"message_thread_id":7,"draft_id":3}}""");

        Assert.Equal((ChannelEventTypes.GenerationStopped, "77001/7", "77001"), (read.Type, read.Thread, read.UserId));
    }

    [Fact]
    public void Each_deleted_message_of_a_business_conversation_is_told()
    {
        var read = channel.Read(Connections.To(), Connections.Bytes("""{"update_id":1,"deleted_business_messages":{"business_connection_id":"bc1","chat":{"id":77001,"type":"private","first_name":"И"},"message_ids":[4,5]}}"""));

        Assert.Equal(["4", "5"], read.Select(one => one.ChannelMessageId));
        Assert.All(read, one => Assert.Equal((ChannelEventTypes.MessageDeleted, "77001@bc1"), (one.Type, one.Thread)));
    }

    [Theory]
    [InlineData("inline_query")]
    [InlineData("chat_member")]
    [InlineData("channel_post")]
    [InlineData("poll_answer")]
    [InlineData("kind_of_tomorrow")]
    public void Other_kinds_are_unknown_under_their_own_name(string kind)
    {
        var read = Read($$"""{"update_id":1,"{{kind}}":{"from":{"id":77001,"is_bot":false,"first_name":"И"},"anything":[1,{"x":null}]} }""");

        Assert.Equal((ChannelEventTypes.Unknown, kind, "77001"), (read.Type, read.Reason, read.Thread));
    }

    [Fact]
    public void An_update_with_nothing_in_it_is_unknown() => Assert.Equal(ChannelEventTypes.Unknown, Read("""{"update_id":1}""").Type);

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"message":{}}""")]
    [InlineData("""{"update_id":1,"message":{"message_id":"x"}}""")]
    [InlineData("""{"update_id":1,"message":{}}""")]
    [InlineData("""{"update_id":1,"my_chat_member":{"chat":{"id":1,"type":"private"}}}""")]
    public void What_cannot_be_read_says_so(string update) => Assert.Throws<FormatException>(() => channel.Read(Connections.To(), Connections.Bytes(update)));

    private Inbound Read(string update) => Assert.Single(channel.Read(Connections.To(), Connections.Bytes(update)));
}
