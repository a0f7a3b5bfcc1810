using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Ingress.Completions;
using Sentralix.Llm.Ingress.Messages;
using Sentralix.Llm.Ingress.Responses;

namespace Sentralix.Llm.Tests.Ingress.Clients;

/// <summary>The client dialects behind a real HTTP server, with recorded chat answers in the place of models: which one answers is
/// the model's name.</summary>
internal sealed class DialectServer : IAsyncDisposable
{
    private const string Whole = """
        {"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":"Ёлка \"тут\" 😀",
          "reasoning_content":"Надо подумать.","tool_calls":[{"id":"call_a","type":"function","function":{"name":"order","arguments":"{\"id\":\"ё-7\"}"}},{"id":"call_b","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Казань\"}"}}]}}],
         "usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":60}}}
        """;

    private readonly WebApplication application;

    private DialectServer(WebApplication application) => this.application = application;

    public string Address => application.Urls.First();

    /// <summary>The chat request that the last request became.</summary>
    public JsonElement LastChat { get; private set; }

    public static async Task<DialectServer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        var server = new DialectServer(application);
        application.MapPost("/v1/messages", (RequestDelegate)(http => server.Serve(http, new MessagesDialect())));
        application.MapPost("/v1/responses", (RequestDelegate)(http => server.Serve(http, new ResponsesDialect())));
        application.MapPost("/v1/completions", (RequestDelegate)(http => server.Serve(http, new CompletionsDialect())));
        await application.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task Serve(HttpContext http, IClientDialect dialect)
    {
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var written = new ArrayBufferWriter<byte>();
        if (!dialect.TryRequest(body.ToArray(), written, out var refusal))
        {
            http.Response.StatusCode = refusal.Status;
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(dialect.Error(refusal), http.RequestAborted);
            return;
        }

        LastChat = JsonDocument.Parse(written.WrittenSpan.ToArray()).RootElement;
        var call = new ClientCall { Request = body.ToArray(), Model = "large", Id = Guid.NewGuid().ToString("N"), Created = 1_790_000_000 };
        if (LastChat.TryGetProperty("stream", out var stream) && stream.GetBoolean()) await Stream(http, dialect, call);
        else await Answer(http, dialect, call);
    }

    private static async Task Answer(HttpContext http, IClientDialect dialect, ClientCall call)
    {
        var answer = new ArrayBufferWriter<byte>();
        http.Response.StatusCode = dialect.TryAnswer(Encoding.UTF8.GetBytes(Whole), call, answer) ? 200 : 502;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(answer.WrittenMemory, http.RequestAborted);
    }

    private async Task Stream(HttpContext http, IClientDialect dialect, ClientCall call)
    {
        var chat = LastChat.GetProperty("model").GetString() switch
        {
            "cut" => Recorded.Everything.AsMemory(0, Recorded.Everything.Length / 2),
            "short" => Translated.Chat(Translated.Chunk("""{"content":"Да"}"""), Translated.Chunk("{}", "length")),
            _ => Recorded.Everything.AsMemory(),
        };
        http.Response.ContentType = "text/event-stream";
        await using var client = new ClientBody(dialect.Stream(call), http.Response.Body);
        for (var at = 0; at < chat.Length; at += 37)
        {
            await client.WriteAsync(chat.Slice(at, Math.Min(37, chat.Length - at)), http.RequestAborted);
            await client.FlushAsync(http.RequestAborted);
        }

        await client.Complete(http.RequestAborted);
    }
}
