using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Sentralix.Connectors.Sandbox.Delivery;

namespace Sentralix.Connectors.Sandbox.Avito;

public sealed class AvitoRulesTests : IAsyncLifetime
{
    private readonly SteppingClock clock = new();
    private readonly AvitoStandIn avito;
    private AvitoTestClient client = null!;

    public AvitoRulesTests() => avito = new AvitoStandIn(clock);

    public async ValueTask InitializeAsync()
    {
        await avito.Start();
        client = await AvitoTestClient.SignIn(avito);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await avito.DisposeAsync();
    }

    [Fact]
    public async Task A_text_of_1000_characters_is_sent_and_one_of_1001_is_refused()
    {
        var chat = avito.OpenChat();
        Assert.Equal(HttpStatusCode.OK, (await client.TrySend(chat, new string('я', 1000))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.TrySend(chat, new string('я', 1001))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.TrySend(chat, " ")).StatusCode);
        Assert.Single(chat.Messages);
        Assert.Equal([400, 400], avito.Refused.All.Select(r => r.Status));
    }

    [Fact]
    public async Task Only_chats_of_the_account_that_exist_are_answered()
    {
        var foreign = avito.OpenChat(account: avito.AddAccount());
        var gone = avito.OpenChat();
        avito.Remove(gone);

        Assert.Equal(HttpStatusCode.NotFound, (await client.TrySend(foreign, "раз")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.TrySend(gone, "раз")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.Get($"/messenger/v2/accounts/{foreign.Account.Id}/chats")).StatusCode);
    }

    [Fact]
    public async Task Lists_reach_only_as_far_as_Avito_lets_them()
    {
        for (var i = 0; i < 150; i++) avito.SendText(avito.OpenChat(), $"{i}");
        avito.OpenProfileChat();
        var chats = $"/messenger/v2/accounts/{avito.Account.Id}/chats";

        Assert.Equal(100, (await client.Json(chats)).GetProperty("chats").GetArrayLength());
        Assert.Equal(50, (await client.Json(chats + "?offset=100")).GetProperty("chats").GetArrayLength());
        Assert.Equal(51, (await client.Json(chats + "?offset=100&chat_types=u2i,u2u")).GetProperty("chats").GetArrayLength());
        Assert.Equal(HttpStatusCode.BadRequest, (await client.Get(chats + "?limit=101")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.Get(chats + "?offset=1001")).StatusCode);
    }

    [Fact]
    public async Task Messages_come_newest_first_and_wrapped_if_told()
    {
        avito.WrapsMessages = true;
        var chat = avito.OpenChat();
        var first = avito.SendText(chat, "раз");
        avito.SendText(chat, "два", quote: first);
        var path = $"/messenger/v3/accounts/{avito.Account.Id}/chats/{chat.Id}/messages/";

        var page = (await client.Json(path + "?limit=1")).GetProperty("messages");
        Assert.Equal("два", Assert.Single(page.EnumerateArray()).GetProperty("content").GetProperty("text").GetString());
        Assert.Equal(first.Id, page[0].GetProperty("quote").GetProperty("id").GetString());
        Assert.False(page[0].GetProperty("is_read").GetBoolean());
        Assert.Equal("раз", (await client.Json(path + "?offset=1")).GetProperty("messages")[0].GetProperty("content").GetProperty("text").GetString());
    }

    [Fact]
    public async Task What_the_buyer_has_read_is_seen_only_in_the_history()
    {
        var chat = avito.OpenChat();
        await client.Send(chat, "Да");
        avito.ReadByBuyer(chat);

        var message = (await client.Json($"/messenger/v3/accounts/{avito.Account.Id}/chats/{chat.Id}/messages/"))[0];
        Assert.Equal(clock.GetUtcNow().ToUnixTimeSeconds(), message.GetProperty("read").GetInt64());
        Assert.Equal(AvitoUpdates.Echo, Assert.Single(avito.Updates.All).Kind);
    }

