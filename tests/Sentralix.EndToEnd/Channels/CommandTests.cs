using System.Net;
using System.Text.Json;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Jivo;
using Sentralix.Connectors.Sandbox.Telegram;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Channels;

/// <summary>Edits, deletions and hand-offs, the whole way through a real host.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private const string Answer = "Доставка стоит 300 рублей.";

    private readonly TelegramStandIn telegram = new(Limits.None);
    private readonly JivoStandIn jivo = new() { AgentsOnline = true };
    private Installation installation = null!;
    private OpenAiUpstream model = null!;
    private HostProcess host = null!;
    private ApiClient api = null!;
    private InternalDoor door = null!;
    private string[] arguments = [];
    private Uri inside = null!;

    public async ValueTask InitializeAsync()
    {
        installation = await Installation.Create("sqlite");
        model = await OpenAiUpstream.Start(new OpenAiBehaviour { Answer = _ => new ChatAnswer(Answer), KeepsJournal = false });
        await telegram.Start();
        await jivo.Start();
        telegram.Delivery.Pace = 0.02;
        jivo.Delivery.Pace = 1;
        var ports = Platform.Cluster.FreePorts.Find(IPAddress.Loopback, 2);
        inside = new Uri($"http://127.0.0.1:{ports[1]}");
        arguments =
        [
            "--data", installation.DataDirectory, "--public-url", $"http://127.0.0.1:{ports[0]}", "--internal-url", inside.ToString().TrimEnd('/'), "--ADMIN_KEY", Installation.AdminKey,
            "--no-demo", "--Egress:AllowedHosts", "127.0.0.1", .. Installation.Upstream(model.BaseUrl),
        ];
        await StartHost();
        door = await InternalDoor.Open(inside, installation);
    }

    public async ValueTask DisposeAsync()
    {
        door.Dispose();
        api.Dispose();
        await host.DisposeAsync();
        await telegram.DisposeAsync();
        await jivo.DisposeAsync();
        await model.DisposeAsync();
        await installation.DisposeAsync();
    }

    [Fact]
    public async Task What_was_said_is_changed_and_taken_back_over_cuts_and_a_kill()
    {
        var bot = telegram.AddBot();
        var anna = new TelegramUser(77001, "Анна");
        await Connect("telegram", new { api_base_url = Base(telegram) }, new { token = bot.Token });
        bot.SendText(anna, "Сколько стоит доставка?");
        await Until(() => telegram.Sent.To("77001").Count == 1, "the question is answered");
        var message = await AnswerOf("telegram");

        // Cut after it was done: asked again, it is what was wanted already.
        telegram.Faults.Next(new Fault(FaultKind.CutAfter), "editMessageText");
        var accepted = await door.Expect(202, HttpMethod.Post, $"/telegram/v1/messages/{message}/edit", new { command_id = "e1", epoch = 1, parts = new[] { new { type = "text", text = "Доставка стоит 250 рублей." } } });
        Assert.Equal("queued", accepted.GetProperty("status").GetString());
        await Command("telegram", "e1", "sent");
        Assert.Equal("Доставка стоит 250 рублей.", Assert.Single(telegram.Sent.To("77001"), s => s.Operation == "editMessageText").Text);

        // Telegram is away while it is asked, and the process dies: it is done when both are back.
        telegram.Faults.Always(operation => operation == "deleteMessage" ? new Fault(FaultKind.CutBefore) : Fault.None);
        await door.Expect(202, HttpMethod.Post, $"/telegram/v1/messages/{message}/delete", new { command_id = "d1", epoch = 1 });
        await host.Kill();
        await host.DisposeAsync();
        api.Dispose();
        telegram.Faults.Always(null);
        await StartHost();
        await Command("telegram", "d1", "sent");
        Assert.Single(telegram.Sent.To("77001"), s => s.Operation == "deleteMessage");
        Assert.Equal("message_deleted", (await door.Send(HttpMethod.Post, $"/telegram/v1/messages/{message}/edit", new { command_id = "e2", epoch = 1, parts = new[] { new { type = "text", text = "Поздно" } } })).Body.GetProperty("type").GetString()!.Split(':')[^1]);

        // What Telegram has no people for.
        var (status, refusal) = await door.Send(HttpMethod.Post, $"/telegram/v1/conversations/{await Conversation("telegram")}/hand-off", new { command_id = "h1", epoch = 1 });
        Assert.Equal((409, "urn:sentralix:error:not_supported"), (status, refusal.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task Jivos_agents_are_asked_after_the_last_words_and_the_one_who_joins_has_control()
    {
        var chat = jivo.OpenChat();
        var hook = await Connect("jivosite", new { api_base_url = Base(jivo), provider_id = jivo.Bot.ProviderId }, new { token = jivo.Bot.Token });
        jivo.Bot.Address = new Uri($"{hook}/{jivo.Bot.Token}");
        jivo.ClientWrites(chat, "Сколько стоит доставка?");
        await Until(() => jivo.Sent.To(chat.Id).Count == 1, "the question is answered");
        var conversation = await Conversation("jivosite");

        await door.Expect(202, HttpMethod.Post, $"/jivosite/v1/conversations/{conversation}/hand-off", new { command_id = "h1", epoch = 1 });

        await Command("jivosite", "h1", "sent");
        Assert.Equal([JivoOperations.BotMessage, JivoOperations.InviteAgent], jivo.Sent.To(chat.Id).Select(s => s.Operation));
        await Until(async () => (await Events(conversation)).Contains("control.taken"), "the agent has control");
        var told = await Events(conversation);
        Assert.Contains("handoff.requested", told);
        var (status, refusal) = await door.Send(HttpMethod.Post, $"/jivosite/v1/messages/{await AnswerOf("jivosite")}/delete", new { command_id = "d1", epoch = 9 });
        Assert.Equal((409, "urn:sentralix:error:not_supported"), (status, refusal.GetProperty("type").GetString()));
    }

    private static string Base(StandIn channel) => channel.Address.ToString().TrimEnd('/');

    private async Task StartHost()
    {
        host = await HostProcess.Start(arguments);
        api = new ApiClient(host.Url);
    }

    private async Task<string?> Connect(string service, object settings, object secrets)
    {
        var created = await api.Post($"/api/admin/v1/{service}/connections", new { name = "Bot", transport = "webhook", settings, secrets });
        var id = created.GetProperty("id").GetString();
        await api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{id}", new { assistant_id = await api.MakeAssistant() });
        var enabled = await api.Post($"/api/admin/v1/{service}/connections/{id}/enable");
        Assert.Equal("active", enabled.GetProperty("state").GetString());
        return created.TryGetProperty("hook_url", out var hook) ? hook.GetString() : enabled.GetProperty("hook_url").GetString();
    }

    private async Task<string> Conversation(string channel) =>
        (await api.All("/api/v1/conversations")).Single(c => c.GetProperty("channel").GetString() == channel).GetProperty("id").GetString()!;

    private async Task<string> AnswerOf(string channel) =>
        (await api.Messages(await Conversation(channel))).First(m => m.GetProperty("author").GetString() == "assistant").GetProperty("id").GetString()!;

    private async Task<IReadOnlyList<string>> Events(string conversation) =>
        [.. (await api.Get($"/api/v1/conversations/{conversation}/events?limit=200")).GetProperty("items").EnumerateArray().Select(e => e.GetProperty("type").GetString()!)];

    private async Task Command(string channel, string id, string status)
    {
        var path = $"/{channel}/v1/conversations/{await Conversation(channel)}/commands/{id}";
        JsonElement command = default;
        await Until(async () => (command = await door.Expect(200, HttpMethod.Get, path)).GetProperty("status").GetString() == status, $"{id} is {status}", () => command.ToString());
    }

    private Task Until(Func<bool> holds, string what) => Until(() => Task.FromResult(holds()), what);

    private async Task Until(Func<Task<bool>> holds, string what, Func<string>? seen = null)
    {
        for (var waited = 0; waited < 150_000; waited += 50)
        {
            if (await holds()) return;
            await Task.Delay(50);
        }

        throw new TimeoutException($"It did not come to this: {what}\n{seen?.Invoke()}\n{host.Output}");
    }
}
