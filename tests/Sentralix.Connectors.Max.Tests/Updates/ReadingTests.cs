using System.Text;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Max.Tests.Updates;

/// <summary>Updates that no stand-in makes: what MAX documents beside the ordinary, and what nobody knows yet.</summary>
public sealed class ReadingTests
{
    private const string Sender = """{"user_id":77001,"first_name":"Ирина","last_name":"","name":"Ирина","is_bot":false}""";

    private static readonly Access Access = Connections.To("http://localhost");

    private readonly MaxChannel channel = new(TimeProvider.System);

    [Theory]
    [InlineData("""{"update_type":"message_created","timestamp":5,"message":{"recipient":{"chat_id":90210},"body":{"mid":"mid.1"}}}""", "mc:mid.1", "90210")]
    [InlineData("""{"update_type":"message_edited","timestamp":5,"message":{"recipient":{"chat_id":-7},"body":{"mid":"mid.1"}}}""", "me:mid.1:5", "-7")]
    [InlineData("""{"update_type":"message_removed","timestamp":5,"message_id":"mid.1","chat_id":90210,"user_id":7}""", "mr:mid.1", "90210")]
    [InlineData("""{"update_type":"message_callback","timestamp":5,"callback":{"timestamp":4,"callback_id":"c1","payload":"p","user":{"user_id":7}},"message":{"recipient":{"chat_id":90210}}}""", "cb:c1:4:7:148de9c5a7a44d19e56cd9ae1a554bf67847afb0c58f6e12fa29ac7ddfca9940", "90210")]
    [InlineData("""{"update_type":"bot_started","timestamp":5,"chat_id":90210,"user":{"user_id":7}}""", "bot_started:90210:7:5", "90210")]
    [InlineData("""{"update_type":"user_added","timestamp":5,"chat_id":-9,"user":{"user_id":7}}""", "user_added:-9:7:5", "-9")]
    [InlineData("""{"update_type":"dialog_muted","timestamp":5,"chat_id":9,"user":{"user_id":7},"muted_until":6}""", "dialog_muted:9:7:5", "9")]
    [InlineData("""{"update_type":"of_tomorrow"}""", null, "0")]
    public void Keys_are_made_of_what_a_repetition_has_again(string update, string? key, string thread)
    {
        var raw = Raw(update);

        key ??= Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(update)));
        Assert.Equal((key, thread), (raw.Key, raw.Thread));
    }

    [Fact]
    public void Keys_stay_short_and_different()
    {
        static string Removed(char last) => $$"""{"update_type":"message_removed","message_id":"{{new string('m', 5000)}}{{last}}","chat_id":1}""";

        Assert.True(Raw(Removed('a')).Key.Length <= 400);
        Assert.NotEqual(Raw(Removed('a')).Key, Raw(Removed('b')).Key);
        Assert.Equal(Raw(Removed('a')).Key, Raw(Removed('a')).Key);
    }

    [Fact]
    public void Marks_become_spans()
    {
        var part = Said("""{"mid":"m","seq":1,"text":"Цена 300 тут","markup":[{"type":"strong","from":0,"length":4},{"type":"link","from":9,"length":3,"url":"https://e.org"},{"type":"of_tomorrow","from":0,"length":1},{"type":"strong","from":11,"length":9}]}""").Parts[0];

        Assert.Equal([new TextSpan("bold", 0, 4), new TextSpan("link", 9, 3, "https://e.org")], part.Spans);
    }

    [Fact]
    public void What_is_passed_on_is_said()
    {
        var heard = Message($$"""{"sender":{{Sender}},"recipient":{"chat_id":1,"chat_type":"dialog"},"timestamp":5,"link":{"type":"forward","message":{"mid":"m0","text":"Счёт","attachments":[{"type":"file","filename":"a.pdf","payload":{"url":"https://f/1","token":"t"} },{"type":"contact","payload":{"vcf_info":"TEL:+7"} }]} },"body":null}""");

        Assert.Equal([PartTypes.File, PartTypes.Contact], heard.Parts.Select(part => part.Type));
        Assert.Equal("Счёт", heard.Parts[0].Text);
        Assert.False(heard.Parts[1].Contact!.Verified);
        Assert.Equal([0], heard.Media.Keys);
    }

    [Fact]
    public void A_text_stands_before_what_cannot_carry_it()
    {
        var heard = Said("""{"mid":"m","text":"See","attachments":[{"type":"share","title":"T","payload":{"url":"https://e.org"}},{"type":"image","payload":{"photo_id":1,"url":"https://f/1"}},{"type":"sticker","payload":{"code":"s","url":"https://f/2"},"width":100,"height":90}]}""");

        Assert.Equal([PartTypes.Text, PartTypes.Link, PartTypes.Image, PartTypes.Sticker], heard.Parts.Select(part => part.Type));
        Assert.Equal([2, 3], heard.Media.Keys.Order());
        Assert.Equal("https://e.org", heard.Parts[1].Link!.Url);
    }

    [Fact]
    public void What_MAX_has_understood_of_speech_is_kept() =>
        Assert.Equal("Алло", Said("""{"mid":"m","attachments":[{"type":"audio","transcription":"Алло","payload":{"url":"https://f/1","token":"t"}}]}""").Parts[0].Media!.Transcript);

    [Fact]
    public void Attachments_of_tomorrow_are_named_and_an_empty_message_says_so()
    {
        var heard = Said("""{"mid":"m","attachments":[{"type":"hologram","payload":{}},{"type":"location"}]}""");
        Assert.Equal([("unsupported", "hologram"), ("unsupported", "location")], heard.Parts.Select(part => (part.Type, part.ChannelType)));
        Assert.Equal("empty", Said("""{"mid":"m"}""").Parts[0].ChannelType);
    }

    [Fact]
    public void More_attachments_than_the_core_takes_are_cut()
    {
        var image = """{"type":"image","payload":{"photo_id":1,"url":"https://f/1"}}""";
        Assert.True(Said($$"""{"mid":"m","attachments":[{{string.Join(',', Enumerable.Repeat(image, 40))}}]}""").Parts.Count <= 20);
    }

    [Theory]
    [InlineData("""{"update_type":"message_created","message":{"sender":{"user_id":8,"is_bot":true},"recipient":{"chat_id":1},"body":{"mid":"m","text":"hi"}}}""", "from_bot")]
    [InlineData("""{"update_type":"message_edited","message":{"sender":{"user_id":555},"recipient":{"chat_id":1},"body":{"mid":"m","text":"hi"}}}""", "from_bot")]
    [InlineData("""{"update_type":"message_created","message":{"recipient":{"chat_id":-1,"chat_type":"channel"},"body":{"mid":"m","text":"hi"}}}""", "channel")]
    [InlineData("""{"update_type":"message_removed","message_id":"m","chat_id":1,"user_id":555}""", "message_removed")]
    [InlineData("""{"update_type":"message_callback","callback":{"callback_id":"c","payload":"p","user":{"user_id":7}},"message":null}""", "message_callback")]
    [InlineData("""{"update_type":"bot_added","chat_id":-1,"user":{"user_id":7},"is_channel":true}""", "bot_added")]
    [InlineData("""{"update_type":"comment_created","chat_id":-1,"user":{"user_id":7}}""", "comment_created")]
    [InlineData("""{"update_type":"message_created"}""", "message_created")]
    [InlineData("""{"update_type":"message_created","message":7,"timestamp":"soon"}""", "message_created")]
    public void What_nobody_is_to_be_answered_for_opens_no_conversation(string update, string reason)
    {
        var read = Read(update);

        Assert.Equal((ChannelEventTypes.Unknown, reason, null), (read.Type, read.Reason, read.UserId));
    }

    [Theory]
    [InlineData("user_added", "participant_joined", "Ирина")]
    [InlineData("user_removed", "participant_left", "Ирина")]
    [InlineData("chat_title_changed", "title", "Новое имя")]
    public void Changes_of_a_group_are_told_by_the_channel_itself(string type, string reason, string words)
    {
        var read = Read($$"""{"update_type":"{{type}}","timestamp":1795300000123,"chat_id":-5,"title":"Новое имя","user":{{Sender}},"is_channel":false}""");

        Assert.Equal((ChannelEventTypes.ConversationUpdated, reason), (read.Type, read.Reason));
        Assert.Equal((PartTypes.System, words), (read.Parts[0].Type, read.Parts[0].Text));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1795300000123), read.OccurredAt);
    }

    [Fact]
    public void A_signature_of_another_persons_card_proves_nothing()
    {
        const string card = "BEGIN:VCARD\r\nitem1.TEL;TYPE=cell:+7999\r\n 000\r\nFN:Пётр\r\nEND:VCARD";
        var hash = Convert.ToHexString(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(Connections.Token), Encoding.UTF8.GetBytes(card)));
        Sentralix.Contracts.Orchestrator.ContactCard Contact(long owner, string sign) =>
            Said($$"""{"mid":"m","attachments":[{"type":"contact","payload":{"vcf_info":{{System.Text.Json.JsonSerializer.Serialize(card)}},"hash":"{{sign}}","max_info":{"user_id":{{owner}} } } }]}""").Parts[0].Contact!;

        Assert.Equal(("Пётр", "+7999000", true), (Contact(77001, hash).Name, Contact(77001, hash).Phones[0], Contact(77001, hash).Verified));
        Assert.False(Contact(8, hash).Verified);
        Assert.False(Contact(77001, hash[..^1] + "x").Verified);
        Assert.False(Contact(77001, "").Verified);
    }

    [Fact]
    public void Names_cannot_turn_the_direction_of_writing() =>
        Assert.Equal("abc", Message("""{"sender":{"user_id":7,"first_name":"a\u202Eb","last_name":"\u200Fc"},"recipient":{"chat_id":1},"body":{"mid":"m","text":"x"}}""").UserName!.Replace(" ", "", StringComparison.Ordinal));

    [Theory]
    [InlineData("{")]
    [InlineData("7")]
    [InlineData("""{"timestamp":5}""")]
    public void What_cannot_be_read_says_so(string update) => Assert.Throws<FormatException>(() => channel.Read(Access, Connections.Bytes(update)));

    private static RawUpdate Raw(string update)
    {
        var channel = new MaxChannel(TimeProvider.System);
        var reading = channel.ReadHook(Access, new HookCall(name => name == "X-Max-Bot-Api-Secret" ? "new-secret" : null, "", Connections.Bytes(update)));
        return Assert.Single(Assert.IsType<HookReading.Updates>(reading).Items);
    }

    private Inbound Read(string update) => Assert.Single(channel.Read(Access, Connections.Bytes(update)));

    private Inbound Message(string message) => Read($$"""{"update_type":"message_created","timestamp":5,"message":{{message}} }""");

    private Inbound Said(string body) => Message($$"""{"sender":{{Sender}},"recipient":{"chat_id":90210,"chat_type":"dialog","user_id":555},"timestamp":5,"body":{{body}} }""");
}
