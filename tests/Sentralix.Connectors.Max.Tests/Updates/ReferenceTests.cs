using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Max.Tests.Updates;

/// <summary>What a message answers and whose words it passes on.</summary>
public sealed class ReferenceTests
{
    private readonly MaxChannel channel = new(TimeProvider.System);

    [Fact]
    public void An_answer_names_what_it_answers()
    {
        var read = Message("""{"type":"reply","sender":{"user_id":1,"name":"Бот","is_bot":true},"message":{"mid":"mid.7","seq":3,"text":"Какой размер?"}}""");

        Assert.Equal(("mid.7", "Какой размер?"), (read.ReplyTo!.ChannelMessageId, read.ReplyTo.Text));
        Assert.Null(read.ForwardedFrom);
        Assert.Equal("Да", Assert.Single(read.Parts).Text);
    }

    [Fact]
    public void What_is_passed_on_names_whose_words_they_are()
    {
        var read = Message("""{"type":"forward","sender":{"user_id":9,"first_name":"Олег"},"chat_id":-5,"message":{"mid":"mid.8","seq":4,"text":"Чужое"}}""");

        Assert.Equal(("Олег", "9"), (read.ForwardedFrom!.Name, read.ForwardedFrom.Id));
        Assert.Null(read.ReplyTo);
        Assert.Equal(["Да", "Чужое"], read.Parts.Select(part => part.Text));
    }

    private Inbound Message(string link) => Assert.Single(channel.Read(Connections.To("http://127.0.0.1:1"), Connections.Bytes(
        $$"""{"update_type":"message_created","timestamp":5,"message":{"sender":{"user_id":77001,"first_name":"Ирина","is_bot":false},"recipient":{"chat_id":12,"chat_type":"dialog"},"timestamp":5,"link":{{link}},"body":{"mid":"mid.9","seq":5,"text":"Да"} } }""")));
}
