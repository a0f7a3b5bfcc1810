using System.Net;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Cluster;

namespace Sentralix.EndToEnd.Channels.Soak;

/// <summary>A platform with many connections of several channels, which can die and come back under the same address.</summary>
internal sealed class SoakHouse : IAsyncDisposable
{
    private readonly Installation installation;
    private readonly OpenAiUpstream model;
    private readonly string[] arguments;
    private InternalDoor door = null!;

    private SoakHouse(Installation installation, OpenAiUpstream model, IReadOnlyList<ChannelWay> ways, string[] arguments) =>
        (this.installation, this.model, Ways, this.arguments) = (installation, model, ways, arguments);

    public IReadOnlyList<ChannelWay> Ways { get; }

    public HostProcess Host { get; private set; } = null!;

    public ApiClient Api { get; private set; } = null!;

    /// <summary>Opens with all connections enabled. The assistant repeats what it is asked, so every answer tells which question it is for.</summary>
    public static async Task<SoakHouse> Open(string kind, IReadOnlyList<ChannelWay> ways, string policy = "hold")
    {
        var installation = await Installation.Create(kind);
        var model = await OpenAiUpstream.Start(new OpenAiBehaviour { Answer = asked => new ChatAnswer($"Ответ: {asked.LastUserText}"), KeepsJournal = false });
        var ports = FreePorts.Find(IPAddress.Loopback, 2);
        var inside = new Uri($"http://127.0.0.1:{ports[1]}");
        string[] arguments =
        [
            "--data", installation.DataDirectory, "--public-url", $"http://127.0.0.1:{ports[0]}", "--internal-url", inside.ToString(), "--ADMIN_KEY", Installation.AdminKey,
            "--storage", installation.Database ?? "sqlite", "--no-demo", "--Egress:AllowedHosts", "127.0.0.1", .. Installation.Upstream(model.BaseUrl),
        ];
        var house = new SoakHouse(installation, model, ways, arguments);
        await house.Start();
        house.door = await InternalDoor.Open(inside, installation);
        var assistant = await house.Api.MakeAssistant();
        foreach (var way in ways) await house.Connect(way, assistant, policy);
        return house;
    }

    public async Task Start()
    {
        Host = await HostProcess.Start(arguments);
        Api = new ApiClient(Host.Url);
    }

    public async Task Kill()
    {
        await Host.Kill();
        Api.Dispose();
    }

    /// <summary>Stops as a deployment does, and says how the host ended.</summary>
    public async Task<int> Stop()
    {
        Api.Dispose();
        return await Host.Terminate();
    }

    /// <summary>A call of a service's standard contract, as the platform's own services make it.</summary>
    public async Task<JsonElement> Inside(HttpMethod method, string path, object? body = null)
    {
        var (status, answer) = await door.Send(method, path, body);
        return status is >= 200 and < 300 ? answer : throw new InvalidOperationException($"{path}: {status} {answer}");
    }

    /// <summary>All messages that a channel holds as uncertain.</summary>
    public async Task<IReadOnlyList<JsonElement>> Uncertain(string service) => await Api.All($"/api/admin/v1/{service}/uncertain");

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        door.Dispose();
        await Host.DisposeAsync();
        foreach (var way in Ways.DistinctBy(w => w.Witness)) await way.DisposeAsync();
        await model.DisposeAsync();
        await installation.DisposeAsync();
    }

    private async Task Connect(ChannelWay way, string assistant, string policy)
    {
        var settings = new Dictionary<string, string>(way.Settings);
        if (policy != "hold") settings["on_uncertain"] = policy;
        var root = $"/api/admin/v1/{way.Service}/connections";
        var created = await Api.Post(root, new { name = $"Soak {way.Number}", transport = way.Transport, settings, secrets = way.Secrets });
        var id = created.GetProperty("id").GetString();
        await Api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{id}", new { assistant_id = assistant });
        if (created.TryGetProperty("hook_url", out var hook) && hook.ValueKind == JsonValueKind.String) way.Connected(new Uri(hook.GetString()!));
        var enabled = await Api.Post($"{root}/{id}/enable");
        Assert.Equal("active", enabled.GetProperty("state").GetString());
    }
}
