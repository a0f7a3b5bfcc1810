using System.Diagnostics;
using System.Text.Json;
using Sentralix.Connectors.Sandbox.Delivery;

namespace Sentralix.Connectors.Sandbox.Jivo;

/// <summary>Jivo as programs see it that use nothing but HTTP.</summary>
public sealed class JivoWireTests : IAsyncLifetime
{
    private const string Script = "Jivo/jivo-client.mjs";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private readonly JivoStandIn jivo = new();

    public async ValueTask InitializeAsync() => await jivo.Start();

    public ValueTask DisposeAsync() => jivo.DisposeAsync();

    [Fact]
    public async Task A_bot_offers_buttons_and_hands_the_client_over()
    {
        using var bot = PlainClients.Start(Script, "bot", jivo.BotEndpoint().ToString());
        jivo.Bot.Address = new Uri((await bot.Says(Patience)).GetProperty("url").GetString()!);
        var chat = jivo.OpenChat();
        jivo.ClientWrites(chat, "Где мой заказ 5512?");
        await Until(() => chat.Buttons.Count == 2);
        jivo.Press(chat, "2");
        await Until(() => chat.State == JivoChatState.Agent);
        await jivo.WhenDelivered(Patience);
        jivo.AgentWrites(chat, "Здравствуйте, это Олег");
        jivo.CloseChat(chat);

        var got = (await bot.Says(Patience)).EnumerateArray().ToList();
        Assert.Equal(["CLIENT_MESSAGE", "CLIENT_MESSAGE", "AGENT_JOINED", "AGENT_MESSAGE", "CHAT_CLOSED"], got.Select(e => e.GetProperty("event").GetString()));
        Assert.Equal(jivo.Updates.All.Select(u => u.Key), got.Select(e => e.GetProperty("id").GetString()));
        var first = got[0];
        Assert.Equal("application/json", first.GetProperty("type").GetString());
        Assert.Equal(chat.Id, first.GetProperty("chat_id").GetString());
        Assert.Equal(JsonValueKind.String, first.GetProperty("site_id").ValueKind);
        Assert.Equal(JsonValueKind.Number, first.GetProperty("sender").GetProperty("id").ValueKind);
        Assert.True(first.GetProperty("agents_online").GetBoolean());
        Assert.Equal("widget", first.GetProperty("channel").GetProperty("type").GetString());
        Assert.Equal("Оператор", got[1].GetProperty("message").GetProperty("text").GetString());
        Assert.Equal("", got[1].GetProperty("message").GetProperty("button_id").GetString());
        Assert.Empty(jivo.Refused.All);
        Assert.Empty(jivo.Handoffs);
    }

    [Fact]
    public async Task A_bot_says_text_and_markdown_and_is_told_what_is_wrong()
    {
        var chat = jivo.OpenChat();
        var said = await PlainClients.Node(Script, "say", jivo.BotEndpoint().ToString(), chat.ClientId, chat.Id);

        foreach (var good in (string[])["text", "markdown", "info"]) Assert.Equal(200, said.GetProperty(good).GetProperty("status").GetInt32());
        Assert.Equal(["Заказ 5512 передан в доставку.", "Да"], chat.Transcript.Select(l => l.Text));
        Assert.Equal("+79990000000", chat.ClientInfo!.Value.GetProperty("phone").GetString());
        Assert.Equal(400, said.GetProperty("numbers").GetProperty("status").GetInt32());
        Assert.Contains("client_id must be a string", said.GetProperty("numbers").GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.Equal(405, said.GetProperty("unknown").GetProperty("status").GetInt32());
        Assert.Equal(401, said.GetProperty("wrong").GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task A_desk_brings_its_client_into_a_channel()
    {
        await using var shop = await Receiver.Start();
        shop.Answer = _ => (200, "picture");
        var channel = jivo.AddChannel(null);
        var said = await PlainClients.Node(Script, "desk", jivo.ChannelEndpoint(channel).ToString(), new Uri(shop.Address, "/p.png").ToString());

        Assert.Equal("1", said.GetProperty("before").GetString());
        Assert.Equal(200, said.GetProperty("sent").GetProperty("status").GetInt32());
        Assert.Equal(200, said.GetProperty("photo").GetProperty("status").GetInt32());
        Assert.Equal(400, said.GetProperty("nobody").GetProperty("status").GetInt32());
        Assert.Equal("text/plain; charset=utf-8", said.GetProperty("nobody").GetProperty("type").GetString());
        var dialog = Assert.Single(channel.Dialogs.Values);
        Assert.Equal(("sx-contact-7f3a", "Ирина"), (dialog.SenderId, dialog.Sender.GetProperty("name").GetString()));
        Assert.Equal([("m-000123", "text", "Соедините с оператором"), ("m-000124", "photo", "")], dialog.Messages.Select(m => (m.Id, m.Type, m.Text)));
        Assert.Equal("picture"u8.ToArray(), dialog.Messages[1].File!.Value.ToArray());
    }

    [Fact]
    public async Task Curl_reads_the_status_of_a_channel_and_finds_none_that_was_not_made()
    {
        var channel = jivo.AddChannel(null);
        Assert.Equal("1", await PlainClients.Curl("-s", jivo.ChannelEndpoint(channel) + "/status"));
        jivo.AgentsOnline = false;
        Assert.Equal("0", await PlainClients.Curl("-s", jivo.ChannelEndpoint(channel) + "/status"));
        Assert.StartsWith("HTTP/1.1 404", await PlainClients.Curl("-s", "-i", "-H", "Content-Type: application/json", "-d", "{}", new Uri(jivo.Address, "/no/channel").ToString()), StringComparison.Ordinal);
    }

    private static async Task Until(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition() && watch.Elapsed < Patience) await Task.Delay(5);
        Assert.True(condition());
    }
}
