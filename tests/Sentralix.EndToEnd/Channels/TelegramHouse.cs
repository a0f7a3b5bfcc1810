using System.Text.Json;
using Sentralix.Connectors.Sandbox.Telegram;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Channels;

/// <summary>A platform with one Telegram bot, Telegram's stand-in and an assistant that answers everything with the same words.</summary>
internal sealed class TelegramHouse : IAsyncDisposable
{
    public const string Answer = "Доставка стоит 300 рублей.";

    private readonly Installation installation;
    private readonly OpenAiUpstream model;
    private readonly Uri inside;
    private readonly string[] arguments;

    private TelegramHouse(Installation installation, OpenAiUpstream model, TelegramStandIn telegram, BotAccount bot, Uri inside, string[] arguments) =>
        (this.installation, this.model, Telegram, Bot, this.inside, this.arguments) = (installation, model, telegram, bot, inside, arguments);

    public TelegramStandIn Telegram { get; }

    public BotAccount Bot { get; }

    public HostProcess Host { get; private set; } = null!;

    public ApiClient Api { get; private set; } = null!;

    public string Connection { get; private set; } = "";

    public static async Task<TelegramHouse> Open(string kind, string transport, Limits? limits = null, OpenAiBehaviour? behaviour = null, bool business = false)
    {
        var installation = await Installation.Create(kind);
        var model = await OpenAiUpstream.Start(behaviour ?? new OpenAiBehaviour { Answer = _ => new ChatAnswer(Answer), KeepsJournal = false });
        var telegram = new TelegramStandIn(limits ?? Limits.None);
        await telegram.Start();
        telegram.Delivery.Pace = 0.02;
        var ports = Platform.Cluster.FreePorts.Find(System.Net.IPAddress.Loopback, 2);
        var inside = new Uri($"http://127.0.0.1:{ports[1]}");
        string[] arguments =
        [
            "--data", installation.DataDirectory, "--public-url", $"http://127.0.0.1:{ports[0]}", "--internal-url", inside.ToString().TrimEnd('/'), "--ADMIN_KEY", Installation.AdminKey,
            "--storage", installation.Database ?? "sqlite", "--no-demo", "--Egress:AllowedHosts", "127.0.0.1", .. Installation.Upstream(model.BaseUrl),
        ];
        var house = new TelegramHouse(installation, model, telegram, telegram.AddBot(), inside, arguments);
        await house.StartHost();
        var assistant = await house.Api.MakeAssistant();
        house.Connection = (await house.Connect(transport, business: business)).GetProperty("id").GetString()!;
        await house.Api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{house.Connection}", new { assistant_id = assistant });
        return house;
    }

    /// <summary>Makes a connection to the bot and enables it.</summary>
    public async Task<JsonElement> Connect(string transport, string? token = null, bool business = false)
    {
        var created = await Api.Post("/api/admin/v1/telegram/connections", new
        {
            name = "Bot",
            transport,
            settings = new { api_base_url = Telegram.Address.ToString().TrimEnd('/'), business = business ? "true" : "false" },
            secrets = new { token = token ?? Bot.Token },
        });
        return await Api.Post($"/api/admin/v1/telegram/connections/{created.GetProperty("id").GetString()}/enable");
    }

    /// <summary>The door between services.</summary>
    public Task<InternalDoor> Inside() => InternalDoor.Open(inside, installation);

    public async Task StartHost()
    {
        Host = await HostProcess.Start(arguments);
        Api = new ApiClient(Host.Url);
    }

    /// <summary>The platform dies and comes back.</summary>
    public async Task KillAndStart()
    {
        await Host.Kill();
        Api.Dispose();
        await StartHost();
    }

    /// <summary>The texts that a chat has got, once there are so many.</summary>
    public async Task<IReadOnlyList<string>> Heard(long chat, int count)
    {
        var thread = chat.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return await Until(() => Said(thread) is { } sent && sent.Count >= count ? sent : null, $"chat {chat} has {count} messages");
    }

    // What grows while it is written is no message yet.
    private List<string> Said(string thread) => [.. Telegram.Sent.To(thread).Where(s => s.Operation != "sendMessageDraft").Select(s => s.Text)];

    public async Task<T> Until<T>(Func<T?> look, string what)
        where T : class
    {
        for (var waited = 0; waited < 150_000; waited += 50)
        {
            if (look() is { } seen) return seen;
            await Task.Delay(50);
        }

        throw new TimeoutException($"It did not come to this: {what}\n{Host.Output}");
    }

    public async Task<JsonElement> UntilConnection(Func<JsonElement, bool> holds)
    {
        JsonElement connection = default;
        for (var waited = 0; waited < 150_000; waited += 100)
        {
            connection = await Api.Get($"/api/admin/v1/telegram/connections/{Connection}");
            if (holds(connection)) return connection;
            await Task.Delay(100);
        }

        throw new TimeoutException($"The connection stays {connection}\n{Host.Output}");
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Host.DisposeAsync();
        await Telegram.DisposeAsync();
        await model.DisposeAsync();
        await installation.DisposeAsync();
    }
}
