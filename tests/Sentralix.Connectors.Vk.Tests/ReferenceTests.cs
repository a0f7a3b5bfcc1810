using System.Text;
using Sentralix.Connectors.Messaging.Channels;
using Xunit;

namespace Sentralix.Connectors.Vk.Tests;

/// <summary>What a message answers and whose words it passes on.</summary>
public sealed class ReferenceTests
{
    private readonly VkChannel channel = new();

    [Fact]
    public void An_answer_names_what_it_answers()
    {
        var read = Message(""" "reply_message":{"conversation_message_id":56,"from_id":-220011,"peer_id":77001,"date":1795200000,"text":"Какой размер?"} """);

        Assert.Equal(("56", "Какой размер?", null), (read.ReplyTo!.ChannelMessageId, read.ReplyTo.Text, read.ForwardedFrom));
        Assert.Equal("Да", Assert.Single(read.Parts).Text);
    }

    [Fact]
    public void What_is_passed_on_names_whose_words_they_are()
    {
        var read = Message(""" "fwd_messages":[{"from_id":9,"date":1795200000,"text":"Чужое"},{"from_id":10,"date":1795200001,"text":"и ещё"}] """);

        Assert.Equal(("9", DateTimeOffset.FromUnixTimeSeconds(1795200000), null), (read.ForwardedFrom!.Id, read.ForwardedFrom.At, read.ReplyTo));
        Assert.Equal("Чужое\n\nи ещё", read.Parts[1].Text);
    }

    private Inbound Message(string reference) => Assert.Single(channel.Read(
        new Access { ConnectionId = "con_1", Identity = "220011", Settings = new Dictionary<string, string>(), Secrets = new Dictionary<string, string> { ["token"] = "t" }, HookSecrets = ["s"], Http = new HttpClient() },
        Encoding.UTF8.GetBytes($$"""{"type":"message_new","event_id":"e","v":"5.199","group_id":220011,"object":{"message":{"id":1,"conversation_message_id":57,"date":1795300000,"peer_id":77001,"from_id":77001,"out":0,"text":"Да",{{reference}} },"client_info":{} } }""")));
}
