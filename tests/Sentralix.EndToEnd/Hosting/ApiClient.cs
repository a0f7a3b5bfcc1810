using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Sentralix.EndToEnd.Hosting;

/// <summary>The public API, called as an integrator would: plain HTTP and JSON.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient http;

    public ApiClient(Uri address, string? key = Installation.AdminKey)
    {
        http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        if (key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public HttpClient Http => http;

    public async Task<(HttpStatusCode Status, JsonElement Body)> Send(HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    public async Task<JsonElement> Get(string path) => Expect(await Send(HttpMethod.Get, path), path);

    public async Task<JsonElement> Post(string path, object? body = null) => Expect(await Send(HttpMethod.Post, path, body), path);

    /// <summary>An assistant that is released in prod.</summary>
    public async Task<string> MakeAssistant(object? configuration = null)
    {
        var assistant = await Post("/api/admin/v1/assistants/assistants", new { name = $"Assistant {Guid.NewGuid():N}", configuration = configuration ?? new { } });
        var id = assistant.GetProperty("id").GetString()!;
        await Post($"/api/admin/v1/assistants/assistants/{id}/versions", new { release_to = "prod" });
        return id;
    }

    public async Task<string> Open(string? assistant = null) =>
        (await Post("/api/v1/conversations", new { assistant_id = assistant })).GetProperty("id").GetString()!;

    public static object Text(string text, string? clientMessageId = null) => new { client_message_id = clientMessageId, parts = new[] { new { type = "text", text } } };

    /// <summary>Asks, and reads the run's events to <c>done</c>.</summary>
    public async Task<List<SseItem<JsonElement>>> Ask(string conversation, string text, string? clientMessageId = null)
    {
        var events = new List<SseItem<JsonElement>>();
        await foreach (var item in Stream(HttpMethod.Post, $"/api/v1/conversations/{conversation}/messages", Text(text, clientMessageId))) events.Add(item);
        return events;
    }

    public async IAsyncEnumerable<SseItem<JsonElement>> Stream(
        HttpMethod method, string path, object? body = null, string? lastEventId = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
        var parser = SseParser.Create(await answer.Content.ReadAsStreamAsync(cancellation), (_, data) => data.Length == 0 ? default : JsonDocument.Parse(data.ToArray()).RootElement);
        await foreach (var item in parser.EnumerateAsync(cancellation)) yield return item;
    }

    /// <summary>All messages of a conversation, page by page.</summary>
    public async Task<List<JsonElement>> Messages(string conversation) => await All($"/api/v1/conversations/{conversation}/messages");

    public async Task<List<JsonElement>> All(string path)
    {
        var all = new List<JsonElement>();
        string? after = null;
        do
        {
            var page = await Get($"{path}?limit=200{(after is null ? "" : $"&after={after}")}");
            all.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.GetProperty("next").GetString();
        }
        while (after is not null);

        return all;
    }

    public void Dispose() => http.Dispose();

    private static JsonElement Expect((HttpStatusCode Status, JsonElement Body) answer, string path) =>
        (int)answer.Status is >= 200 and < 300 ? answer.Body : throw new InvalidOperationException($"{path}: {(int)answer.Status} {answer.Body}");
}
