using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Cluster;

namespace Sentralix.EndToEnd.Durability;

/// <summary>Files and batches where the public door and Llm are two processes.</summary>
public sealed class BatchSplitTests
{
    // More than the public door lets through where nothing else is said.
    private const int Large = 70 << 20;

    [Fact]
    public async Task A_large_file_passes_the_public_door_and_a_key_that_is_revoked_there_stops_its_batch()
    {
        await using var installation = await Installation.Create("postgres");
        await using var upstream = await OpenAiUpstream.Start(new OpenAiBehaviour { BeforeFirst = TimeSpan.FromMilliseconds(200) });
        var ports = FreePorts.Find(IPAddress.Loopback, 2);
        string[] Process(int i, string services, params string[] more) =>
        [
            "--data", installation.DataDirectory, "--public-url", "http://127.0.0.1:0", "--internal-url", $"http://127.0.0.1:{ports[i]}", "--ADMIN_KEY", Installation.AdminKey, "--no-demo",
            "--storage", installation.Database!, "--services", services,
            "--Services:api:Url", $"http://127.0.0.1:{ports[0]}", "--Services:llm:Url", $"http://127.0.0.1:{ports[1]}", .. more,
        ];
        await using var llm = await HostProcess.Start(Process(1, "llm", ["--Llm:Batches:Concurrency", "1", .. Installation.Upstream(upstream.BaseUrl)]));
        await using var aggregator = await HostProcess.Start(Process(0, "api"));
        using var owner = new ApiClient(aggregator.Url);

        var large = RandomNumberGenerator.GetBytes(Large);
        var file = await Upload(owner, large);
        using (var content = await owner.Http.GetStreamAsync(new Uri($"/llm/v1/files/{file}/content", UriKind.Relative)))
            Assert.Equal(Convert.ToHexString(SHA256.HashData(large)), Convert.ToHexString(await SHA256.HashDataAsync(content)));

        var key = await owner.Post("/api/admin/v1/api/keys", new { name = "nightly", scopes = new[] { "llm:generate" } });
        using var client = new ApiClient(aggregator.Url, key.GetProperty("key").GetString());
        var lines = string.Join('\n', Enumerable.Range(1, 500).Select(i => JsonSerializer.Serialize(new
        {
            custom_id = $"r-{i}",
            method = "POST",
            url = "/v1/chat/completions",
            body = new { model = "test-model", messages = new[] { new { role = "user", content = $"вопрос {i}" } } },
        })));
        var made = await client.Post("/llm/v1/batches", new { input_file_id = await Upload(client, Encoding.UTF8.GetBytes(lines)), endpoint = "/v1/chat/completions", completion_window = "24h" });
        var id = made.GetProperty("id").GetString();
        await Until(owner, id, b => b.GetProperty("request_counts").GetProperty("completed").GetInt32() > 0);
        using var revoked = await owner.Http.DeleteAsync(new Uri($"/api/admin/v1/api/keys/{key.GetProperty("details").GetProperty("id").GetString()}", UriKind.Relative));
        revoked.EnsureSuccessStatusCode();

        var batch = await Until(owner, id, b => b.GetProperty("status").GetString() == "cancelled");

        Assert.Equal("key_revoked", batch.GetProperty("errors").GetProperty("data")[0].GetProperty("code").GetString());
        Assert.InRange(batch.GetProperty("request_counts").GetProperty("completed").GetInt32(), 1, 499);
    }

    private static async Task<string> Upload(ApiClient api, byte[] content)
    {
        using var bytes = new ByteArrayContent(content);
        bytes.Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
        using var form = new MultipartFormDataContent { { new StringContent("batch"), "purpose" }, { bytes, "file", "in.jsonl" } };
        using var uploaded = await api.Http.PostAsync(new Uri("/llm/v1/files", UriKind.Relative), form);
        var said = await uploaded.Content.ReadAsStringAsync();
        Assert.True(uploaded.IsSuccessStatusCode, said);
        return JsonDocument.Parse(said).RootElement.GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> Until(ApiClient api, string? batch, Func<JsonElement, bool> ready)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var now = await api.Get($"/llm/v1/batches/{batch}");
            if (ready(now)) return now;
            await Task.Delay(100, patience.Token);
        }
    }
}
