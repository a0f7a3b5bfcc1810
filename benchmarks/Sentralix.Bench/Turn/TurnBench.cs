using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Npgsql;
using Sentralix.Bench.Load;
using Sentralix.Host;
using Sentralix.Orchestrator.Storage;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Hosting;
using Sentralix.Platform.Storage;

namespace Sentralix.Bench.Turn;

/// <summary>Durable turns a second and added latency, next to the limit of two durable commits a request.</summary>
internal static class TurnBench
{
    private const string Key = "sx_live_bench_0123456789abcdef0123";

    public static async Task<int> Run(BenchOptions options)
    {
        var storages = options.Storage switch
        {
            null or "both" => new[] { "sqlite", Environment.GetEnvironmentVariable("SENTRALIX_TEST_POSTGRES") ?? "" },
            var one => [one],
        };
        var lines = new List<string>();
        foreach (var storage in storages.Where(s => s.Length > 0)) lines.Add(await Measure(options, storage == "sqlite" ? null : storage));
        foreach (var line in lines) System.Console.WriteLine(line);
        return 0;
    }

    private static async Task<string> Measure(BenchOptions options, string? postgres)
    {
        var duration = options.Duration;
        var kind = postgres is null ? "sqlite" : "postgres";
        var folder = Path.Combine(Path.GetTempPath(), $"sentralix-bench-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        var database = postgres is null ? null : await Scratch.Create(postgres);
        try
        {
            await using var upstream = await OpenAiUpstream.Start(new OpenAiBehaviour { KeepsJournal = false });
            await using var limit = await LimitServer.Start(Path.Combine(folder, "limit"), database);
            await using var host = (await PlatformHost.Compose(Arguments(folder, database, upstream.BaseUrl), Modules.All))!;
            await host.Start();
            using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = host.PublicUrl };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
            using var bare = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 });
            var assistant = await MakeAssistant(client);
            var conversations = new string[64];
            for (var i = 0; i < conversations.Length; i++) conversations[i] = await Open(client, assistant);
            var store = host.Services.GetRequiredService<IStore<OrchestratorDbContext>>();

            async Task Ask(int number) => await Turn(client, conversations[number % conversations.Length]);
            async Task AskLimit(int number)
            {
                using var answer = await bare.PostAsync(limit.Address, new StringContent(Question));
                answer.EnsureSuccessStatusCode();
            }

            System.Console.WriteLine($"{kind}: warming up");
            await ClosedLoop.Run(16, TimeSpan.FromSeconds(Math.Min(5, duration.TotalSeconds)), Ask);
            await ClosedLoop.Run(16, TimeSpan.FromSeconds(2), AskLimit);
            var result = new StringBuilder($"RESULT turn storage={kind}");
            foreach (var clients in options.Clients)
            {
                // Limit, turn, limit: the machine's mood hits both.
                var before = await ClosedLoop.Run(clients, duration / 2, AskLimit);
                var commits = store.Commits;
                var processor = Environment.CpuUsage.TotalTime;
                var turns = await ClosedLoop.Run(clients, duration, Ask);
                var perTurn = (double)(store.Commits - commits) / turns.Latencies.Count;
                var processorMs = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / turns.Latencies.Count;
                var after = await ClosedLoop.Run(clients, duration / 2, AskLimit);
                var limitRate = (before.PerSecond + after.PerSecond) / 2;
                System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{kind} c={clients}: {turns.PerSecond:F0} turns/s, p50 {turns.Percentile(.5):F1} ms, p95 {turns.Percentile(.95):F1} ms; limit {limitRate:F0}/s, p95 {before.Percentile(.95):F1} ms; ratio {turns.PerSecond / limitRate:F2}; {perTurn:F2} group commits a turn, {processorMs:F2} ms of processor a turn (client and upstream included)"));
                result.Append(CultureInfo.InvariantCulture, $" ratio_c{clients}={turns.PerSecond / limitRate:F2} turns_per_s_c{clients}={turns.PerSecond:F0} p95_ms_c{clients}={turns.Percentile(.95):F1} commits_per_turn_c{clients}={perTurn:F2}");
            }

            var paced = await ClosedLoop.RunOpen(50, duration, Ask);
            var direct = await ClosedLoop.RunOpen(50, duration / 2, async _ =>
            {
                using var answer = await bare.PostAsJsonAsync(new Uri($"{upstream.BaseUrl.ToString().TrimEnd('/')}/chat/completions"), new { model = "m", stream = true, messages = new[] { new { role = "user", content = Question } } });
                await answer.Content.ReadAsByteArrayAsync();
            });
            result.Append(CultureInfo.InvariantCulture, $" added_p95_ms_50_per_s={paced.Percentile(.95) - direct.Percentile(.95):F1}");
            await host.Stop();
            return result.ToString();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            if (database is not null) await Scratch.Drop(postgres!, database);
        }
    }

    private const string Question = "Сколько стоит доставка?";

    private static string[] Arguments(string folder, string? database, Uri upstream) =>
    [
        "--data", Path.Combine(folder, "data"), "--public-url", "http://127.0.0.1:0", "--internal-url", "http://127.0.0.1:0", "--no-demo",
        "--ADMIN_KEY", Key, "--storage", database ?? "sqlite",
        "--Llm:DefaultModel", "instant", "--Llm:Upstreams:0:Name", "instant", "--Llm:Upstreams:0:BaseUrl", upstream.ToString(), "--Llm:Upstreams:0:ApiKey", "none", "--Llm:Upstreams:0:Models:0:Id", "instant",
    ];

    private static async Task<string> MakeAssistant(HttpClient client)
    {
        using var created = await client.PostAsJsonAsync("/api/admin/v1/assistants/assistants", new { name = "bench" });
        var id = (await Json(created)).GetProperty("id").GetString()!;
        using var published = await client.PostAsJsonAsync($"/api/admin/v1/assistants/assistants/{id}/versions", new { release_to = "prod" });
        await Json(published);
        return id;
    }

    private static async Task<string> Open(HttpClient client, string assistant)
    {
        using var opened = await client.PostAsJsonAsync("/api/v1/conversations", new { assistant_id = assistant });
        return (await Json(opened)).GetProperty("id").GetString()!;
    }

    private static async Task Turn(HttpClient client, string conversation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/conversations/{conversation}/messages")
        {
            Content = JsonContent.Create(new { client_message_id = Guid.NewGuid().ToString("N"), parts = new[] { new { type = "text", text = Question } } }),
        };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        var stream = await answer.Content.ReadAsStringAsync();
        if (!stream.Contains("event: run.completed", StringComparison.Ordinal)) throw new InvalidOperationException("A turn did not complete: " + stream);
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{(int)answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>A database of the bench's own on a given server.</summary>
    private static class Scratch
    {
        public static async Task<string> Create(string server)
        {
            var name = $"sentralix_bench_{Guid.NewGuid():N}";
            await Execute(server, $"CREATE DATABASE {name}");
            return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
        }

        public static async Task Drop(string server, string database)
        {
            NpgsqlConnection.ClearAllPools();
            await Execute(server, $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(database).Database} WITH (FORCE)");
        }

        private static async Task Execute(string server, string sql)
        {
            await using var source = NpgsqlDataSource.Create(server);
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }
}
