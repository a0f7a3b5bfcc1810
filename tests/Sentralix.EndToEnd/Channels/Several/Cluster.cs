using System.Net;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Cluster;

namespace Sentralix.EndToEnd.Channels.Several;

/// <summary>An installation of several processes on one PostgreSQL behind one address for hooks. Its assistant repeats what it is asked, so every
/// answer tells which question it is for.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly Installation installation;
    private readonly OpenAiUpstream model;
    private readonly Balancer hooks;
    private readonly Dictionary<string, HostProcess> processes = [];
    private readonly Dictionary<string, string> urls = [];
    private readonly List<ApiClient> clients = [];

    private Cluster(Installation installation, OpenAiUpstream model, Balancer hooks) => (this.installation, this.model, this.hooks) = (installation, model, hooks);

    /// <summary>How many calls of hooks each process has answered, in the order in which they were started.</summary>
    public IReadOnlyList<int> HooksAnswered => hooks.Answered;

    public static string AnswerTo(string question) => $"Ответ: {question}";

    public static async Task<Cluster> Create()
    {
        var installation = await Installation.Create("postgres");
        var model = await OpenAiUpstream.Start(new OpenAiBehaviour { Answer = asked => new ChatAnswer(AnswerTo(asked.LastUserText)), KeepsJournal = false });
        return new Cluster(installation, model, await Balancer.Start());
    }

    /// <summary>Where a service will be found by processes that do not run it.</summary>
    public Uri Place(params string[] services)
    {
        var address = new Uri($"http://127.0.0.1:{FreePorts.Find(IPAddress.Loopback, 1)[0]}");
        foreach (var service in services) urls[service] = address.ToString();
        return address;
    }

    /// <summary>Starts a process that runs these services.</summary>
    public async Task<ApiClient> Start(string name, string services = "all", Uri? inside = null)
    {
        string[] arguments =
        [
            "--data", installation.DataDirectory, "--public-url", "http://127.0.0.1:0", "--internal-url", (inside ?? new Uri("http://127.0.0.1:0")).ToString(),
            "--hooks-url", hooks.Address.ToString(), "--ADMIN_KEY", Installation.AdminKey, "--storage", installation.Database!, "--no-demo", "--services", services,
            "--Egress:AllowedHosts", "127.0.0.1", .. urls.SelectMany(u => new[] { $"--Services:{u.Key}:Url", u.Value }), .. Installation.Upstream(model.BaseUrl),
        ];
        var process = await HostProcess.Start(arguments);
        lock (processes) processes.Add(name, process);
        hooks.Add(process.Url);
        var api = new ApiClient(process.Url);
        lock (clients) clients.Add(api);
        return api;
    }

    public Task Kill(string name) => processes[name].Kill();

    /// <summary>What the processes have said.</summary>
    public string Output => string.Join("\n----\n", processes.Select(p => $"{p.Key}\n{p.Value.Output}"));

    /// <summary>Makes a connection with an assistant behind it and enables it.</summary>
    public static async Task<string> Connect(ApiClient api, string assistant, string service, object connection)
    {
        var root = $"/api/admin/v1/{service}/connections";
        var id = (await api.Post(root, connection)).GetProperty("id").GetString()!;
        await api.Send(HttpMethod.Put, $"/api/admin/v1/assistants/bindings/{id}", new { assistant_id = assistant });
        var enabled = await api.Post($"{root}/{id}/enable");
        Assert.True(enabled.GetProperty("state").GetString() == "active", enabled.ToString());
        return id;
    }

    public async Task Until(Func<Task<bool>> holds, Func<string> what)
    {
        for (var waited = 0; waited < 120_000; waited += 50)
        {
            if (await holds()) return;
            await Task.Delay(50);
        }

        throw new TimeoutException($"It did not come to this: {what()}\n{Output}");
    }

    /// <summary>What all contacts have said, by their words.</summary>
    public static async Task<List<string>> Heard(ApiClient api)
    {
        var said = new List<string>();
        foreach (var conversation in await api.All("/api/v1/conversations"))
            foreach (var message in await api.Messages(conversation.GetProperty("id").GetString()!))
                if (message.GetProperty("direction").GetString() == "in") said.Add(TextOf(message));
        return said;
    }

    private static string TextOf(JsonElement message) => message.GetProperty("parts")[0].GetProperty("text").GetString()!;

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients) client.Dispose();
        foreach (var process in processes.Values) await process.DisposeAsync();
        await hooks.DisposeAsync();
        await model.DisposeAsync();
        await installation.DisposeAsync();
    }
}
