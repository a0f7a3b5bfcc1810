using System.Text.Json;
using Sentralix.Connectors.Sandbox.Delivery;

namespace Sentralix.Connectors.Sandbox.Avito;

/// <summary>Avito as a client sees it that follows the manual and that nobody here wrote.</summary>
public sealed class AvitoWireTests : IAsyncLifetime
{
    private const string Script = "Avito/avito-client.mjs";
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private readonly AvitoStandIn avito = new();

    public async ValueTask InitializeAsync() => await avito.Start();

    public ValueTask DisposeAsync() => avito.DisposeAsync();

    [Fact]
    public async Task A_client_signs_in_subscribes_and_unsubscribes()
    {
        await using var hook = await Receiver.Start();
        var said = await Node("connect", hook.Hook.ToString());

        var given = said.GetProperty("given").GetProperty("body");
        Assert.Equal(86400, given.GetProperty("expires_in").GetInt32());
        Assert.Equal("Bearer", given.GetProperty("token_type").GetString());
        Assert.False(given.TryGetProperty("refresh_token", out _));
        Assert.Equal(avito.Account.Id, said.GetProperty("self").GetProperty("body").GetProperty("id").GetInt64());
        Assert.True(said.GetProperty("subscribed").GetProperty("body").GetProperty("ok").GetBoolean());
        var subscription = Assert.Single(said.GetProperty("subscriptions").GetProperty("body").GetProperty("subscriptions").EnumerateArray());
        Assert.Equal(hook.Hook.ToString(), subscription.GetProperty("url").GetString());
        Assert.Equal("3", subscription.GetProperty("version").GetString());
        Assert.Empty(said.GetProperty("after").GetProperty("body").GetProperty("subscriptions").EnumerateArray());
        Assert.Empty(avito.Refused.All);
    }

    [Fact]
    public async Task A_client_reads_answers_marks_and_deletes()
    {
        var item = avito.AddItem("Велосипед «Урал»", 300_000);
        var chat = avito.OpenChat(item);
        avito.OpenChatWithAvito();
        avito.SendText(chat, "Здравствуйте, ещё продаёте?");
        var said = await Node("talk");

        var seen = Assert.Single(said.GetProperty("chats").GetProperty("body").GetProperty("chats").EnumerateArray());
        var context = seen.GetProperty("context").GetProperty("value");
        Assert.Equal("300 000 ₽", context.GetProperty("price_string").GetString());
        Assert.Equal(10, context.GetProperty("status_id").GetInt32());
        Assert.Contains(seen.GetProperty("users").EnumerateArray(), u => u.GetProperty("id").GetInt64() == chat.BuyerId);
        var message = Assert.Single(said.GetProperty("messages").GetProperty("body").EnumerateArray());
        Assert.Equal("in", message.GetProperty("direction").GetString());
        Assert.Equal("Здравствуйте, ещё продаёте?", message.GetProperty("content").GetProperty("text").GetString());
        Assert.Equal(404, Status(said, "without"));

        var sent = said.GetProperty("sent").GetProperty("body");
        Assert.Equal("out", sent.GetProperty("direction").GetString());
        Assert.Equal("Да, продаём. 😀", sent.GetProperty("content").GetProperty("text").GetString());
        Assert.True(said.GetProperty("read").GetProperty("body").GetProperty("ok").GetBoolean());
        Assert.Empty(said.GetProperty("again").GetProperty("body").GetProperty("chats").EnumerateArray());
        Assert.Equal(sent.GetProperty("id").GetString(), said.GetProperty("one").GetProperty("body").GetProperty("last_message").GetProperty("id").GetString());
        Assert.Equal(200, Status(said, "removed"));
        Assert.Equal("deleted", said.GetProperty("after").GetProperty("body")[0].GetProperty("type").GetString());
        Assert.Equal("Да, продаём. 😀", Assert.Single(avito.Sent.To(chat.Id), s => s.Operation == AvitoOperations.SendText).Text);
    }

