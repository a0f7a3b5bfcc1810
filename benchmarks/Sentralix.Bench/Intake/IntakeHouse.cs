using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Sentralix.Bench.Load;
using Sentralix.Connectors.Sandbox.Telegram;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Cluster;

namespace Sentralix.Bench.Intake;

/// <summary>A host with Telegram bots, each bound to an assistant that answers: what is acknowledged is also worked on, in the same process.</summary>
internal sealed class IntakeHouse : IAsyncDisposable
{
    private const string Key = "sx_live_bench_0123456789abcdef0123";
    private const int Bots = 4;

    private readonly OpenAiUpstream model;
    private readonly TelegramStandIn telegram;
    private readonly ChildProcess host;
    private readonly (Uri Url, string? Secret)[] hooks;

    private IntakeHouse(OpenAiUpstream model, TelegramStandIn telegram, ChildProcess host, (Uri Url, string? Secret)[] hooks) =>
        (this.model, this.telegram, this.host, this.hooks) = (model, telegram, host, hooks);

    public TimeSpan ProcessorTime => host.ProcessorTime;

    public static async Task<IntakeHouse> Start(string folder, string? postgres)
    {
        var model = await OpenAiUpstream.Start(new OpenAiBehaviour { KeepsJournal = false });
        var telegram = new TelegramStandIn(Limits.None);
        await telegram.Start();
        var port = FreePorts.Find(IPAddress.Loopback, 1)[0];
        var host = await ChildProcess.StartHost(
            "--data", Path.Combine(folder, "data"), "--public-url", $"http://127.0.0.1:{port}", "--internal-url", "http://127.0.0.1:0", "--no-demo", "--ADMIN_KEY", Key,
            "--storage", postgres ?? "sqlite", "--Egress:AllowedHosts", "127.0.0.1", "--Llm:DefaultModel", "instant", "--Llm:Upstreams:0:Name", "instant",
            "--Llm:Upstreams:0:BaseUrl", model.BaseUrl.ToString(), "--Llm:Upstreams:0:ApiKey", "none", "--Llm:Upstreams:0:Models:0:Id", "instant");
        using var api = new HttpClient { BaseAddress = host.Address };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        var assistant = (await Post(api, "/api/admin/v1/assistants/assistants", new { name = "bench" })).GetProperty("id").GetString();
        await Post(api, $"/api/admin/v1/assistants/assistants/{assistant}/versions", new { release_to = "prod" });
        var hooks = new (Uri Url, string? Secret)[Bots];
        for (var i = 0; i < Bots; i++)
        {
            var bot = telegram.AddBot();
            var created = await Post(api, "/api/admin/v1/telegram/connections", new
            {
                name = "Bench", transport = "webhook", settings = new { api_base_url = telegram.Address.ToString().TrimEnd('/') }, secrets = new { token = bot.Token },
            });
            var id = created.GetProperty("id").GetString();
            using var bound = await api.PutAsJsonAsync($"/api/admin/v1/assistants/bindings/{id}", new { assistant_id = assistant });
            bound.EnsureSuccessStatusCode();
            await Post(api, $"/api/admin/v1/telegram/connections/{id}/enable", null);
            hooks[i] = bot.Hook ?? throw new InvalidOperationException("The connection has set no webhook.");
        }

        return new IntakeHouse(model, telegram, host, hooks);
    }

    public Uri Hook(int client) => hooks[client % Bots].Url;

    public string? Secret(int client) => hooks[client % Bots].Secret;

    /// <summary>Waits until the host has little to do: what came before is worked off.</summary>
    public async Task Rest()
    {
        var before = host.ProcessorTime;
        for (var waited = 0; waited < 60; waited++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            var now = host.ProcessorTime;
            if (now - before < TimeSpan.FromMilliseconds(200)) return;
            before = now;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await telegram.DisposeAsync();
        await model.DisposeAsync();
    }

    private static async Task<JsonElement> Post(HttpClient api, string path, object? body)
    {
        using var answer = await api.PostAsJsonAsync(path, body ?? new { });
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
