using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Durability;

/// <summary>Callers of models that go on calling, one call after another each, while the host is killed under them. What they have received, whole,
/// they remember.</summary>
internal sealed class ModelCallers(Func<(Uri Address, int Life)> host)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<ModelCalled> calls = new();
    private readonly CancellationTokenSource stopping = new();
    private Task all = Task.CompletedTask;

    public IReadOnlyList<ModelCalled> Calls => [.. calls];

    /// <summary>Begins to call.</summary>
    /// <param name="models">One caller for each name, each of which may be there several times.</param>
    public void Start(IEnumerable<string> models) => all = Task.WhenAll(models.Select((model, caller) => Task.Run(() => Go(caller, model))));

    /// <summary>Waits until so many answers of each model have been received, from the first process on.</summary>
    public async Task Received(int count, params IReadOnlyList<string> models)
    {
        for (var tries = 0; models.Any(model => calls.Count(c => c.Model == model && c.Status == 200) < count); tries++)
        {
            Assert.True(tries < 2_400, "Hardly anything is answered.");
            await Task.Delay(50);
        }
    }

    /// <summary>Lets the calls that are under way end.</summary>
    public async Task Stop()
    {
        await stopping.CancelAsync();
        await all;
        stopping.Dispose();
    }

    /// <summary>Makes one call.</summary>
    public static async Task<ModelCalled> Ask(HttpClient http, Uri address, ModelCalled call)
    {
        var stream = call.Number % 2 == 0;
        var body = $$$"""{"model":"{{{call.Model}}}","max_tokens":50,"messages":[{"role":"user","content":"{{{call.Tag}}} Где мой заказ?"}]{{{(stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "")}}}}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/llm/v1/chat/completions")) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Installation.AdminKey);
        request.Headers.Add("X-Sentralix-Conversation", call.Tag);
        try
        {
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var received = Stopwatch.GetTimestamp();
            if (!response.IsSuccessStatusCode) return call with { Status = (int)response.StatusCode };

            // A stream that ends without it is cut.
            if (stream && !text.Contains("data: [DONE]", StringComparison.Ordinal)) return call;
            return call with { Status = 200, ReceivedAt = received, Tokens = TokensOf(text) };
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The host was killed, or is not there yet.
            return call;
        }
    }

    private async Task Go(int caller, string model)
    {
        using var http = new HttpClient { Timeout = Patience };
        for (var number = 0; !stopping.IsCancellationRequested; number++)
        {
            var (address, life) = host();
            var call = await Ask(http, address, new ModelCalled(caller, number, life, model));
            calls.Enqueue(call);
            if (call.Status is null) await Task.Delay(20);
        }
    }

    private static (long Prompt, long Completion) TokensOf(string answer)
    {
        var usage = Encoding.UTF8.GetBytes(answer[(answer.LastIndexOf("\"usage\":{", StringComparison.Ordinal) + "\"usage\":".Length)..]);
        var reader = new Utf8JsonReader(usage);
        using var read = JsonDocument.ParseValue(ref reader);
        return (read.RootElement.GetProperty("prompt_tokens").GetInt64(), read.RootElement.GetProperty("completion_tokens").GetInt64());
    }
}

/// <summary>A call, and what its caller knows of it.</summary>
/// <param name="Caller">Who.</param>
/// <param name="Number">Which of his.</param>
/// <param name="Life">Which process of the host he asked.</param>
/// <param name="Model">What.</param>
internal sealed record ModelCalled(int Caller, int Number, int Life, string Model)
{
    /// <summary>What the ledger knows it by.</summary>
    public string Tag { get; } = $"c{Caller}-{Number}";

    /// <summary>Null: no answer, or half of one.</summary>
    public int? Status { get; init; }

    /// <summary>When its last byte was here.</summary>
    public long ReceivedAt { get; init; }

    public (long Prompt, long Completion) Tokens { get; init; }
}