    [Fact]
    public async Task A_client_sends_a_picture_that_can_be_fetched()
    {
        var chat = avito.OpenChat();
        var said = await Node("picture", chat.Id, Pixel);

        Assert.Equal(Pixel, said.GetProperty("file").GetString());
        var sent = said.GetProperty("sent").GetProperty("body");
        Assert.Equal("image", sent.GetProperty("type").GetString());
        Assert.True(sent.GetProperty("content").GetProperty("image").GetProperty("sizes").TryGetProperty("140x105", out _));
        Assert.Equal("image", Assert.Single(chat.Messages).Type);
    }

    [Fact]
    public async Task A_client_fetches_a_voice_message()
    {
        var chat = avito.OpenChat();
        avito.SendVoice(chat, [1, 2, 3]);
        var voice = JsonDocument.Parse(chat.Messages[0].Body.Content).RootElement.GetProperty("voice").GetProperty("voice_id").GetString()!;
        var said = await Node("voice", voice);

        Assert.Equal("AQID", said.GetProperty("file").GetString());
    }

    [Fact]
    public async Task An_application_gets_in_by_a_code_and_of_two_refreshes_at_once_one_succeeds()
    {
        var application = avito.AddApplication(new Uri("https://sentralix.example/back?from=avito"));
        var said = await PlainClients.Node(Script, "application", Address, application.ClientId, application.ClientSecret);

        Assert.Equal("s-1", said.GetProperty("state").GetString());
        Assert.StartsWith("https://sentralix.example/back?from=avito&code=", said.GetProperty("back").GetString(), StringComparison.Ordinal);
        Assert.Equal("messenger:read,messenger:write", said.GetProperty("first").GetProperty("body").GetProperty("scope").GetString());
        Assert.Equal(400, Status(said, "codeAgain"));
        Assert.Equal([200, 400], said.GetProperty("both").EnumerateArray().Select(b => b.GetProperty("status").GetInt32()).Order());
        Assert.Equal(2, avito.TokenRequests("refresh_token"));
    }

    [Fact]
    public async Task The_probe_is_the_one_that_curl_makes()
    {
        await using var hook = await Receiver.Start();
        var said = await PlainClients.Curl("--connect-timeout", "2", hook.Hook.ToString(), "-i", "-s", "-d", "{}");
        var answer = await avito.Probe(hook.Hook);

        Assert.StartsWith("HTTP/1.1 200", said, StringComparison.Ordinal);
        Assert.Equal(200, answer.Status);
        var (byCurl, byAvito) = (hook.All.First(), hook.All.Last());
        Assert.Equal(byCurl.Body, byAvito.Body);
        foreach (var header in (string[])["Content-Type", "Content-Length", "Accept"]) Assert.Equal(byCurl.Headers[header], byAvito.Headers[header]);
        Assert.Equal("application/x-www-form-urlencoded", byAvito.Headers["Content-Type"]);
    }

    [Fact]
    public async Task Curl_is_told_of_a_wrong_secret_and_of_a_wrong_token()
    {
        var refused = await PlainClients.Curl("-s", "-i", $"{Address}/token/", "-d", $"grant_type=client_credentials&client_id={avito.Account.ClientId}&client_secret=wrong");
        var unauthorized = await PlainClients.Curl("-s", "-i", "-H", "Authorization: Bearer wrong", $"{Address}/core/v1/accounts/self");

        Assert.Contains("HTTP/1.1 401", refused, StringComparison.Ordinal);
        Assert.Contains("invalid_client", refused, StringComparison.Ordinal);
        Assert.Contains("""{"error":{"code":401,"message":"Unauthorized"}}""", unauthorized, StringComparison.Ordinal);
    }

    private string Address => avito.Address.GetLeftPart(UriPartial.Authority);

    private static int Status(JsonElement said, string what) => said.GetProperty(what).GetProperty("status").GetInt32();

    private Task<JsonElement> Node(string doing, params string[] more) =>
        PlainClients.Node(Script, doing, [Address, avito.Account.ClientId, avito.Account.ClientSecret, .. more]);
}
