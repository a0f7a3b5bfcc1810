using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.JivoSite.Tests.Events;

/// <summary>Events as they might come and the stand-in does not send them.</summary>
public sealed class EventTests
{
    private const string Token = "K7pQ2vX9mT4cR8wZ1nB6yD";

    private readonly JivoSiteChannel channel = new(TimeProvider.System);
    private readonly Access access = Connections.To("http://127.0.0.1:1", "prov", Token);

    [Fact]
    public void A_repetition_has_the_same_key_whether_its_ids_are_strings_or_numbers()
    {
        var text = Take("""{"event":"CLIENT_MESSAGE","id":"e1","site_id":"900001","client_id":"41","chat_id":"1507","message":{"type":"TEXT","text":"Да"}}""");
        var numbers = Take("""{"event":"CLIENT_MESSAGE","id":"e1","site_id":900001,"client_id":41,"chat_id":1507,"message":{"type":"TEXT","text":"Да"}}""");
        var elsewhere = Take("""{"event":"CLIENT_MESSAGE","id":"e1","site_id":"900002","client_id":"41","chat_id":"1507","message":{"type":"TEXT","text":"Да"}}""");

        Assert.Equal((text.Key, text.Thread), (numbers.Key, numbers.Thread));
        Assert.NotEqual(text.Key, elsewhere.Key);
        Assert.Equal("41:1507", text.Thread);
    }

    [Fact]
    public void Without_an_id_the_bytes_are_the_key()
    {
        const string Closed = """{"event":"CHAT_CLOSED","client_id":"41","chat_id":"1507"}""";

        Assert.Equal(Take(Closed).Key, Take(Closed).Key);
        Assert.NotEqual(Take(Closed).Key, Take(Closed.Replace("1507", "1508", StringComparison.Ordinal)).Key);
    }

    [Fact]
    public void The_sender_stands_for_a_client_whose_id_is_missing()
    {
        var heard = Read("""{"event":"CLIENT_MESSAGE","id":"e1","chat_id":1507,"sender":{"id":41},"message":{"text":"Да"}}""");

        Assert.Equal(("41:1507", "41", null), (heard.Thread, heard.UserId, heard.UserName));
        Assert.Equal([MessagePart.OfText("Да")], heard.Parts);
    }

    [Theory]
    [InlineData("""{"event":"CLIENT_MESSAGE","id":"e1","client_id":"41","message":{"type":"TEXT","text":"Да"}}""")]
    [InlineData("""{"event":"AGENT_JOINED","id":"e1","chat_id":"1507"}""")]
    [InlineData("""{"event":17,"id":{},"client_id":[],"chat_id":null,"message":"?"}""")]
    public void An_event_of_no_chat_is_unknown_and_nobodys(string json)
    {
        var unknown = Read(json);

        Assert.Equal((ChannelEventTypes.Unknown, null), (unknown.Type, unknown.UserId));
        Assert.NotNull(unknown.Reason);
    }

    [Theory]
    [InlineData("""{"event":"CLIENT_MESSAGE","id":"e1","client_id":"41","chat_id":"1507"}""", "empty")]
    [InlineData("""{"event":"CLIENT_MESSAGE","id":"e1","client_id":"41","chat_id":"1507","message":{"type":"TEXT","text":"  "}}""", "TEXT")]
    [InlineData("""{"event":"CLIENT_MESSAGE","id":"e1","client_id":"41","chat_id":"1507","message":{"type":"PHOTO","file":"not an address"}}""", "PHOTO")]
    public void A_message_that_says_nothing_is_still_a_message(string json, string name)
    {
        var heard = Read(json);

        Assert.Equal(ChannelEventTypes.MessageReceived, heard.Type);
        Assert.Equal((PartTypes.Unsupported, name, $"[{name}]"), (heard.Parts[0].Type, heard.Parts[0].ChannelType, heard.Parts[0].Text));
    }

    [Fact]
    public void A_text_longer_than_a_part_may_be_is_several_parts()
    {
        var text = string.Concat(Enumerable.Repeat("Слово. ", 10_000));
        var heard = Read($$$"""{"event":"CLIENT_MESSAGE","id":"e1","client_id":"41","chat_id":"1507","message":{"type":"TEXT","text":"{{{text}}}"}}""");

        Assert.Equal(text, string.Concat(heard.Parts.Select(p => p.Text)));
        Assert.All(heard.Parts, p => Assert.True(p.Text!.Length <= MessagePart.MaxText));
    }

    [Theory]
    [InlineData("1767225600")]
    [InlineData("\"1767225600\"")]
    [InlineData("1767225600000")]
    public void A_time_is_read_in_every_form_that_was_met(string time)
    {
        var heard = Read($$$"""{"event":"CLIENT_MESSAGE","id":"e1","client_id":"41","chat_id":"1507","message":{"type":"TEXT","text":"Да","timestamp":{{{time}}}}}""");

        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), heard.OccurredAt);
    }

    [Theory]
    [InlineData("1e300")]
    [InlineData("-5")]
    [InlineData("\"soon\"")]
    public void A_time_that_is_none_is_left_out(string time) =>
        Assert.Null(Read($$$"""{"event":"CLIENT_MESSAGE","id":"e1","client_id":"41","chat_id":"1507","message":{"type":"TEXT","text":"Да","timestamp":{{{time}}}}}""").OccurredAt);

    [Fact]
    public void What_cannot_be_read_is_said_to_be_so()
    {
        Assert.Throws<FormatException>(() => channel.Read(access, Connections.Bytes("{")));
        Assert.Throws<FormatException>(() => channel.Read(access, Connections.Bytes("""{"event":"\ud800","client_id":"41","chat_id":"1507"}""")));
    }

    private RawUpdate Take(string json) => Assert.Single(Assert.IsType<HookReading.Updates>(channel.ReadHook(access, new(_ => null, Token, Connections.Bytes(json)))).Items);

    private Inbound Read(string json) => Assert.Single(channel.Read(access, Take(json).Body));
}
