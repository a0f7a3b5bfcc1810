using System.Net;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Channels;

/// <summary>A platform with an assistant and one sandbox connection, used as an integrator uses it: by the public API alone. Nothing but the
/// host and a model is started, and no host on the network is allowed to it.</summary>
internal sealed class SandboxHouse : IAsyncDisposable
{
    public const string Answer = "Доставка стоит 300 рублей.";

    private readonly OpenAiUpstream model;
    private readonly string[] arguments;

    private SandboxHouse(Installation installation, OpenAiUpstream model, string channel)
    {
        Installation = installation;
        this.model = model;
        Channel = channel;

        // The address under which channels would reach us is nobody's: a sandbox needs none.
        arguments = [.. installation.Arguments("--hooks-url", "https://bots.sandbox.invalid", "--no-demo"), .. Installation.Upstream(model.BaseUrl)];
    }

    public Installation Installation { get; }

    public string Channel { get; }

    public HostProcess Host { get; private set; } = null!;

    public ApiClient Api { get; private set; } = null!;

    public string Id { get; private set; } = "";

    public string Root => $"/api/admin/v1/{Channel}/connections";

    public string Sandbox => $"{Root}/{Id}/sandbox";

    public static async Task<SandboxHouse> Open(string channel, string transport = "webhook")
    {
        var model = await OpenAiUpstream.Start(new OpenAiBehaviour { Answer = asked => new ChatAnswer($"{Answer} ({asked.LastUserText})"), KeepsJournal = false });
        var house = new SandboxHouse(await Installation.Create("sqlite"), model, channel);
        await house.Start();
        var assistant = await house.Api.MakeAssistant();
        var created = await house.Api.Post(house.Root, new { name = "Sandbox", transport, sandbox = true });
        Assert.True(created.GetProperty("sandbox").GetBoolean());
        Assert.Equal("draft", created.GetProperty("state").GetString());
        house.Id = created.GetProperty("id").GetString()!;
        await house.Api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{house.Id}", new { assistant_id = assistant });
        var enabled = await house.Api.Post($"{house.Root}/{house.Id}/enable");
        Assert.True(enabled.GetProperty("state").GetString() == "active", $"{enabled}\n{house.Host.Output}");
        return house;
    }

    public async Task Start()
    {
        Host = await HostProcess.Start(arguments);
        Api = new ApiClient(Host.Url);
    }

    public async Task Stop()
    {
        Api.Dispose();
        await Host.DisposeAsync();
    }

    public Task<JsonElement> Write(int contact, object what) => Api.Post($"{Sandbox}/contacts/{contact}/messages", what);

    /// <summary>What the connection did in a contact's chat, of one type.</summary>
    public async Task<List<JsonElement>> Heard(int contact, string type = "message") =>
        [.. (await Api.Get($"{Sandbox}/contacts/{contact}/messages?limit=200")).GetProperty("items").EnumerateArray()
            .Where(e => e.GetProperty("from_connection").GetBoolean() && e.GetProperty("type").GetString() == type)];

    public async Task<List<JsonElement>> Heard(int contact, Func<List<JsonElement>, bool> holds)
    {
        List<JsonElement> heard = [];
        for (var waited = 0; waited < 150_000; waited += 50)
        {
            heard = await Heard(contact);
            if (holds(heard)) return heard;
            await Task.Delay(50);
        }

        throw new TimeoutException($"Contact {contact} has heard {string.Join(" | ", heard)}\n{Host.Output}");
    }

    public async Task<JsonElement> UntilConnection(Func<JsonElement, bool> holds)
    {
        JsonElement connection = default;
        for (var waited = 0; waited < 150_000; waited += 100)
        {
            connection = await Api.Get($"{Root}/{Id}");
            if (holds(connection)) return connection;
            await Task.Delay(100);
        }

        throw new TimeoutException($"The connection stays {connection}\n{Host.Output}");
    }

    public async Task<(HttpStatusCode Status, string? Type, JsonElement Body)> Try(HttpMethod method, string path, object? body = null)
    {
        var (status, answer) = await Api.Send(method, path, body);
        return (status, answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("type", out var type) ? type.GetString() : null, answer);
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        await model.DisposeAsync();
        await Installation.DisposeAsync();
    }
}
