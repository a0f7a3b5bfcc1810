using System.Text;

namespace Sentralix.Bench.Llm;

/// <summary>A model server that thinks no time and whose answers are ready bytes: it shares the processor with what is measured, so it
/// costs as little as it can. A stream's events are sent one by one, as a model's tokens come.</summary>
internal static class InstantUpstream
{
    public const string Name = "instant-upstream";
    public const int Events = 32;

    // Some 300 tokens a second: quick for a model, and still so slow that events cross a proxy one by one.
    private static readonly TimeSpan BetweenEvents = TimeSpan.FromMilliseconds(2);

    private static readonly byte[] Completion = Encoding.UTF8.GetBytes(
        $$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"instant","choices":[{"index":0,"message":{"role":"assistant","content":"{{{string.Concat(Enumerable.Repeat("Возврат принимается в течение 14 дней. ", 12))}}}","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":180,"completion_tokens":96,"total_tokens":276}}""");

    private static readonly byte[][] Stream =
    [
        .. Enumerable.Range(0, Events - 2).Select(number => Event(
            $$$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"instant","choices":[{"index":0,"delta":{"content":"слово {{{number}}} "},"logprobs":null,"finish_reason":null}]}""")),
        Event("""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"instant","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}"""),
        [.. Event("""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"instant","choices":[],"usage":{"prompt_tokens":180,"completion_tokens":96,"total_tokens":276}}"""), .. Event("[DONE]")],
    ];

    public static async Task<int> Run()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapPost("/v1/chat/completions", (RequestDelegate)Answer);
        await app.StartAsync();
        System.Console.WriteLine($"Upstream is ready at {app.Urls.First()}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static async Task Answer(HttpContext http)
    {
        using var body = new MemoryStream((int)(http.Request.ContentLength ?? 4096));
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (body.GetBuffer().AsSpan(0, (int)body.Length).IndexOf("\"stream\":true"u8) < 0)
        {
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = Completion.Length;
            await http.Response.Body.WriteAsync(Completion, http.RequestAborted);
            return;
        }

        http.Response.ContentType = "text/event-stream";
        foreach (var bytes in Stream)
        {
            if (bytes != Stream[0]) await Task.Delay(BetweenEvents, http.RequestAborted);
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    private static byte[] Event(string data) => Encoding.UTF8.GetBytes($"data: {data}\n\n");
}
