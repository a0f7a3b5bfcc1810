using System.Text.Json;
using Sentralix.Connectors.Sandbox.Avito;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Channels;

/// <summary>A platform with one Avito account, Avito's stand-in and an assistant that repeats what it is asked.</summary>
internal sealed class AvitoHouse : IAsyncDisposable
{
    private readonly Installation installation;
    private readonly OpenAiUpstream model;
    private readonly string[] arguments;
    private HostProcess host = null!;

    private AvitoHouse(Installation installation, OpenAiUpstream model, AvitoStandIn avito, string[] arguments) =>
        (this.installation, this.model, Avito, this.arguments) = (installation, model, avito, arguments);

    public AvitoStandIn Avito { get; }

    public ApiClient Api { get; private set; } = null!;

    public static async Task<AvitoHouse> Open(OpenAiBehaviour? behaviour = null, params (string Name, string Value)[] settings)
    {
        var installation = await Installation.Create("sqlite");
        var model = await OpenAiUpstream.Start(behaviour ?? new OpenAiBehaviour { Answer = asked => new ChatAnswer($"Ответ на «{asked.LastUserText}»"), KeepsJournal = false });
        var avito = new AvitoStandIn();
        await avito.Start();
        avito.Delivery.Retries = [];
        string[] arguments =
        [
            "--data", installation.DataDirectory, "--public-url", $"http://127.0.0.1:{Platform.Cluster.FreePorts.Find(System.Net.IPAddress.Loopback, 1)[0]}",
            "--internal-url", "http://127.0.0.1:0", "--ADMIN_KEY", Installation.AdminKey, "--no-demo", "--Egress:AllowedHosts", "127.0.0.1", .. Installation.Upstream(model.BaseUrl),
        ];
        var house = new AvitoHouse(installation, model, avito, arguments);
        await house.StartHost();
        await house.Connect(settings);
        return house;
    }

    public async Task StartHost()
    {
        host = await HostProcess.Start(arguments);
        Api = new ApiClient(host.Url);
    }

    public async Task KillHost()
    {
        await host.Kill();
        await host.DisposeAsync();
        Api.Dispose();
    }

    /// <summary>What a chat has been sent.</summary>
    public IReadOnlyList<string> Heard(AvitoChat chat) => [.. Avito.Sent.To(chat.Id).Select(sent => sent.Text)];

    /// <summary>Which questions of a chat were answered, by the answers that repeat them.</summary>
    public IReadOnlyList<string> Answered(AvitoChat chat) => [.. Heard(chat).Select(answer => answer.Split('«')[1].Split('\n', '»')[0])];

    public Task Until(Func<bool> holds, string what) => Until(() => Task.FromResult(holds()), what);

    public async Task Until(Func<Task<bool>> holds, string what)
    {
        for (var waited = 0; waited < 150_000; waited += 100)
        {
            if (await holds()) return;
            await Task.Delay(100);
        }

        throw new TimeoutException($"It did not come to this: {what}\n{host.Output}");
    }

    /// <summary>The messages of the only conversation.</summary>
    public async Task<IReadOnlyList<JsonElement>> Messages() => await Api.All("/api/v1/conversations") is [var conversation] ? await Api.Messages(conversation.GetProperty("id").GetString()!) : [];

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await host.DisposeAsync();
        await Avito.DisposeAsync();
        await model.DisposeAsync();
        await installation.DisposeAsync();
    }

    private async Task Connect((string Name, string Value)[] further)
    {
        var settings = new Dictionary<string, string> { ["api_base_url"] = Avito.Address.ToString().TrimEnd('/'), ["client_id"] = Avito.Account.ClientId, ["reconcile_interval_s"] = "5" };
        foreach (var (name, value) in further) settings[name] = value;
        var assistant = await Api.MakeAssistant();
        var created = await Api.Post("/api/admin/v1/avito/connections", new { name = "Shop", transport = "webhook", settings, secrets = new { client_secret = Avito.Account.ClientSecret } });
        var id = created.GetProperty("id").GetString();
        await Api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{id}", new { assistant_id = assistant });
        Assert.Equal("active", (await Api.Post($"/api/admin/v1/avito/connections/{id}/enable")).GetProperty("state").GetString());
    }
}
