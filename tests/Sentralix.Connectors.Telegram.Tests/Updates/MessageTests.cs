using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.Telegram.Tests.Updates;

public sealed class MessageTests
{
    private const string From = """ "from":{"id":77001,"is_bot":false,"first_name":"Ирина","last_name":"Ко\u202Eт","language_code":"ru"},"chat":{"id":77001,"first_name":"Ирина","type":"private"},"date":1795300000 """;

    private readonly TelegramChannel channel = new();

    [Fact]
    public void A_text_keeps_its_formatting_its_person_and_its_time()
    {
        var read = Message(""" "text":"👍 да example.com /help","entities":[{"type":"bold","offset":3,"length":2},{"type":"url","offset":6,"length":11},{"type":"bot_command","offset":18,"length":5},{"type":"of_tomorrow","offset":0,"length":2},{"type":"bold","offset":20,"length":99}] """);

        Assert.Equal(ChannelEventTypes.MessageReceived, read.Type);
        Assert.Equal(("77001", "77001", "Ирина Кот", "442"), (read.Thread, read.UserId, read.UserName, read.ChannelMessageId));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795300000), read.OccurredAt);
        var part = Assert.Single(read.Parts);
        Assert.Equal("👍 да example.com /help", part.Text);
        Assert.Equal([new TextSpan("bold", 3, 2), new("link", 6, 11, "http://example.com"), new("command", 18, 5)], part.Spans!);
    }

    public static TheoryData<string, string, string, string?, string?> Media => new()
    {
        { """ "voice":{"file_id":"V","file_unique_id":"u","duration":6,"mime_type":"audio/ogg","file_size":24110} """, "voice", "V", null, "audio/ogg" },
        { """ "photo":[{"file_id":"S","file_unique_id":"s","width":90,"height":60},{"file_id":"L","file_unique_id":"l","width":900,"height":600,"file_size":5}],"caption":"Вот" """, "image", "L", "Вот", "image/jpeg" },
        { """ "document":{"file_id":"D","file_unique_id":"u","file_name":"a.pdf","mime_type":"application/pdf","file_size":7} """, "file", "D", null, "application/pdf" },
        { """ "animation":{"file_id":"A","file_unique_id":"u","width":1,"height":1,"duration":1,"mime_type":"video/mp4"},"document":{"file_id":"A","file_unique_id":"u"} """, "animation", "A", null, "video/mp4" },
        { """ "audio":{"file_id":"M","file_unique_id":"u","duration":180,"title":"Песня","mime_type":"audio/mpeg"} """, "audio", "M", null, "audio/mpeg" },
        { """ "video":{"file_id":"F","file_unique_id":"u","width":1,"height":1,"duration":3,"mime_type":"video/mp4"} """, "video", "F", null, "video/mp4" },
        { """ "video_note":{"file_id":"N","file_unique_id":"u","length":240,"duration":3} """, "video", "N", null, "video/mp4" },
        { """ "sticker":{"file_id":"K","file_unique_id":"u","type":"regular","width":512,"height":512,"is_animated":false,"is_video":true,"emoji":"😀"} """, "sticker", "K", "😀", "video/webm" },
    };

    [Theory]
    [MemberData(nameof(Media))]
    public void Media_are_told_with_how_they_are_fetched(string content, string type, string reference, string? caption, string? mime)
    {
        var read = Message(content);

        Assert.Equal(ChannelEventTypes.MessageReceived, read.Type);
        var part = Assert.Single(read.Parts);
        Assert.Equal((type, caption, mime, MediaState.Remote), (part.Type, part.Text, part.Media!.MimeType, part.Media.State));
        Assert.Equal(reference, read.Media[0].Reference);
        Assert.Equal(type == "video" && reference == "N", part.Media.Round);
    }

    [Fact]
    public void A_file_larger_than_the_public_host_gives_out_is_told_but_not_fetched_unless_the_server_is_ones_own()
    {
        const string Film = """ "video":{"file_id":"F","file_unique_id":"u","width":1,"height":1,"duration":3,"file_size":20971521} """;

        var read = Message(Film);
        Assert.Equal(MediaState.TooLarge, read.Parts[0].Media!.State);
        Assert.Empty(read.Media);

        var own = Message(Film, Connections.To("http://127.0.0.1:8081"));
        Assert.Equal("F", own.Media[0].Reference);
    }

    [Fact]
    public void A_venue_is_a_place_with_a_name()
    {
        var read = Message(""" "location":{"latitude":55.75,"longitude":37.61},"venue":{"location":{"latitude":55.75,"longitude":37.61},"title":"ГУМ","address":"Красная пл., 3"} """);

        var place = Assert.Single(read.Parts).Location!;
        Assert.Equal((55.75, 37.61, "ГУМ", "Красная пл., 3"), (Math.Round(place.Latitude, 4), Math.Round(place.Longitude, 4), place.Title, place.Address));
    }

    [Theory]
    [InlineData(77001, true)]
    [InlineData(77002, false)]
    [InlineData(null, false)]
    public void A_card_is_verified_only_where_it_is_the_senders_own(int? owner, bool verified)
    {
        var read = Message($$""" "contact":{"phone_number":"+79990000000","first_name":"Ирина"{{(owner is null ? "" : $",\"user_id\":{owner}")}}} """);

        Assert.Equal(verified, Assert.Single(read.Parts).Contact!.Verified);
    }

    [Fact]
    public void Data_of_a_mini_application_arrive_as_data()
    {
        var part = Assert.Single(Message(""" "web_app_data":{"data":"{\"size\":42}","button_text":"Выбрать"} """).Parts);

        Assert.Equal((PartTypes.Data, 42), (part.Type, part.Data!.Value.GetProperty("size").GetInt32()));
        Assert.Equal("plain", Assert.Single(Message(""" "web_app_data":{"data":"plain","button_text":"x"} """).Parts).Data!.Value.GetString());
    }

    [Theory]
    [InlineData(""" "poll":{"id":"1","question":"Когда?","options":[{"text":"Завтра","voter_count":0,"persistent_id":"1"}],"total_voter_count":0,"is_closed":false,"is_anonymous":true,"type":"regular","allows_multiple_answers":false} """, "poll", "Когда?\n• Завтра")]
    [InlineData(""" "dice":{"emoji":"🎲","value":4} """, "dice", "🎲 4")]
    [InlineData(""" "hologram":{"x":1} """, "hologram", "[hologram]")]
    public void What_has_no_part_is_named_and_not_dropped(string content, string name, string words)
    {
        var read = Message(content);

        Assert.Equal(ChannelEventTypes.MessageReceived, read.Type);
        var part = Assert.Single(read.Parts);
        Assert.Equal((PartTypes.Unsupported, name, words), (part.Type, part.ChannelType, part.Text));
    }

    [Fact]
    public void A_document_of_blocks_is_read_as_text()
    {
        var read = Message(""" "rich_message":{"blocks":[{"type":"section_heading","text":"Итог","size":1},{"type":"paragraph","text":["всё ",{"type":"bold","text":"хорошо"}]}]} """);

        Assert.Equal("Итог\nвсё хорошо", Assert.Single(read.Parts).Text);
    }

    [Fact]
    public void An_edit_has_the_time_of_the_edit()
    {
        var read = Read($$"""{"update_id":1,"edited_message":{"message_id":442,{{From}},"edit_date":1795300050,"text":"иначе"} }""");

        Assert.Equal((ChannelEventTypes.MessageEdited, "442", DateTimeOffset.FromUnixTimeSeconds(1795300050)), (read.Type, read.ChannelMessageId, read.OccurredAt));
        Assert.Equal("иначе", Assert.Single(read.Parts).Text);
    }

    [Theory]
    [InlineData("/start", null)]
    [InlineData("/start abc_1-2", "abc_1-2")]
    public void Start_opens_the_conversation_with_what_the_link_carried(string text, string? payload)
    {
        var read = Message($$""" "text":"{{text}}","entities":[{"type":"bot_command","offset":0,"length":6}] """);

        Assert.Equal((ChannelEventTypes.ConversationStarted, payload), (read.Type, read.Reason));
        if (payload is not null) Assert.Equal(payload, Assert.Single(read.Parts).Data!.Value.GetProperty("start").GetString());
    }

    [Fact]
    public void Other_words_that_begin_with_start_are_words() => Assert.Equal(ChannelEventTypes.MessageReceived, Message(""" "text":"/started" """).Type);

    [Theory]
    [InlineData(""" "new_chat_title":"Отдел" """, "title", "Отдел")]
    [InlineData(""" "new_chat_members":[{"id":9,"is_bot":false,"first_name":"Пётр"}] """, "participant_joined", "Пётр")]
    [InlineData(""" "left_chat_member":{"id":9,"is_bot":false,"first_name":"Пётр"} """, "participant_left", "Пётр")]
    [InlineData(""" "group_chat_created":true """, "group_chat_created", "group_chat_created")]
    public void Service_messages_are_news_of_the_conversation_and_nothing_to_answer(string content, string code, string words)
    {
        var read = Message(content);

        Assert.Equal((ChannelEventTypes.ConversationUpdated, code), (read.Type, read.Reason));
        var part = Assert.Single(read.Parts);
        Assert.Equal((PartTypes.System, words), (part.Type, part.Text));
    }

    [Fact]
    public void A_group_that_became_a_supergroup_says_where_it_is_now() =>
        Assert.Equal("-1001234567890", Message(""" "migrate_to_chat_id":-1001234567890 """).MovedTo);

    [Fact]
    public void Bots_are_not_answered()
    {
        var read = Read("""{"update_id":1,"message":{"message_id":5,"from":{"id":9,"is_bot":true,"first_name":"R2"},"chat":{"id":-5,"type":"group","title":"G"},"date":1795300000,"text":"hi"}}""");

        Assert.Equal((ChannelEventTypes.Unknown, "from_bot"), (read.Type, read.Reason));
    }

    [Fact]
    public void A_topic_is_a_conversation_of_its_own_and_a_thread_of_answers_is_not()
    {
        const string Group = """ "from":{"id":9,"is_bot":false,"first_name":"П"},"chat":{"id":-1005,"type":"supergroup","title":"G"},"date":1795300000,"text":"hi" """;

        Assert.Equal("-1005/17", Read($$"""{"update_id":1,"message":{"message_id":5,"message_thread_id":17,"is_topic_message":true,{{Group}} } }""").Thread);
        Assert.Equal("-1005", Read($$"""{"update_id":1,"message":{"message_id":5,"message_thread_id":17,{{Group}} } }""").Thread);
    }

    [Fact]
    public void In_a_business_conversation_the_owners_words_are_an_echo()
    {
        const string Chat = """ "business_connection_id":"bc1","chat":{"id":77001,"type":"private","first_name":"Ирина"},"date":1795300000,"text":"да" """;

        var owner = Read($$"""{"update_id":1,"business_message":{"message_id":5,"from":{"id":1,"is_bot":false,"first_name":"Хозяин"},{{Chat}} } }""");
        var client = Read($$"""{"update_id":2,"business_message":{"message_id":6,"from":{"id":77001,"is_bot":false,"first_name":"Ирина"},{{Chat}} } }""");

        Assert.Equal((ChannelEventTypes.MessageEcho, "77001@bc1", "77001"), (owner.Type, owner.Thread, owner.UserId));
        Assert.Equal((ChannelEventTypes.MessageReceived, "77001@bc1"), (client.Type, client.Thread));
    }

    private Inbound Message(string content, Access? access = null) => Read($$"""{"update_id":884512331,"message":{"message_id":442,{{From}},{{content}} } }""", access);

    private Inbound Read(string update, Access? access = null) => Assert.Single(channel.Read(access ?? Connections.To(), Connections.Bytes(update)));
}
