using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using global::Telegram.Bot;
using global::Telegram.Bot.Types.Enums;
using Microsoft.AspNetCore.Http;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>How updates reach a webhook.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly StandingClock clock = new();
    private readonly TelegramUser anna = new(77001, "Анна");
    private readonly TelegramUser boris = new(77002, "Борис");
    private TelegramStandIn telegram = null!;
    private BotAccount account = null!;
    private TelegramBotClient client = null!;
    private Hook hook = null!;

    public async ValueTask InitializeAsync()
    {
        telegram = new TelegramStandIn(Limits.None, clock);
        telegram.Delivery.Pace = 0.001;
        await telegram.Start();
        account = telegram.AddBot();
        client = Clients.Of(telegram, account);
        hook = await Hook.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await telegram.DisposeAsync();
        await hook.DisposeAsync();
    }

    [Fact]
    public async Task A_chat_keeps_its_order_through_refusals_and_other_chats_do_not_wait_for_it()
    {
        var release = new TaskCompletionSource();
        var refusals = 0;
        hook.Answer = async (update, _) =>
        {
            if (update.GetProperty("message").GetProperty("chat").GetProperty("id").GetInt64() == boris.Id) return 200;
            await release.Task;
            return Interlocked.Increment(ref refusals) <= 5 ? 503 : 200;
        };
        await client.SetWebhook(hook.Url.ToString());
        for (var i = 0; i < 10; i++) account.SendText(anna, $"a{i}");
        for (var i = 0; i < 10; i++) account.SendText(boris, $"b{i}");
        while (hook.Texts.Count < 11) await Task.Delay(5);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"b{i}"), hook.Texts.Where(text => text[0] == 'b'));
        Assert.Equal(["a0"], hook.Texts.Where(text => text[0] == 'a'));
        release.SetResult();
        await account.WhenDelivered(Patience);
        Assert.Equal([.. Enumerable.Repeat("a0", 6), .. Enumerable.Range(1, 9).Select(i => $"a{i}")], hook.Texts.Where(text => text[0] == 'a'));
    }

    [Fact]
    public async Task The_first_retry_is_at_once_the_next_waits_double_and_Retry_After_is_obeyed()
    {
        telegram.Delivery.Pace = 0.05;
        var times = new ConcurrentQueue<TimeSpan>();
        var watch = Stopwatch.StartNew();
        hook.Answer = (_, http) =>
        {
            times.Enqueue(watch.Elapsed);
            if (times.Count == 4) http.Response.Headers.RetryAfter = "10";
            return Task.FromResult(times.Count > 4 ? 200 : 500);
        };
        await client.SetWebhook(hook.Url.ToString());
        account.Start(anna);
        await account.WhenDelivered(Patience);

        var waits = times.Zip(times.Skip(1), (a, b) => (b - a).TotalMilliseconds).ToList();
        // At least the wait, which is what a receiver may rely on; a busy machine makes it longer.
        Assert.InRange(waits[0], 0, 95);
        Assert.InRange(waits[1], 95, 1000);
        Assert.InRange(waits[2], 195, 1000);
        Assert.InRange(waits[3], 495, 2000);
    }

    [Fact]
    public async Task A_press_is_dropped_after_150_seconds_and_its_answer_is_too_late_and_a_message_after_a_day()
    {
        var refuse = true;
        hook.Answer = (_, _) => Task.FromResult(refuse ? 500 : 200);
        account.Start(anna);
        var asked = await client.SendMessage(anna.Id, "?", replyMarkup: new global::Telegram.Bot.Types.ReplyMarkups.InlineKeyboardMarkup(global::Telegram.Bot.Types.ReplyMarkups.InlineKeyboardButton.WithCallbackData("Да", "yes")));
        var query = account.Press(anna, new MessageRef(anna.Id, asked.Id), "Да");
        clock.Forward(TimeSpan.FromSeconds(200));
        account.SendText(boris, "fresh");
        await client.SetWebhook(hook.Url.ToString());
        while (account.Pending > 2) await Task.Delay(5);

        Assert.Equal(UpdateState.Expired, account.Made.Single(made => made.Kind == "callback_query").State);
        var late = await Assert.ThrowsAsync<global::Telegram.Bot.Exceptions.ApiRequestException>(() => client.AnswerCallbackQuery(query));
        Assert.Contains("query is too old and response timeout expired or query ID is invalid", late.Message);
        clock.Forward(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(100));
        while (account.Pending > 1) await Task.Delay(5);
        refuse = false;
        await account.WhenDelivered(Patience);
        Assert.Equal([UpdateState.Expired, UpdateState.Expired, UpdateState.Delivered], account.Made.Select(made => made.State));
    }

    [Fact]
    public async Task Nothing_is_lost_where_connections_are_cut_and_some_come_twice_and_in_another_order()
    {
        telegram.Delivery.CutShare = 0.1;
        telegram.Delivery.DuplicateShare = 0.1;
        telegram.Delivery.ReorderWindow = 3;
        await client.SetWebhook(hook.Url.ToString(), maxConnections: 8);
        for (var i = 0; i < 2000; i++) account.SendText(new TelegramUser(1000 + (i % 100), "N"), $"{i}");
        await account.WhenDelivered(Patience);

        var ids = hook.Came.Select(update => update.GetProperty("update_id").GetInt64()).ToList();
        Assert.Equal(account.Made.Select(made => made.Id).Order(), ids.Distinct().Order());
        var attempts = account.Made.Sum(made => made.Attempts);
        Assert.Equal(2000 + 200 + 222, attempts);
        Assert.InRange(ids.Count, 2201, attempts);
        Assert.NotEqual(hook.Texts.Distinct().Where(text => int.Parse(text) % 100 == 7), hook.Texts.Distinct().Where(text => int.Parse(text) % 100 == 7).OrderBy(int.Parse));
    }

    [Fact]
    public async Task What_a_webhook_answers_is_carried_out_and_its_result_is_told_to_nobody()
    {
        hook.Answer = async (_, http) =>
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync("""{"method":"sendMessage","chat_id":77001,"text":"Отвечаю"}""", TestContext.Current.CancellationToken);
            return 200;
        };
        await client.SetWebhook(hook.Url.ToString());
        account.SendText(anna, "Привет");
        await account.WhenDelivered(Patience);

        var sent = Assert.Single(telegram.Sent.To("77001"));
        Assert.Equal(("Отвечаю", false), (sent.Text, sent.Told));
    }

    [Fact]
    public async Task Only_subscribed_kinds_are_made_and_those_that_wait_can_be_dropped()
    {
        await client.SetWebhook(hook.Url.ToString(), allowedUpdates: [UpdateType.MessageReaction, UpdateType.MyChatMember]);
        await client.DeleteWebhook();
        var said = account.Start(anna);
        account.React(anna, said, "👍");
        account.Block(anna);
        Assert.Equal(["message_reaction", "my_chat_member"], account.Made.Select(made => made.Kind));

        await client.SetWebhook(hook.Url.ToString(), dropPendingUpdates: true, allowedUpdates: []);
        account.Unblock(anna);
        said = account.SendText(anna, "Снова");
        account.React(anna, said, "👍");
        await account.WhenDelivered(Patience);
        Assert.Equal([UpdateState.Dropped, UpdateState.Dropped, UpdateState.Delivered, UpdateState.Delivered], account.Made.Select(made => made.State));
        Assert.Equal(2, hook.Came.Count);
    }

    [Fact]
    public async Task A_webhook_that_is_gone_for_23_hours_is_closed()
    {
        hook.Answer = (_, _) => Task.FromResult(410);
        await client.SetWebhook(hook.Url.ToString());
        account.Start(anna);
        while (hook.Came.Count < 3) await Task.Delay(5);
        Assert.NotEmpty((await client.GetWebhookInfo()).Url);
        clock.Forward(TimeSpan.FromHours(23));

        while ((await client.GetWebhookInfo()).Url.Length > 0) await Task.Delay(5);
        Assert.Single(await client.GetUpdates());
    }

    [Fact]
    public async Task The_cloud_takes_webhooks_over_HTTPS_on_four_ports_only()
    {
        telegram.CloudWebhooks = true;
        foreach (var refused in (string[])["http://example.org/", "https://example.org:8080/", "ftp://example.org/"])
        {
            await Assert.ThrowsAsync<global::Telegram.Bot.Exceptions.ApiRequestException>(() => client.SetWebhook(refused));
        }

        await Assert.ThrowsAsync<global::Telegram.Bot.Exceptions.ApiRequestException>(() => client.SetWebhook("https://example.org:8443/", secretToken: "not allowed"));
        await client.SetWebhook("https://example.org:8443/", secretToken: "allowed_-1");
        Assert.Equal("https://example.org:8443/", (await client.GetWebhookInfo()).Url);
    }

    [Fact]
    public async Task A_receiver_with_a_certificate_of_its_own_has_to_show_it_first()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var secure = await Hook.Start(certificate);
        await client.SetWebhook(secure.Url.ToString());
        account.Start(anna);
        while ((await client.GetWebhookInfo()).LastErrorMessage is null) await Task.Delay(5);
        Assert.Contains("certificate verify failed", (await client.GetWebhookInfo()).LastErrorMessage);

        using var pem = new MemoryStream(Encoding.UTF8.GetBytes(certificate.ExportCertificatePem()));
        await client.SetWebhook(secure.Url.ToString(), certificate: new global::Telegram.Bot.Types.InputFileStream(pem, "own.pem"));
        await account.WhenDelivered(Patience);
        Assert.True((await client.GetWebhookInfo()).HasCustomCertificate);
        Assert.Single(secure.Came);
    }
}
