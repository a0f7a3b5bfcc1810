using System.Text.Json;
using Sentralix.Connectors.Sandbox.Jivo;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Channels;

/// <summary>A platform with one bot in Jivo, Jivo's stand-in and an assistant that repeats what it is asked.</summary>
internal sealed class JivoHouse : IAsyncDisposable
{
    private readonly Installation installation;
    private readonly HostProcess host;

    private JivoHouse(Installation installation, OpenAiUpstream model, JivoStandIn jivo, HostProcess host) => (this.installation, Model, Jivo, this.host, Api) = (installation, model, jivo, host, new(host.Url));

    public JivoStandIn Jivo { get; }

    public OpenAiUpstream Model { get; }

    public ApiClient Api { get; }

    public static async Task<JivoHouse> Open()
    {
        var installation = await Installation.Create("sqlite");
        var model = await OpenAiUpstream.Start(new OpenAiBehaviour { Answer = asked => new ChatAnswer($"Ответ на «{asked.LastUserText}»"), KeepsJournal = false });
        var jivo = new JivoStandIn();
        await jivo.Start();
        string[] arguments =
        [
            "--data", installation.DataDirectory, "--public-url", $"http://127.0.0.1:{Platform.Cluster.FreePorts.Find(System.Net.IPAddress.Loopback, 1)[0]}",
            "--internal-url", "http://127.0.0.1:0", "--ADMIN_KEY", Installation.AdminKey, "--no-demo", "--Egress:AllowedHosts", "127.0.0.1", .. Installation.Upstream(model.BaseUrl),
        ];
        return new JivoHouse(installation, model, jivo, await HostProcess.Start(arguments));
    }

    /// <summary>Makes the bot's connection and enables it.</summary>
    public async Task<JsonElement> ConnectBot(bool isBound, params (string Name, string Value)[] further)
    {
        var settings = new Dictionary<string, string> { ["api_base_url"] = Jivo.Address.ToString().TrimEnd('/'), ["provider_id"] = Jivo.Bot.ProviderId };
        foreach (var (name, value) in further) settings[name] = value;
        var connection = await Connect(settings, new() { ["token"] = Jivo.Bot.Token }, isBound);
        Jivo.Bot.Address = new Uri($"{connection.GetProperty("hook_url").GetString()}/{Jivo.Bot.Token}");
        return connection;
    }

    public async Task<JsonElement> Connect(Dictionary<string, string> settings, Dictionary<string, string> secrets, bool isBound)
    {
        var created = await Api.Post("/api/admin/v1/jivosite/connections", new { name = "Jivo", transport = "webhook", settings, secrets });
        var id = created.GetProperty("id").GetString();
        if (isBound) await Api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{id}", new { assistant_id = await Api.MakeAssistant() });
        var enabled = await Api.Post($"/api/admin/v1/jivosite/connections/{id}/enable");
        Assert.Equal("active", enabled.GetProperty("state").GetString());
        return enabled;
    }

    /// <summary>What the bot has said in a chat.</summary>
    public IReadOnlyList<string> Said(JivoChat chat) => [.. Jivo.Sent.To(chat.Id).Where(sent => sent.Operation == JivoOperations.BotMessage).Select(sent => sent.Text)];

    /// <summary>How often the bot has asked for an agent.</summary>
    public int Invitations(JivoChat chat) => Jivo.Sent.To(chat.Id).Count(sent => sent.Operation == JivoOperations.InviteAgent);

    public async Task<IReadOnlyList<JsonElement>> Messages() => await Api.All("/api/v1/conversations") is [var conversation] ? await Api.Messages(conversation.GetProperty("id").GetString()!) : [];

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

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await host.DisposeAsync();
        await Jivo.DisposeAsync();
        await Model.DisposeAsync();
        await installation.DisposeAsync();
    }
}
