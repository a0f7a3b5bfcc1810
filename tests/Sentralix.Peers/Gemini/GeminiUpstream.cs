using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Serving;

namespace Sentralix.Peers.Gemini;

/// <summary>A server in the form of Google's own API of Gemini for tests and the sandbox: it keeps the real one's rules, answers what it
/// is told, fails as it is told and keeps a journal of what it saw.</summary>
public sealed class GeminiUpstream : IAsyncDisposable
{
    private readonly PeerServer server;
    private GeminiBehaviour behaviour;
    private int answers;
    private int faults;

    private GeminiUpstream(GeminiBehaviour behaviour, int port)
    {
        this.behaviour = behaviour;
        server = PeerServer.Create(port);
        server.MapControls(fault => Behaviour = Behaviour with { Fault = fault });
        server.Application.MapPost("/v1beta/models/{call}", (HttpContext http, string call) => Serve(http, call));
    }

    /// <summary>What official clients take as their base address.</summary>
    public Uri BaseUrl => server.Address;

    public OpenAiJournal Journal => server.Journal;

    /// <summary>How it answers from the next request on.</summary>
    public GeminiBehaviour Behaviour
    {
        get => Volatile.Read(ref behaviour);
        set
        {
            Volatile.Write(ref faults, 0);
            Volatile.Write(ref behaviour, value);
        }
    }

    /// <summary>Starts on a free port of the loopback, or on the given one.</summary>
    public static async Task<GeminiUpstream> Start(GeminiBehaviour? behaviour = null, int port = 0)
    {
        var upstream = new GeminiUpstream(behaviour ?? new GeminiBehaviour(), port);
        await upstream.server.Application.StartAsync();
        return upstream;
    }

    /// <summary>Waits until the process is asked to stop.</summary>
    public Task WaitForShutdown() => server.WaitForShutdown();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private Task Serve(HttpContext http, string call)
    {
        var behaviour = Behaviour;
        return server.Serve(http, behaviour.Manner.KeepsJournal, async (body, seen) =>
        {
            var answer = new PeerAnswer(http, behaviour.Manner, NextFault(behaviour), seen, status => GeminiRefusal.Of(status).ToBytes());
            var (model, method) = call.Split(':') is [var name, var verb] ? (name, verb) : (call, "");
            var refusal = RefuseKey(http.Request, behaviour.RequiredKey);
            if (refusal is null && !behaviour.Models.Contains(model))
                refusal = new GeminiRefusal(404, "NOT_FOUND", $"models/{model} is not found for API version v1beta, or is not supported for {method}. Call ListModels to see the list of available models and their supported methods.");
            JsonElement request = default;
            refusal ??= Refuse(body, model, method, behaviour.TakesUnsigned, out request);
            if (refusal is not null) await answer.Status(refusal.Code, refusal.ToBytes());
            else await Answer(answer, http.Request, model, method, request, behaviour);
        });
    }

    private async Task Answer(PeerAnswer answer, HttpRequest http, string model, string method, JsonElement request, GeminiBehaviour behaviour)
    {
        if (method == "batchEmbedContents")
        {
            await answer.Json(Embed(request, behaviour));
            return;
        }

        var id = $"response-{Interlocked.Increment(ref answers)}";
        var says = behaviour.Answer(request);
        if (method == "generateContent") await answer.Json(GeminiWire.Content(id, model, says));
        else if (http.Query["alt"] == "sse") await answer.Events(GeminiWire.Events(id, model, says), GeminiWire.ErrorEvent(GeminiRefusal.Of(503)), head: 0);
        else await answer.Json(GeminiWire.List(id, model, says));
    }

    private static byte[] Embed(JsonElement request, GeminiBehaviour behaviour)
    {
        var texts = request.GetProperty("requests").EnumerateArray()
            .Select(one => (Text: one.GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString()!,
                Length: one.TryGetProperty("outputDimensionality", out var wanted) ? wanted.GetInt32() : 8))
            .ToList();
        return GeminiWire.Embeddings(
            [.. texts.Select(text => Vector(text.Text, text.Length))], behaviour.CountsEmbeddings ? texts.Sum(text => OpenAiWire.Tokens(text.Text)) : null);
    }

    /// <summary>The same text gives the same vector, another text another one.</summary>
    private static float[] Vector(string text, int dimensions) =>
        [.. Enumerable.Range(0, dimensions).Select(i => (SHA256.HashData(Encoding.UTF8.GetBytes($"{i}:{text}"))[0] / 127.5f) - 1)];

    private static GeminiRefusal? RefuseKey(HttpRequest request, string? key)
    {
        var given = request.Headers.TryGetValue("x-goog-api-key", out var header) ? header.ToString() : request.Query["key"].ToString();
        if (key is null || given == key) return null;
        return GeminiRefusal.Of(given.Length == 0 ? 403 : 401);
    }

    private static GeminiRefusal? Refuse(byte[] body, string model, string method, bool takesUnsigned, out JsonElement request)
    {
        request = default;
        try
        {
            using var document = JsonDocument.Parse(body);
            request = document.RootElement.Clone();
            return method switch
            {
                "generateContent" or "streamGenerateContent" => GeminiRules.Check(request, model, takesUnsigned),
                "batchEmbedContents" => GeminiRules.CheckBatch(request, model),
                _ => new GeminiRefusal(404, "NOT_FOUND", $"There is no method {method}."),
            };
        }
        catch (JsonException)
        {
            return GeminiRefusal.Invalid("Invalid JSON payload received. Expected a value.");
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            // A field is missing, or is not what it should be.
            return GeminiRefusal.Invalid($"Request contains an invalid argument: {e.Message}");
        }
    }

    private OpenAiFault? NextFault(GeminiBehaviour behaviour)
    {
        if (behaviour.Fault is not { } fault) return null;
        return fault.Times is not { } times || Interlocked.Increment(ref faults) <= times ? fault : null;
    }
}
