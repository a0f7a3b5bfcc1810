using System.Security.Cryptography;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>grammY from npm takes the stand-in for Telegram, by polls and by webhook.</summary>
public sealed class GrammyTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TelegramStandIn telegram = new(clock: new StandingClock());
    private readonly TelegramUser anna = new(77001, "Анна") { Username = "anna_k" };
    private BotAccount account = null!;

    public async ValueTask InitializeAsync()
    {
        await telegram.Start();
        account = telegram.AddBot();
    }

    public ValueTask DisposeAsync() => telegram.DisposeAsync();

    [Fact]
    public async Task A_polling_bot_asks_with_a_keyboard_and_answers_the_press()
    {
        await using var bot = Poller();
        await bot.Hear("started");

        await Conversation(bot);
    }

    [Fact]
    public async Task A_webhook_bot_with_a_secret_does_the_same()
    {
        await using var bot = await WebhookBot("s3cret_-");

        await Conversation(bot);
        Assert.All(account.Made, made => Assert.Equal((UpdateState.Delivered, 1), (made.State, made.Attempts)));
    }

    [Fact]
    public async Task A_webhook_bot_that_expects_another_secret_takes_nothing()
    {
        telegram.Delivery.Pace = 0.001;
        await using var bot = await WebhookBot("s3cret", told: "other");
        account.Start(anna);

        while (account.Made[0].Attempts < 2) await Task.Delay(10);
        Assert.Equal(1, account.Pending);
        var info = await Order(bot, "getWebhookInfo", new { });
        Assert.Equal("Wrong response from the webhook: 401 Unauthorized", info.GetProperty("result").GetProperty("last_error_message").GetString());
        Assert.Equal(1, info.GetProperty("result").GetProperty("pending_update_count").GetInt32());
    }

    [Fact]
    public async Task Too_many_messages_are_told_with_the_seconds_to_wait()
    {
        account.SendText(anna, "Привет");
        await using var bot = await WebhookBot(null);
        for (var i = 0; i < 3; i++) Assert.True((await Order(bot, "sendMessage", new { chat_id = anna.Id, text = $"{i}" })).TryGetProperty("result", out _));
        var refused = await Order(bot, "sendMessage", new { chat_id = anna.Id, text = "too many" });

        Assert.Equal(429, refused.GetProperty("error_code").GetInt32());
        Assert.Equal(1, refused.GetProperty("parameters").GetProperty("retry_after").GetInt32());
        Assert.Equal("Too Many Requests: retry after 1", refused.GetProperty("description").GetString());
        Assert.Equal(3, telegram.Sent.To("77001").Count);
    }

    [Fact]
    public async Task Faults_reach_the_client_as_what_they_are()
    {
        account.SendText(anna, "Привет");
        await using var bot = await WebhookBot(null);
        telegram.Faults.Next(new Fault(FaultKind.TooMany, TimeSpan.FromSeconds(7)), "sendMessage");
        telegram.Faults.Next(new Fault(FaultKind.ErrorBefore), "sendMessage");
        telegram.Faults.Next(new Fault(FaultKind.CutAfter), "sendMessage");
        telegram.Faults.Next(new Fault(FaultKind.HtmlPage), "sendMessage");
        telegram.Faults.Next(new Fault(FaultKind.Unauthorized), "sendMessage");
        var answers = new List<JsonElement>();
        for (var i = 0; i < 5; i++) answers.Add(await Order(bot, "sendMessage", new { chat_id = anna.Id, text = $"attempt {i}" }));

        Assert.Equal(7, answers[0].GetProperty("parameters").GetProperty("retry_after").GetInt32());
        Assert.Equal(500, answers[1].GetProperty("error_code").GetInt32());
        Assert.True(answers[2].TryGetProperty("broken", out _));
        Assert.True(answers[3].TryGetProperty("broken", out _));
        Assert.Equal(401, answers[4].GetProperty("error_code").GetInt32());
        var done = Assert.Single(telegram.Sent.To("77001"));
        Assert.Equal(("attempt 2", false), (done.Text, done.Told));
    }

    [Fact]
    public async Task Files_of_people_can_be_downloaded_up_to_20_MB()
    {
        await using var bot = Poller();
        await bot.Hear("started");
        var voice = (byte[])[.. "OggS"u8, .. RandomNumberGenerator.GetBytes(20_000)];
        account.SendVoice(anna, voice, seconds: 6);
        var downloaded = await bot.Hear("downloaded");
        Assert.Equal(Convert.ToHexString(SHA256.HashData(voice)), downloaded.GetProperty("sha256").GetString());

        account.SendDocument(anna, new byte[(20 * 1024 * 1024) + 1], "big.bin", "application/octet-stream");
        downloaded = await bot.Hear("downloaded");
        Assert.Equal("Bad Request: file is too big", downloaded.GetProperty("description").GetString());
    }

    [Fact]
    public async Task A_file_that_a_bot_uploads_can_be_sent_again_by_its_id_and_read_back()
    {
        account.Start(anna);
        await using var bot = await WebhookBot(null);
        var picture = Samples.Png(320, 200);
        await bot.Tell(new { method = "sendPhoto", args = new { chat_id = anna.Id, caption = "Карта" }, files = new[] { new { path = "photo", base64 = Convert.ToBase64String(picture), name = "map.png" } } });
        var photo = (await bot.Hear("answer")).GetProperty("result").GetProperty("photo")[0];
        Assert.Equal((320, 200), (photo.GetProperty("width").GetInt32(), photo.GetProperty("height").GetInt32()));

        var fileId = photo.GetProperty("file_id").GetString()!;
        var again = await Order(bot, "sendPhoto", new { chat_id = anna.Id, photo = fileId });
        Assert.Equal(fileId, again.GetProperty("result").GetProperty("photo")[0].GetProperty("file_id").GetString());
        var wrongKind = await Order(bot, "sendVoice", new { chat_id = anna.Id, voice = fileId });
        Assert.Equal(400, wrongKind.GetProperty("error_code").GetInt32());
        var path = (await Order(bot, "getFile", new { file_id = fileId })).GetProperty("result").GetProperty("file_path").GetString();
        using var http = new HttpClient();
        Assert.Equal(picture, await http.GetByteArrayAsync(new Uri(telegram.Address, $"/file/bot{account.Token}/{path}")));
    }

    [Fact]
    public async Task An_album_is_one_message_for_each_picture_with_one_group_both_ways()
    {
        await using var bot = Poller();
        await bot.Hear("started");
        account.SendAlbum(anna, [.. Enumerable.Range(1, 10).Select(i => Samples.Png(i, i))], "Вот они");
        var groups = new List<string?>();
        for (var i = 0; i < 10; i++) groups.Add((await bot.Hear("update")).GetProperty("message").GetProperty("media_group_id").GetString());
        Assert.Single(groups.Distinct());

        await bot.Tell(new
        {
            method = "sendMediaGroup",
            args = new { chat_id = anna.Id, media = new[] { new { type = "photo", media = "", caption = "Раз" }, new { type = "photo", media = "", caption = "Два" } } },
            files = new[] { new { path = "media.0.media", base64 = Convert.ToBase64String(Samples.Png(2, 1)), name = "1.png" }, new { path = "media.1.media", base64 = Convert.ToBase64String(Samples.Png(3, 1)), name = "2.png" } },
        });
        var sent = (await bot.Hear("answer")).GetProperty("result").EnumerateArray().ToList();
        Assert.Equal(["Раз", "Два"], sent.Select(message => message.GetProperty("caption").GetString()));
        Assert.Single(sent.Select(message => message.GetProperty("media_group_id").GetString()).Distinct());
    }

    internal static async Task<JsonElement> Order(NodeClient bot, string method, object args)
    {
        await bot.Tell(new { method, args });
        return await bot.Hear("answer");
    }

    private async Task Conversation(NodeClient bot)
    {
        account.Start(anna, "promo");
        var asked = await bot.Hear("asked");
        Assert.Equal("promo", asked.GetProperty("payload").GetString());
        Assert.Equal("bold", asked.GetProperty("entities")[0].GetProperty("type").GetString());
        Assert.Equal("b1:no", asked.GetProperty("keyboard").GetProperty("inline_keyboard")[0][1].GetProperty("callback_data").GetString());

        var query = account.Press(anna, new MessageRef(anna.Id, asked.GetProperty("id").GetInt32()), "Да");
        var pressed = await bot.Hear("pressed");
        Assert.Equal("b1:yes", pressed.GetProperty("data").GetString());
        Assert.True(pressed.GetProperty("answered").GetBoolean());
        Assert.Equal("Вы записаны.", pressed.GetProperty("text").GetString());
        Assert.True(pressed.GetProperty("edited").GetBoolean());
        Assert.Equal(JsonValueKind.Null, pressed.GetProperty("keyboard").ValueKind);
        Assert.Equal(
            [("sendMessage", "Записать вас?"), ("answerCallbackQuery", "Записали"), ("editMessageText", "Вы записаны.")],
            telegram.Sent.To("77001").Select(sent => (sent.Operation, sent.Text)));
        Assert.Equal(query, telegram.Sent.To("77001")[1].MessageId);
        await account.WhenDelivered(Patience);
    }

    private string Root => telegram.Address.GetLeftPart(UriPartial.Authority);

    private NodeClient Poller() => NodeClient.Start("Telegram", "grammy-bot.mjs", Root, account.Token, "poll");

    private async Task<NodeClient> WebhookBot(string? secret, string? told = null)
    {
        var bot = secret is null ? NodeClient.Start("Telegram", "grammy-bot.mjs", Root, account.Token, "webhook") : NodeClient.Start("Telegram", "grammy-bot.mjs", Root, account.Token, "webhook", secret);
        var port = (await bot.Hear("listening")).GetInt32();
        var set = await Order(bot, "setWebhook", new { url = $"http://127.0.0.1:{port}/", secret_token = told ?? secret ?? "", max_connections = 4 });
        Assert.True(set.GetProperty("result").GetBoolean());
        return bot;
    }
}