    [Fact]
    public async Task After_an_hour_a_message_stays_and_a_voice_link_is_dead()
    {
        var chat = avito.OpenChat();
        var sent = await client.Send(chat, "Да");
        var voice = JsonDocument.Parse(avito.SendVoice(chat, [7]).Body.Content).RootElement.GetProperty("voice").GetProperty("voice_id").GetString();
        var path = $"/messenger/v1/accounts/{avito.Account.Id}/getVoiceFiles?voice_ids={voice},unknown";
        var link = Assert.Single((await client.Json(path)).GetProperty("voices_urls").EnumerateObject()).Value.GetString()!;
        clock.Step(TimeSpan.FromMinutes(61));

        var removal = $"/messenger/v1/accounts/{avito.Account.Id}/chats/{chat.Id}/messages/{sent.GetProperty("id").GetString()}";
        Assert.Equal(HttpStatusCode.BadRequest, (await client.Post(removal, new { })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.Get(link)).StatusCode);
        Assert.Equal("text", chat.Messages[0].Type);
    }

    [Fact]
    public async Task An_accounts_token_runs_out_with_401_and_an_applications_with_403()
    {
        var own = $"/messenger/v2/accounts/{avito.Account.Id}/chats";
        avito.TokenLife = TimeSpan.FromMinutes(5);
        using var application = await Consented("messenger:read");
        Assert.Equal(HttpStatusCode.OK, (await application.Get(own)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await application.TrySend(avito.OpenChat(), "нет права")).StatusCode);
        clock.Step(TimeSpan.FromMinutes(6));
        Assert.Equal(HttpStatusCode.Forbidden, (await application.Get(own)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.Get(own)).StatusCode);
        clock.Step(TimeSpan.FromHours(24));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.Get(own)).StatusCode);
    }

    [Fact]
    public async Task A_seller_can_deny_consent_and_errors_of_the_token_endpoint_can_say_200()
    {
        avito.SignedIn = null;
        avito.TokenErrorsSayOk = true;
        var application = avito.AddApplication(new Uri("https://sentralix.example/back"));
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = avito.Address };
        var page = await browser.GetAsync($"/oauth?response_type=code&client_id={application.ClientId}&scope=messenger:read&state=s");
        var refused = await client.Token(("grant_type", "refresh_token"), ("client_id", application.ClientId), ("client_secret", application.ClientSecret), ("refresh_token", "x"));

        Assert.Equal("https://sentralix.example/back?error=access_denied&state=s", page.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        Assert.Equal("invalid_grant", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString());
    }

    [Fact]
    public async Task An_account_that_has_not_paid_is_told_so_everywhere_but_about_itself()
    {
        avito.Account.IsPaid = false;
        var refused = await client.TrySend(avito.OpenChat(), "раз");

        Assert.Equal(HttpStatusCode.PaymentRequired, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/core/v1/accounts/self")).StatusCode);
    }

    [Fact]
    public async Task Only_images_that_Avito_takes_are_uploaded()
    {
        Assert.Equal(HttpStatusCode.OK, (await client.Upload(Png(100, 100))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.Upload(Png(100, 100), "file")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.Upload("RIFF....WEBPVP8 ............"u8.ToArray())).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.Upload(Png(10_000, 7_501))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.Upload([.. Png(10, 10), .. new byte[24 * 1024 * 1024]])).StatusCode);
        var unknown = await client.Post($"/messenger/v1/accounts/{avito.Account.Id}/chats/{avito.OpenChat().Id}/messages/image", new { image_id = "unknown" });
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    [Fact]
    public async Task The_26th_list_of_listings_in_a_minute_is_too_much()
    {
        avito.AddItem("Велосипед", 12_500, "SKU-7");
        for (var i = 0; i < 24; i++) await client.Get("/core/v1/items");
        var last = await client.Get("/core/v1/items");
        Assert.Equal("0", Assert.Single(last.Headers.GetValues("X-RateLimit-Remaining")));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await client.Get("/core/v1/items")).StatusCode);
        clock.Step(TimeSpan.FromMinutes(1));
        var listed = await client.Json("/core/v1/items?per_page=10");
        var id = Assert.Single(listed.GetProperty("resources").EnumerateArray()).GetProperty("id").GetInt64();
        Assert.Equal("SKU-7", (await client.Json($"/core/v1/accounts/{avito.Account.Id}/items/{id}/")).GetProperty("autoload_item_id").GetString());

        avito.Limits = AvitoLimits.None;
        for (var i = 0; i < 30; i++) Assert.Equal(HttpStatusCode.OK, (await client.Get("/core/v1/items")).StatusCode);
    }

    [Fact]
    public async Task A_blocked_buyer_cannot_write()
    {
        var chat = avito.OpenChat();
        await client.Post($"/messenger/v2/accounts/{avito.Account.Id}/blacklist", new { users = new[] { new { user_id = chat.BuyerId, context = new { item_id = chat.Item!.Id, reason_id = 1 } } } });

        Assert.Equal(new BlacklistEntry(chat.BuyerId, chat.Item.Id, 1), Assert.Single(avito.Account.Blacklist));
        Assert.Throws<InvalidOperationException>(() => avito.SendText(chat, "но почему"));
    }

    [Fact]
    public async Task Whatever_goes_wrong_with_a_send_the_chat_shows_what_was_done()
    {
        var chat = avito.OpenChat();
        (FaultKind Kind, int Status, int Messages)[] cases =
        [
            (FaultKind.ErrorBefore, 500, 0), (FaultKind.TooMany, 429, 0), (FaultKind.NotPaid, 402, 0), (FaultKind.HtmlPage, 502, 0), (FaultKind.Unauthorized, 401, 0),
            (FaultKind.ErrorAfter, 500, 1),
        ];
        foreach (var (kind, status, messages) in cases)
        {
            avito.Faults.Next(new Fault(kind, TimeSpan.FromSeconds(7)), AvitoOperations.SendText);
            var response = await client.TrySend(chat, "Да");
            Assert.Equal((kind, status, messages), (kind, (int)response.StatusCode, chat.Messages.Count));
            Assert.Equal(kind == FaultKind.TooMany ? 7 : null, response.Headers.RetryAfter?.Delta?.TotalSeconds);
        }

        avito.Faults.Next(new Fault(FaultKind.CutAfter), AvitoOperations.SendText);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.TrySend(chat, "Да"));
        avito.Faults.Next(new Fault(FaultKind.TooMany));
        Assert.Null((await client.TrySend(chat, "Да")).Headers.RetryAfter);
        avito.Faults.Next(new Fault(FaultKind.HangAfter), AvitoOperations.SendText);
        var hanging = client.TrySend(chat, "Да");
        await Task.WhenAny(hanging, Task.Delay(150));
        Assert.False(hanging.IsCompleted);
        Assert.Equal([false, false, false], avito.Sent.To(chat.Id).Select(s => s.Told));
        Assert.Equal(3, chat.Messages.Count);
    }

    [Fact]
    public async Task A_repeated_subscription_succeeds_or_is_refused_as_told()
    {
        var subscription = new { url = "https://sentralix.example/hooks/avito/1/secret" };
        avito.Delivery.ProbesOnSubscribe = false;
        Assert.Equal(HttpStatusCode.OK, (await client.Post("/messenger/v3/webhook", subscription)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.Post("/messenger/v3/webhook", subscription)).StatusCode);
        avito.RefusesRepeatedSubscription = true;
        Assert.Equal(HttpStatusCode.Conflict, (await client.Post("/messenger/v3/webhook", subscription)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.Post("/messenger/v3/webhook", new { url = "sentralix" })).StatusCode);
    }

    private static byte[] Png(uint width, uint height)
    {
        var png = new byte[32];
        ((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R']).CopyTo(png);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(20), height);
        return png;
    }

    private async Task<AvitoTestClient> Consented(string scopes)
    {
        var application = avito.AddApplication(new Uri("https://sentralix.example/back"));
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = avito.Address };
        var page = await browser.GetAsync($"/oauth?response_type=code&client_id={application.ClientId}&scope={scopes}");
        var code = page.Headers.Location!.Query["?code=".Length..];
        var consented = await AvitoTestClient.SignIn(avito);
        var given = await consented.Token(("grant_type", "authorization_code"), ("client_id", application.ClientId), ("client_secret", application.ClientSecret), ("code", code));
        consented.Use((await given.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!);
        return consented;
    }
}
