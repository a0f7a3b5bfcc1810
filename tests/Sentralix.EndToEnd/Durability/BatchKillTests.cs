using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Durability;

/// <summary>SIGKILL while a batch is under way.</summary>
public sealed class BatchKillTests(ITestOutputHelper output)
{
    private const int Lines = 150;
    private const int AtOnce = 4;

    public static IEnumerable<TheoryDataRow<string>> Kinds => Installation.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Every_line_has_one_result_and_no_kill_has_more_lines_asked_again_than_were_under_way(string kind)
    {
        await using var installation = await Installation.Create(kind);
        await using var upstream = await OpenAiUpstream.Start(new OpenAiBehaviour { BeforeFirst = TimeSpan.FromMilliseconds(60), Answer = asked => new ChatAnswer($"Ответ: {asked.LastUserText}") });
        string[] arguments = [.. installation.Arguments(["--no-demo", "--Llm:Batches:Concurrency", $"{AtOnce}", .. Installation.Upstream(upstream.BaseUrl)])];
        var host = await HostProcess.Start(arguments);
        var kills = 0;
        try
        {
            var batch = await Begin(host);
            var random = new Random(11);
            while (true)
            {
                using (var api = new ApiClient(host.Url))
                {
                    var now = await api.Get($"/llm/v1/batches/{batch}");
                    if (Counts(now).Completed > 100 || kills == 6) break;
                }

                await Task.Delay(random.Next(100, 1200));
                var before = Recorded(await Get(host, batch));
                await host.Kill();
                await host.DisposeAsync();
                kills++;
                host = await HostProcess.Start(arguments);

                // What has been told as done is done after the kill.
                Assert.True(Recorded(await Get(host, batch)) >= before);
            }

            var ended = await Ended(host, batch);
            Assert.Equal(("completed", Lines, 0), (ended.GetProperty("status").GetString(), Counts(ended).Completed, Counts(ended).Failed));
            using var reader = new ApiClient(host.Url);
            var content = await reader.Http.GetStringAsync(new Uri($"/llm/v1/files/{ended.GetProperty("output_file_id").GetString()}/content", UriKind.Relative));
            var results = content.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
            Assert.Equal(Enumerable.Range(1, Lines).Select(i => $"r-{i}"), results.Select(r => r.GetProperty("custom_id").GetString()));
            Assert.All(results, r => Assert.Equal($"Ответ: вопрос {r.GetProperty("custom_id").GetString()![2..]}", Said(r)));

            var asked = upstream.Journal.Requests.Where(r => r.Method == "POST").ToList();
            Assert.InRange(asked.Count, Lines, Lines + (kills * AtOnce));

            // A line that is asked again says so to a provider that heeds it.
            Assert.Equal(Lines, asked.Select(r => r.Headers["Idempotency-Key"]).Distinct().Count());
            output.WriteLine($"{kind}: {kills} kills, {Lines} lines, {asked.Count - Lines} asked twice.");
        }
        catch
        {
            output.WriteLine(host.Output);
            throw;
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    private static async Task<string> Begin(HostProcess host)
    {
        using var api = new ApiClient(host.Url);
        var lines = string.Concat(Enumerable.Range(1, Lines).Select(i =>
            JsonSerializer.Serialize(new
            {
                custom_id = $"r-{i}",
                method = "POST",
                url = "/v1/chat/completions",
                body = new { model = "test-model", messages = new[] { new { role = "user", content = $"вопрос {i}" } } },
            }) + "\n"));
        using var bytes = new ByteArrayContent(Encoding.UTF8.GetBytes(lines));
        bytes.Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
        using var form = new MultipartFormDataContent { { new StringContent("batch"), "purpose" }, { bytes, "file", "in.jsonl" } };
        using var uploaded = await api.Http.PostAsync(new Uri("/llm/v1/files", UriKind.Relative), form);
        uploaded.EnsureSuccessStatusCode();
        var file = JsonDocument.Parse(await uploaded.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString();
        return (await api.Post("/llm/v1/batches", new { input_file_id = file, endpoint = "/v1/chat/completions", completion_window = "24h" })).GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> Get(HostProcess host, string batch)
    {
        using var api = new ApiClient(host.Url);
        return await api.Get($"/llm/v1/batches/{batch}");
    }

    private static async Task<JsonElement> Ended(HostProcess host, string batch)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var now = await Get(host, batch);
            if (now.GetProperty("status").GetString() is not ("validating" or "in_progress" or "finalizing")) return now;
            await Task.Delay(100, patience.Token);
        }
    }

    private static (int Completed, int Failed) Counts(JsonElement batch) =>
        (batch.GetProperty("request_counts").GetProperty("completed").GetInt32(), batch.GetProperty("request_counts").GetProperty("failed").GetInt32());

    private static int Recorded(JsonElement batch) => Counts(batch).Completed + Counts(batch).Failed;

    private static string? Said(JsonElement result) => result.GetProperty("response").GetProperty("body").GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
}
