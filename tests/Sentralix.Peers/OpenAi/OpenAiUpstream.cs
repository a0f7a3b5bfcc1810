using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sentralix.Peers.OpenAi;

/// <summary>A server in OpenAI's form for tests, benchmarks and the sandbox: a real Kestrel on loopback that answers what it
/// is told, fails as it is told and keeps a journal of what it saw.</summary>
public sealed class OpenAiUpstream : IAsyncDisposable
{
    private readonly WebApplication application;
    private OpenAiBehaviour behaviour;
    private int chats;
    private int faults;

    private OpenAiUpstream(OpenAiBehaviour behaviour, int port)
    {
        this.behaviour = behaviour;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, port);
            server.Limits.MaxRequestBodySize = null;
            server.AddServerHeader = false;
        });
        application = builder.Build();
        application.MapPost("/v1/chat/completions", http => Serve(http, Chat));
        application.MapPost("/v1/embeddings", http => Serve(http, Embed));
        application.MapPost("/openai/v1/chat/completions", http => Serve(http, Chat));
        application.MapPost("/openai/v1/embeddings", http => Serve(http, Embed));
        application.MapGet("/v1/models", http => Serve(http, (answer, _) => answer.Json(OpenAiWire.Models(Behaviour.Models))));
        application.MapPut("/stand-in/fault", SetFault);
        application.MapGet("/stand-in/journal", ShowJournal);
    }

    /// <summary>What an upstream's <c>BaseUrl</c> is set to.</summary>
    public Uri BaseUrl => new($"{application.Urls.First()}/v1");

    /// <summary>The same as a resource of Azure, whose key comes in a header of its own.</summary>
    public Uri AzureUrl => new(application.Urls.First());

    public OpenAiJournal Journal { get; } = new();

    /// <summary>How it answers from the next request on.</summary>
    public OpenAiBehaviour Behaviour
    {
        get => Volatile.Read(ref behaviour);
        set
        {
            Volatile.Write(ref faults, 0);
            Volatile.Write(ref behaviour, value);
        }
    }

    /// <summary>Starts on a free port of the loopback, or on the given one.</summary>
    public static async Task<OpenAiUpstream> Start(OpenAiBehaviour? behaviour = null, int port = 0)
    {
        var upstream = new OpenAiUpstream(behaviour ?? new OpenAiBehaviour(), port);
        await upstream.application.StartAsync();
        return upstream;
    }

    /// <summary>Waits until the process is asked to stop.</summary>
    public Task WaitForShutdown() => application.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        // Requests that never answer would hold a polite stop back.
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }

    private async Task Serve(HttpContext http, Func<OpenAiAnswer, byte[], Task> serve)
    {
        var behaviour = Behaviour;
        var body = await ReadBody(http.Request);
        var seen = new SeenRequest(
            http.Request.Method, http.Request.Path.Value!,
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body)
        { Connection = http.Connection.Id };
        Journal.Add(seen, behaviour.KeepsJournal);
        http.Response.Headers["x-request-id"] = $"req_{Journal.Count}";
        http.Response.Headers["openai-processing-ms"] = "1";
        http.Response.Headers["x-ratelimit-remaining-requests"] = "99";

        var answer = new OpenAiAnswer(http, behaviour, NextFault(behaviour), seen);
        try
        {
            if (behaviour.RequiredKey is { } key && !Shows(http.Request, key))
                await answer.Status(401, OpenAiWire.Error(401));
            else
                await serve(answer, body);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            seen.Ended(RequestEnd.CallerLeft);
        }
    }

    private static bool Shows(HttpRequest request, string key) =>
        request.Path.StartsWithSegments("/openai") ? request.Headers["api-key"] == key : request.Headers.Authorization == $"Bearer {key}";

    private async Task Chat(OpenAiAnswer answer, byte[] body)
    {
        if (!ChatRequest.TryRead(body, out var request))
        {
            await answer.Status(400, OpenAiWire.Error(400, "We could not parse the JSON body of your request."));
            return;
        }

        var number = Interlocked.Increment(ref chats);
        var says = Behaviour.Answer(new ChatAsked(request.Model, request.LastUserText, request.SystemText, request.HasTools, number));
        var (id, model) = ($"chatcmpl-{number}", Behaviour.AnswersAs ?? request.Model);
        var promptTokens = OpenAiWire.Tokens(request.LastUserText) + OpenAiWire.Tokens(request.SystemText);
        if (request.Stream) await answer.Events(OpenAiWire.Chunks(id, model, says, promptTokens, request.IncludeUsage));
        else await answer.Json(OpenAiWire.Completion(id, model, says, promptTokens));
    }

    private static async Task Embed(OpenAiAnswer answer, byte[] body)
    {
        using var request = JsonDocument.Parse(body);
        var root = request.RootElement;
        var input = root.GetProperty("input");
        string[] texts = input.ValueKind == JsonValueKind.Array ? [.. input.EnumerateArray().Select(text => text.ToString())] : [input.ToString()];
        var base64 = root.TryGetProperty("encoding_format", out var format) && format.ValueEquals("base64");
        var dimensions = root.TryGetProperty("dimensions", out var wanted) ? wanted.GetInt32() : 8;
        await answer.Json(OpenAiWire.Embeddings(
            root.GetProperty("model").GetString()!, [.. texts.Select(text => Vector(text, dimensions))], base64, texts.Sum(OpenAiWire.Tokens)));
    }

    /// <summary>The same text gives the same vector, another text another one.</summary>
    private static float[] Vector(string text, int dimensions)
    {
        var vector = new float[dimensions];
        for (var i = 0; i < dimensions; i++)
            vector[i] = (SHA256.HashData(Encoding.UTF8.GetBytes($"{i}:{text}"))[0] / 127.5f) - 1;
        return vector;
    }

    private OpenAiFault? NextFault(OpenAiBehaviour behaviour)
    {
        if (behaviour.FaultOf is { } choose) return choose(Interlocked.Increment(ref faults));
        if (behaviour.Fault is not { } fault) return null;
        return fault.Times is not { } times || Interlocked.Increment(ref faults) <= times ? fault : null;
    }

    /// <summary>For a stand-in in another process: <c>{"kind":"Status","status":429,…}</c> sets a fault, an empty body lifts it.</summary>
    private async Task SetFault(HttpContext http)
    {
        var body = await ReadBody(http.Request);
        var fault = body.Length == 0 ? null : JsonSerializer.Deserialize<OpenAiFault>(body, OpenAiCommand.Json);
        Behaviour = Behaviour with { Fault = fault };
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task ShowJournal(HttpContext http) => http.Response.WriteAsJsonAsync(
        Journal.Requests.Select(request => new
        {
            request.Method,
            request.Path,
            request.Headers,
            Body = request.BodyText,
            request.BodySha256,
            End = request.End.IsCompleted ? request.End.Result.ToString() : null,
        }),
        OpenAiCommand.Json);

    private static async Task<byte[]> ReadBody(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return body.ToArray();
    }
}
