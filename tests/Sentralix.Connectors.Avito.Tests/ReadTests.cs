using System.Text;
using System.Text.Json.Nodes;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Avito.Tests;

public sealed class ReadTests : IAsyncLifetime
{
    private House house = null!;
    private Door door = null!;

    public async ValueTask InitializeAsync()
    {
        house = await House.Open();
        door = await Door.Open(house);
        await house.Channel.SetHook(house.Access(), door.Hook, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await door.DisposeAsync();
        await house.DisposeAsync();
    }

    [Fact]
    public async Task A_buyers_text_is_a_message_of_his_chat()
    {
        var chat = house.Avito.OpenProfileChat();
        var message = house.Avito.SendText(chat, "Здравствуйте, ещё продаёте?");

        var heard = Assert.Single(await door.Heard());
        Assert.Equal((ChannelEventTypes.MessageReceived, chat.Id, $"{chat.BuyerId}", message.Id, message.Created), (heard.Type, heard.Thread, heard.UserId, heard.ChannelMessageId, heard.OccurredAt));
        Assert.Equal("Здравствуйте, ещё продаёте?", Assert.Single(heard.Parts).Text);
    }

    [Fact]
    public async Task The_first_message_of_a_chat_names_the_listing_also_when_it_is_delivered_again()
    {
        var chat = house.Avito.OpenChat();
        house.Avito.SendText(chat, "раз");
        await house.Avito.WhenDelivered(TimeSpan.FromSeconds(5));
        var first = door.Updates.Values.Single();
        door.Updates.Clear();
        var raw = Encoding.UTF8.GetString(first.Body.Span);
        var again = Assert.Single(Assert.IsType<HookReading.Updates>(house.Receive(JsonNode.Parse(raw)!["first_of_chat"]!.ToJsonString())).Items);
        house.Avito.SendText(chat, "два");
        var second = Assert.Single(await door.Heard());

        foreach (var update in (RawUpdate[])[first, again])
        {
            var heard = Assert.Single(house.Channel.Read(house.Access(), update.Body));
            Assert.Equal([PartTypes.Text, PartTypes.Item], heard.Parts.Select(part => part.Type));
            Assert.Equal($"{chat.Item!.Id}", heard.Parts[1].Link!.Id);
        }

        Assert.Equal(first.Key, again.Key);
        Assert.Equal("два", Assert.Single(second.Parts).Text);
    }

    [Fact]
    public async Task What_a_person_answers_in_Avitos_app_is_an_echo_of_no_contact()
    {
        var chat = house.Avito.OpenChat();
        var answer = house.Avito.AnswerInApp(chat, "Да, продаю");

        var heard = Assert.Single(await door.Heard());
        Assert.Equal((ChannelEventTypes.MessageEcho, chat.Id, null, answer.Id), (heard.Type, heard.Thread, heard.UserId, heard.ChannelMessageId));
        Assert.Equal("Да, продаю", Assert.Single(heard.Parts).Text);
    }

    [Fact]
    public async Task What_was_sent_by_the_API_comes_back_as_an_echo_under_its_id()
    {
        var sent = Assert.IsType<SendOutcome.Sent>(await house.Send(house.Avito.OpenChat(), "Да"));

        var heard = Assert.Single(await door.Heard());
        Assert.Equal((ChannelEventTypes.MessageEcho, sent.ChannelMessageId), (heard.Type, heard.ChannelMessageId));
    }

    [Fact]
    public async Task What_Avito_itself_says_is_kept_and_makes_no_turn()
    {
        house.Avito.SendSystem(house.Avito.OpenChat(), "Предложите скидку");
        house.Avito.SendSystem(house.Avito.OpenChatWithAvito(), "Новые правила");
        house.Avito.SendText(house.Avito.OpenChatWithAvito(), "Ваше объявление одобрено");

        var heard = await door.Heard();
        Assert.Equal(3, heard.Count);
        Assert.All(heard, inbound => Assert.Equal((ChannelEventTypes.Unknown, null), (inbound.Type, inbound.UserId)));
        Assert.Equal(["a2u", "a2u", "system"], heard.Select(inbound => inbound.Reason).Order());
        Assert.Equal(["Ваше объявление одобрено", "Новые правила", "Предложите скидку"], heard.Select(inbound => Assert.Single(inbound.Parts).Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_mailing_of_Avito_in_the_sellers_name_is_not_taken_for_a_human()
    {
        var body = """{"payload":{"type":"message","value":{"id":"m","chat_id":"c","chat_type":"u2i","user_id":7,"author_id":7,"type":"system","content":{"text":"Скидка","flow_id":"discount"}}}}""";

        var heard = Assert.Single(house.Channel.Read(house.Access("7"), Encoding.UTF8.GetBytes(body)));
        Assert.Equal((ChannelEventTypes.Unknown, "system"), (heard.Type, heard.Reason));
        Assert.Equal("discount", heard.Parts[0].Data!.Value.GetProperty("flow_id").GetString());
    }

    [Fact]
    public async Task Media_are_fetched_by_what_the_message_names()
    {
        var chat = house.Avito.OpenProfileChat();
        house.Avito.SendPhoto(chat, [1, 2, 3]);
        house.Avito.SendVoice(chat, [4, 5]);

        var heard = await door.Heard();
        var image = heard.Single(inbound => inbound.Parts[0].Type == PartTypes.Image);
        var voice = heard.Single(inbound => inbound.Parts[0].Type == PartTypes.Voice);
        Assert.Equal((1280, 960, MediaState.Remote), (image.Parts[0].Media!.Width, image.Parts[0].Media!.Height, image.Parts[0].Media!.State));
        Assert.Equal("audio/mp4", voice.Parts[0].Media!.MimeType);
        Assert.Equal([1, 2, 3], await Bytes(image.Media[0].Reference));
        Assert.Equal([4, 5], await Bytes(voice.Media[0].Reference));
        house.Clock.Step(TimeSpan.FromHours(30));
        Assert.Equal([4, 5], await Bytes(voice.Media[0].Reference));
    }

    [Theory]
    [InlineData("voice:unknown")]
    [InlineData("image:nowhere")]
    [InlineData("image:ftp://avito.example/a")]
    [InlineData("else")]
    public async Task Media_that_Avito_has_no_more_are_expired(string reference)
    {
        var gone = await Assert.ThrowsAsync<ChannelException>(() => house.Channel.OpenMedia(house.Access(), reference, CancellationToken.None));
        Assert.Equal("media_expired", gone.Error.Code);
    }

    [Fact]
    public async Task The_token_does_not_go_to_where_media_lie()
    {
        string? shown = "nothing came";
        await using var elsewhere = await Elsewhere.Open(http => shown = http.Request.Headers.Authorization.ToString());

        await using (await house.Channel.OpenMedia(house.Access(), $"image:{elsewhere.Address}picture", CancellationToken.None))
            Assert.Equal("", shown);
    }

    [Fact]
    public async Task Links_listings_places_and_calls_are_parts_of_their_own()
    {
        var chat = house.Avito.OpenProfileChat();
        house.Avito.SendLink(chat, new Uri("https://example.org/a"), "Смотрите");
        house.Avito.SendItem(chat, house.Avito.AddItem("Велосипед", 12_500));
        house.Avito.SendLocation(chat, 55.79, 49.12, "Казань");
        house.Avito.MissCall(chat);

        var parts = (await door.Heard()).Select(inbound => Assert.Single(inbound.Parts)).ToDictionary(part => part.Type);
        Assert.Equal(("Смотрите", "https://example.org/a"), (parts[PartTypes.Link].Text, parts[PartTypes.Link].Link!.Url));
        Assert.Equal(("Велосипед", "12 500 ₽"), (parts[PartTypes.Item].Link!.Title, parts[PartTypes.Item].Link!.Price));
        Assert.Equal((55.79, 49.12, "Казань"), (parts[PartTypes.Location].Location!.Latitude, parts[PartTypes.Location].Location!.Longitude, parts[PartTypes.Location].Location!.Title));
        Assert.Equal("missed", parts[PartTypes.Call].Data!.Value.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("file")]
    [InlineData("video")]
    [InlineData("appCall")]
    [InlineData("hologram")]
    public async Task What_the_API_does_not_show_is_named(string type)
    {
        house.Avito.Send(house.Avito.OpenProfileChat(), type, []);

        var heard = Assert.Single(await door.Heard());
        Assert.Equal(ChannelEventTypes.MessageReceived, heard.Type);
        Assert.Equal((PartTypes.Unsupported, type, $"[{type}]"), (heard.Parts[0].Type, heard.Parts[0].ChannelType, heard.Parts[0].Text));
    }

    [Theory]
    [InlineData("text", """{"text":" "}""")]
    [InlineData("image", """{"image":{"sizes":{}}}""")]
    [InlineData("image", """{"image":7}""")]
    [InlineData("voice", """{"voice":{}}""")]
    [InlineData("link", """{"link":{}}""")]
    [InlineData("item", """{"item":{}}""")]
    [InlineData("location", """{"location":{"lat":"north"}}""")]
    [InlineData("call", """{"call":null}""")]
    public void Content_in_another_form_than_described_is_unsupported_and_not_lost(string type, string content)
    {
        var body = """{"payload":{"type":"message","value":{"id":"m","chat_id":"c","user_id":7,"author_id":8,"created":"soon","type":"TYPE","content":CONTENT}}}"""
            .Replace("TYPE", type, StringComparison.Ordinal).Replace("CONTENT", content, StringComparison.Ordinal);

        var heard = Assert.Single(house.Channel.Read(house.Access("7"), Encoding.UTF8.GetBytes(body)));
        Assert.Equal((PartTypes.Unsupported, type), (Assert.Single(heard.Parts).Type, heard.Parts[0].ChannelType));
        Assert.Null(heard.OccurredAt);
    }

    [Fact]
    public void What_is_not_JSON_is_shown_to_a_person() => Assert.Throws<FormatException>(() => house.Channel.Read(house.Access(), "{"u8.ToArray()));

    private async Task<byte[]> Bytes(string reference)
    {
        await using var stream = await house.Channel.OpenMedia(house.Access(), reference, CancellationToken.None);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
