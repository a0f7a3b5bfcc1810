using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.Telegram.Tests.Updates;

/// <summary>What a message answers and whose words it passes on.</summary>
public sealed class ReferenceTests
{
    private const string Chat = """ "chat":{"id":77001,"first_name":"Ирина","type":"private"},"date":1795300000 """;
    private const string From = $$""" "from":{"id":77001,"is_bot":false,"first_name":"Ирина"},{{Chat}} """;
    private const string Answered = $$""" "reply_to_message":{"message_id":440,"text":"Какой цвет и размер?",{{Chat}}} """;

    private readonly TelegramChannel channel = new();

    [Theory]
    [InlineData(Answered, "440", "Какой цвет и размер?")]
    [InlineData($$""" {{Answered}},"quote":{"text":"размер","position":12} """, "440", "размер")]
    [InlineData($$""" "reply_to_message":{"message_id":440,"caption":"Наш зал","photo":[{"file_id":"S","file_unique_id":"s","width":9,"height":6}],{{Chat}}} """, "440", "Наш зал")]
    [InlineData($$""" "reply_to_message":{"message_id":440,"location":{"latitude":1,"longitude":2},{{Chat}}} """, "440", null)]
    [InlineData(""" "external_reply":{"origin":{"type":"hidden_user","sender_user_name":"Кто-то","date":1795200000}},"quote":{"text":"чужое","position":0} """, null, "чужое")]
    public void An_answer_names_what_it_answers(string reference, string? id, string? text)
    {
        var reply = Message(reference).ReplyTo!;

        Assert.Equal((id, text, null), (reply.ChannelMessageId, reply.Text, reply.MessageId));
    }

    [Fact]
    public void Being_in_a_topic_is_no_answer()
    {
        Assert.Null(Message($$""" "is_topic_message":true,"message_thread_id":5,"reply_to_message":{"message_id":5,"forum_topic_created":{"name":"Вопросы","icon_color":1},{{Chat}}} """).ReplyTo);
        Assert.Equal("9", Message($$""" "is_topic_message":true,"message_thread_id":5,"reply_to_message":{"message_id":9,"text":"a",{{Chat}}} """).ReplyTo!.ChannelMessageId);
        Assert.Null(Message(""" "message_thread_id":5 """).ReplyTo);
    }

    [Theory]
    [InlineData(""" {"type":"user","sender_user":{"id":9,"is_bot":false,"first_name":"Олег"},"date":1795200000} """, "Олег", "9")]
    [InlineData(""" {"type":"hidden_user","sender_user_name":"Аноним","date":1795200000} """, "Аноним", null)]
    [InlineData(""" {"type":"chat","sender_chat":{"id":-5,"title":"Жильцы","type":"group"},"date":1795200000} """, "Жильцы", "-5")]
    [InlineData(""" {"type":"channel","chat":{"id":-100,"title":"Новости","type":"channel"},"message_id":3,"date":1795200000} """, "Новости", "-100")]
    public void What_is_passed_on_names_whose_words_they_are(string origin, string name, string? id)
    {
        var from = Message($""" "forward_origin":{origin} """).ForwardedFrom!;

        Assert.Equal((name, id, DateTimeOffset.FromUnixTimeSeconds(1795200000)), (from.Name, from.Id, from.At));
    }

    [Fact]
    public void A_persons_own_words_refer_to_nothing()
    {
        var said = Message(""" "edit_hide":1 """);

        Assert.Equal((ChannelEventTypes.MessageReceived, null, null), (said.Type, said.ReplyTo, said.ForwardedFrom));
    }

    private Inbound Message(string reference) =>
        Assert.Single(channel.Read(Connections.To(), Connections.Bytes($$"""{"update_id":1,"message":{"message_id":442,"text":"Да",{{From}},{{reference}} } }""")));
}
