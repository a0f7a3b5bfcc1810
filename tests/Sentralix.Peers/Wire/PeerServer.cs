using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sentralix.Peers.OpenAi;

namespace Sentralix.Peers.Wire;

/// <summary>What the stand-ins of model providers share: a real Kestrel on loopback, a journal, faults on demand.</summary>
public abstract class PeerServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private PeerManners manners;
    private int faults;

    private protected PeerServer(PeerManners manners, int port)
    {
        this.manners = manners;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, port);
            server.Limits.MaxRequestBodySize = null;
            server.AddServerHeader = false;
        });
        application = builder.Build();
        application.MapPut("/stand-in/fault", SetFault);
        application.MapGet("/stand-in/journal", ShowJournal);
    }

    /// <summary>Scheme, host and port.</summary>
    public Uri Root => new(application.Urls.First());

    public OpenAiJournal Journal { get; } = new();

    /// <summary>How it answers from the next request on.</summary>
    public PeerManners Manners
    {
        get => Volatile.Read(ref manners);
        set
        {
            Volatile.Write(ref faults, 0);
            Volatile.Write(ref manners, value);
        }
    }

    /// <summary>Requests that were answered, or are just being, at a path.</summary>
    public int Asked(string path) => Journal.Requests.Count(request => request.Path == path);

    /// <summary>Waits until the process is asked to stop.</summary>
    public Task WaitForShutdown() => application.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        // Requests that never answer would hold a polite stop back.
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected Task StartServer() => application.StartAsync();

    private protected void Map(string method, string path, Func<PeerCall, Task> serve) =>
        application.MapMethods(path, [method], http => Serve(http, serve));

    /// <summary>The body of an error answer in the provider's form.</summary>
    private protected abstract string Error(string path, int status, string? words);

    private async Task Serve(HttpContext http, Func<PeerCall, Task> serve)
    {
        using var memory = new MemoryStream();
        await http.Request.Body.CopyToAsync(memory);
        var seen = new SeenRequest(
            http.Request.Method, http.Request.Path.Value!,
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            memory.ToArray())
        { Connection = http.Connection.Id };
        Journal.Add(seen, keep: true);
        http.Response.Headers["x-request-id"] = $"req-{Journal.Count}";

        var behaving = Manners;
        var call = new PeerCall(http, behaving, NextFault(behaving, http.Request.Path), seen, (status, words) => Error(seen.Path, status, words));
        try
        {
            await serve(call);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            seen.Ended(RequestEnd.CallerLeft);
        }
    }

    /// <summary>For a stand-in in another process: <c>{"kind":"Status","status":429,…}</c> sets a fault, an empty body lifts it.</summary>
    private async Task SetFault(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        Manners = Manners with { Fault = body.Length == 0 ? null : JsonSerializer.Deserialize<OpenAiFault>(body.ToArray(), OpenAiCommand.Json) };
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task ShowJournal(HttpContext http) => http.Response.WriteAsJsonAsync(
        Journal.Requests.Select(request => new { request.Method, request.Path, request.Headers, Body = request.BodyText, End = request.End.IsCompleted ? request.End.Result.ToString() : null }),
        OpenAiCommand.Json);

    private OpenAiFault? NextFault(PeerManners behaving, string path)
    {
        if (behaving.Fault is not { } fault || (behaving.FaultAt is { } at && at != path)) return null;
        return fault.Times is not { } times || Interlocked.Increment(ref faults) <= times ? fault : null;
    }
}

/// <summary>How a stand-in behaves on the wire, whatever it says there.</summary>
public sealed record PeerManners
{
    /// <summary>Time before the first byte.</summary>
    public TimeSpan BeforeFirst { get; init; }

    /// <summary>Time between the pieces of a stream.</summary>
    public TimeSpan BetweenPieces { get; init; }

    /// <summary>Write answers in pieces of this many bytes, so that events and letters are torn apart.</summary>
    public int? WriteSize { get; init; }

    /// <summary>Hold every answer until this completes.</summary>
    public Task? Until { get; init; }

    public OpenAiFault? Fault { get; init; }

    /// <summary>The one path that the fault is at; null: all.</summary>
    public string? FaultAt { get; init; }
}
