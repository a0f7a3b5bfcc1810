using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Serving;

namespace Sentralix.Peers.Anthropic;

/// <summary>A server in the form of Anthropic's API for tests and the sandbox: it keeps the real one's rules, answers what it is told,
/// fails as it is told and keeps a journal of what it saw.</summary>
public sealed class AnthropicUpstream : IAsyncDisposable
{
    private static readonly string[] Versions = ["2023-06-01", "2026-10-21"];

    private readonly PeerServer server;
    private AnthropicBehaviour behaviour;
    private int messages;
    private int faults;

    private AnthropicUpstream(AnthropicBehaviour behaviour, int port)
    {
        this.behaviour = behaviour;
        server = PeerServer.Create(port);
        server.Application.MapPost("/v1/messages", http => Serve(http, Answer));
        server.Application.MapPost("/v1/messages/count_tokens", http => Serve(http, Count));
        server.MapControls(fault => Behaviour = Behaviour with { Fault = fault });
        server.Application.MapGet("/v1/models", http => Serve(http, (answer, _, behaviour, _) => answer.Json(AnthropicWire.Models(behaviour.Models))));
    }

    /// <summary>What official clients take as their base address.</summary>
    public Uri BaseUrl => server.Address;

    public OpenAiJournal Journal => server.Journal;

    /// <summary>How it answers from the next request on.</summary>
    public AnthropicBehaviour Behaviour
    {
        get => Volatile.Read(ref behaviour);
        set
        {
            Volatile.Write(ref faults, 0);
            Volatile.Write(ref behaviour, value);
        }
    }

    /// <summary>Starts on a free port of the loopback, or on the given one.</summary>
    public static async Task<AnthropicUpstream> Start(AnthropicBehaviour? behaviour = null, int port = 0)
    {
        var upstream = new AnthropicUpstream(behaviour ?? new AnthropicBehaviour(), port);
        await upstream.server.Application.StartAsync();
        return upstream;
    }

    /// <summary>Waits until the process is asked to stop.</summary>
    public Task WaitForShutdown() => server.WaitForShutdown();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private Task Serve(HttpContext http, Func<PeerAnswer, byte[], AnthropicBehaviour, string, Task> serve)
    {
        var behaviour = Behaviour;
        return server.Serve(http, behaviour.Manner.KeepsJournal, async (body, seen) =>
        {
            http.Response.Headers["request-id"] = $"req_{Journal.Count}";
            http.Response.Headers["anthropic-ratelimit-requests-remaining"] = "99";
            var answer = new PeerAnswer(http, behaviour.Manner, NextFault(behaviour), seen, status => AnthropicRefusal.Of(status).ToBytes());
            var version = http.Request.Headers["anthropic-version"].ToString();
            var refusal = !IsKnown(http.Request, behaviour.RequiredKey) ? AnthropicRefusal.Of(401)
                : version.Length == 0 ? AnthropicRefusal.Invalid("anthropic-version: header is required")
                : !Versions.Contains(version) ? AnthropicRefusal.Invalid($"anthropic-version: \"{version}\" is not a valid version")
                : null;
            await (refusal is null ? serve(answer, body, behaviour, version) : answer.Status(refusal.Status, refusal.ToBytes()));
        });
    }

    private async Task Answer(PeerAnswer answer, byte[] body, AnthropicBehaviour behaviour, string version)
    {
        if (Refuse(body, given => AnthropicRules.Check(given, version, behaviour.Models), out var request) is { } refusal)
        {
            await answer.Status(refusal.Status, refusal.ToBytes());
            return;
        }

        var id = $"msg_{Interlocked.Increment(ref messages)}";
        var model = request.GetProperty("model").GetString()!;
        var says = behaviour.Answer(request);
        if (request.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True)
            await answer.Events(AnthropicWire.Events(id, model, says, behaviour.Pings), AnthropicWire.ErrorEvent(AnthropicRefusal.Of(529)), head: 2);
        else
            await answer.Json(AnthropicWire.Message(id, model, says));
    }

    private static async Task Count(PeerAnswer answer, byte[] body, AnthropicBehaviour behaviour, string version)
    {
        if (Refuse(body, given => AnthropicRules.CheckCounted(given, behaviour.Models), out var request) is { } refusal) await answer.Status(refusal.Status, refusal.ToBytes());
        else await answer.Json(AnthropicWire.Counted(behaviour.Counts(request)));
    }

    private static AnthropicRefusal? Refuse(byte[] body, Func<JsonElement, AnthropicRefusal?> check, out JsonElement request)
    {
        request = default;
        try
        {
            using var document = JsonDocument.Parse(body);
            request = document.RootElement.Clone();
            return check(request);
        }
        catch (JsonException)
        {
            return AnthropicRefusal.Invalid("The request body is not valid JSON");
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            // A field is missing, or is not what it should be.
            return AnthropicRefusal.Invalid($"Field required: {e.Message}");
        }
    }

    // The key comes in either header; where both are there, the real one reads the first.
    private static bool IsKnown(HttpRequest request, string? key) =>
        key is null || (request.Headers.TryGetValue("x-api-key", out var given) ? given == key : request.Headers.Authorization == $"Bearer {key}");

    private OpenAiFault? NextFault(AnthropicBehaviour behaviour)
    {
        if (behaviour.Fault is not { } fault) return null;
        return fault.Times is not { } times || Interlocked.Increment(ref faults) <= times ? fault : null;
    }
}
