using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Telegram.Tests.Wire;
using Xunit;
using static Sentralix.Connectors.Telegram.Tests.Wire.CuttingServer;

namespace Sentralix.Connectors.Telegram.Tests;

public sealed class TelegramChannelTests
{
    private const string Update = """{"update_id":884512331,"message":{"message_id":442,"from":{"id":77001,"is_bot":false,"first_name":"И"},"chat":{"id":77001,"type":"private"},"date":1795300000,"media_group_id":"g1","text":"да"}}""";

    private static readonly Hook Hook = new(new Uri("https://bot.example/hooks/telegram/con_1"), "new-secret");

    private readonly TelegramChannel channel = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_tells_whose_it_is()
    {
        await using var server = new CuttingServer(_ => Says(200, """{"ok":true,"result":{"id":555,"is_bot":true,"first_name":"Бот","username":"sentralix_bot"}}"""));

        Assert.Equal(new ChannelIdentity("555", "@sentralix_bot"), await channel.Identify(Connections.To(server.Address), Cancellation));
    }

    [Theory]
    [InlineData(401, "Unauthorized", ChannelErrors.Unauthorized)]
    [InlineData(404, "Not Found", ChannelErrors.Unauthorized)]
    [InlineData(500, "Internal Server Error", ChannelErrors.Network)]
    public async Task A_token_that_is_not_valid_is_told_from_trouble(int status, string words, string code)
    {
        await using var server = new CuttingServer(_ => Refuses(status, words));

        var e = await Assert.ThrowsAsync<ChannelException>(() => channel.Identify(Connections.To(server.Address), Cancellation));

        Assert.Equal(code, e.Error.Code);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_the_network_and_not_the_token()
    {
        await using var server = new CuttingServer(_ =>
        {
            Thread.Sleep(600);
            return null;
        });
        using var impatient = new HttpClient { Timeout = TimeSpan.FromMilliseconds(200) };

        var e = await Assert.ThrowsAsync<ChannelException>(() => channel.Identify(Connections.To(server.Address) with { Http = impatient }, Cancellation));

        Assert.Equal(ChannelErrors.Network, e.Error.Code);
        Assert.DoesNotContain("secret_part", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setting_the_hook_names_what_is_wanted_and_reads_it_back()
    {
        await using var server = new CuttingServer(request => request.Method == "setWebhook"
            ? Says(200, """{"ok":true,"result":true}""")
            : Says(200, $$"""{"ok":true,"result":{"url":"{{Hook.Url}}","has_custom_certificate":false,"pending_update_count":4} }"""));

        await channel.SetHook(Connections.To(server.Address, settings: [("business", "true"), ("max_connections", "80")]), Hook, Cancellation);

        Assert.Equal(["setWebhook", "getWebhookInfo"], server.Requests.Select(request => request.Method));
        using var body = JsonDocument.Parse(server.Requests.First().Body);
        Assert.Equal(("new-secret", 80), (body.RootElement.GetProperty("secret_token").GetString(), body.RootElement.GetProperty("max_connections").GetInt32()));
        Assert.Equal(
            ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction", "stopped_message_generation", "business_connection", "business_message", "edited_business_message", "deleted_business_messages"],
            body.RootElement.GetProperty("allowed_updates").EnumerateArray().Select(kind => kind.GetString()));
        Assert.False(body.RootElement.TryGetProperty("drop_pending_updates", out var drop) && drop.GetBoolean());
    }

    [Fact]
    public async Task A_hook_that_is_another_ones_afterwards_is_a_conflict()
    {
        await using var server = new CuttingServer(request => Says(200, request.Method == "setWebhook" ? """{"ok":true,"result":true}""" : """{"ok":true,"result":{"url":"https://other.example/","pending_update_count":0}}"""));

        var e = await Assert.ThrowsAsync<ChannelException>(() => channel.SetHook(Connections.To(server.Address), Hook, Cancellation));

        Assert.Equal(ChannelErrors.Conflict, e.Error.Code);
    }

    [Fact]
    public async Task The_hooks_health_is_telegrams_own_view()
    {
        await using var server = new CuttingServer(_ => Says(200, $$"""{"ok":true,"result":{"url":"{{Hook.Url}}","pending_update_count":4,"last_error_date":1795300000,"last_error_message":"Connection timed out"} }"""));

        Assert.Equal(new HookHealth(true, 4, "Connection timed out", DateTimeOffset.FromUnixTimeSeconds(1795300000)), await channel.InspectHook(Connections.To(server.Address), Hook, Cancellation));
    }

    [Fact]
    public async Task Removing_the_hook_keeps_what_waits()
    {
        await using var server = new CuttingServer(_ => Says(200, """{"ok":true,"result":true}"""));

        await channel.RemoveHook(Connections.To(server.Address), Cancellation);

        var request = Assert.Single(server.Requests);
        Assert.Equal("deleteWebhook", request.Method);
        Assert.DoesNotContain("true", request.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new-secret", true)]
    [InlineData("old-secret", true)]
    [InlineData("old-secre", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_who_knows_a_secret_is_heard(string? secret, bool heard)
    {
        var reading = channel.ReadHook(Connections.To(), new(name => name == "X-Telegram-Bot-Api-Secret-Token" ? secret : null, "", Connections.Bytes(Update)));

        if (!heard)
        {
            Assert.IsType<HookReading.Refused>(reading);
            return;
        }

        var update = Assert.Single(Assert.IsType<HookReading.Updates>(reading).Items);
        Assert.Equal(("tg:555:884512331", "77001", "g1"), (update.Key, update.Thread, update.Group));
        Assert.Equal(Update, System.Text.Encoding.UTF8.GetString(update.Body.Span));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"update_id":"7"}""")]
    public void A_call_that_is_no_update_is_unreadable(string body) =>
        Assert.IsType<HookReading.Unreadable>(channel.ReadHook(Connections.To(), new(_ => "new-secret", "", Connections.Bytes(body))));

    [Fact]
    public async Task Polling_goes_on_behind_the_last_update_and_keeps_their_bytes()
    {
        await using var server = new CuttingServer(request => Says(200, request.Body.Contains("offset", StringComparison.Ordinal) ? """{"ok":true,"result":[]}""" : $$"""{"ok":true,"result":[{{Update}},{"update_id":884512335}] }"""));

        var first = await channel.Poll(Connections.To(server.Address), null, Cancellation);
        var second = await channel.Poll(Connections.To(server.Address), first.Position, Cancellation);

        Assert.Equal("884512336", first.Position);
        Assert.Equal([Update, """{"update_id":884512335}"""], first.Updates.Select(update => System.Text.Encoding.UTF8.GetString(update.Body.Span)));
        Assert.Equal(["tg:555:884512331", "tg:555:884512335"], first.Updates.Select(update => update.Key));
        Assert.Empty(second.Updates);
        Assert.Equal("884512336", second.Position);
        Assert.Contains("\"offset\":884512336", server.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_poller_is_a_conflict()
    {
        await using var server = new CuttingServer(_ => Refuses(409, "Conflict: terminated by other getUpdates request"));

        Assert.Equal(ChannelErrors.Conflict, (await Assert.ThrowsAsync<ChannelException>(() => channel.Poll(Connections.To(server.Address), null, Cancellation))).Error.Code);
    }

    [Fact]
    public async Task Media_are_opened_by_their_path()
    {
        await using var server = new CuttingServer(request => request.Method == "getFile"
            ? Says(200, """{"ok":true,"result":{"file_id":"V","file_unique_id":"u","file_path":"voice/file 1.oga"}}""")
            : Says(200, "OGG"));

        await using var stream = await channel.OpenMedia(Connections.To(server.Address), "V", Cancellation);
        using var reader = new StreamReader(stream);

        Assert.Equal("OGG", await reader.ReadToEndAsync(Cancellation));
        Assert.Equal($"/file/bot{Connections.Token}/voice/file%201.oga", server.Requests.Last().Path);
    }

    [Theory]
    [InlineData("Bad Request: file is too big", "media_too_large")]
    [InlineData("Bad Request: wrong file_id or the file is temporarily unavailable", "media_expired")]
    public async Task Media_that_cannot_be_had_say_why(string words, string code)
    {
        await using var server = new CuttingServer(_ => Refuses(400, words));

        Assert.Equal(code, (await Assert.ThrowsAsync<ChannelException>(() => channel.OpenMedia(Connections.To(server.Address), "V", Cancellation))).Error.Code);
    }

    [Fact]
    public async Task A_file_whose_link_is_over_says_nothing_about_the_token()
    {
        await using var server = new CuttingServer(request => request.Method == "getFile" ? Says(200, """{"ok":true,"result":{"file_path":"a"}}""") : Refuses(404, "Not Found"));

        Assert.Equal("media_expired", (await Assert.ThrowsAsync<ChannelException>(() => channel.OpenMedia(Connections.To(server.Address), "V", Cancellation))).Error.Code);
    }

    [Fact]
    public async Task An_answer_to_a_press_that_comes_late_is_nothing()
    {
        await using var server = new CuttingServer(_ => Refuses(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"));

        await channel.AnswerPress(Connections.To(server.Address), "330715", Cancellation);

        Assert.Contains("\"callback_query_id\":\"330715\"", Assert.Single(server.Requests).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Typing_is_shown_in_the_topic()
    {
        await using var server = new CuttingServer(_ => Says(200, """{"ok":true,"result":true}"""));

        await channel.ShowTyping(Connections.To(server.Address), "-1005/17", Cancellation);

        using var body = JsonDocument.Parse(Assert.Single(server.Requests).Body);
        Assert.Equal((-1005, 17, "typing"), (body.RootElement.GetProperty("chat_id").GetInt64(), body.RootElement.GetProperty("message_thread_id").GetInt32(), body.RootElement.GetProperty("action").GetString()));
    }

    [Theory]
    [InlineData("token", "123456:ABC-DEF_1234", true)]
    [InlineData("token", "123456:ABC DEF", false)]
    [InlineData("token", "123456:ABC\n", false)]
    [InlineData("token", "123456:../..", false)]
    [InlineData("token", "ABC", false)]
    [InlineData("api_base_url", "http://127.0.0.1:8081/prefix", true)]
    [InlineData("api_base_url", "ftp://host", false)]
    [InlineData("api_base_url", "https://user:password@host", false)]
    [InlineData("api_base_url", "https://host/?a=b", false)]
    [InlineData("business", "yes", false)]
    [InlineData("max_connections", "0", false)]
    public void Fields_say_what_is_wrong(string field, string value, bool fine) =>
        Assert.Equal(fine, (channel.Form.Settings.GetValueOrDefault(field) ?? channel.Form.Secrets[field]).Check(value) is null);
}
