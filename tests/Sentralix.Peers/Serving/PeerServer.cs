using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sentralix.Peers.OpenAi;

namespace Sentralix.Peers.Serving;

/// <summary>A real Kestrel on the loopback that keeps a journal. What it serves is a stand-in's own affair.</summary>
internal sealed class PeerServer : IAsyncDisposable
{
    private PeerServer(WebApplication application) => Application = application;

    public WebApplication Application { get; }

    public Uri Address => new(Application.Urls.First());

    public OpenAiJournal Journal { get; } = new();

    /// <summary>Makes one for a free port, or for the given one.</summary>
    public static PeerServer Create(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, port);
            server.Limits.MaxRequestBodySize = null;
            server.AddServerHeader = false;
        });
        return new PeerServer(builder.Build());
    }

    /// <summary>For a stand-in in another process: a fault can be set (<c>{"kind":"Status","status":429,…}</c>, an empty body lifts it),
    /// and the journal read.</summary>
    public void MapControls(Action<OpenAiFault?> setFault)
    {
        Application.MapPut("/stand-in/fault", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            setFault(body.Length == 0 ? null : JsonSerializer.Deserialize<OpenAiFault>(body.ToArray(), OpenAiCommand.Json));
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        });
        Application.MapGet("/stand-in/journal", (HttpContext http) => http.Response.WriteAsJsonAsync(
            Journal.Requests.Select(request => new
            {
                request.Method,
                request.Path,
                request.Headers,
                Body = request.BodyText,
                request.BodySha256,
                End = request.End.IsCompleted ? request.End.Result.ToString() : null,
            }),
            OpenAiCommand.Json));
    }

    /// <summary>Waits until the process is asked to stop.</summary>
    public Task WaitForShutdown() => Application.WaitForShutdownAsync();

    /// <summary>Reads a request into the journal and has it answered.</summary>
    public async Task Serve(HttpContext http, bool keepsJournal, Func<byte[], SeenRequest, Task> answer)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var seen = new SeenRequest(
            http.Request.Method, http.Request.Path.Value! + http.Request.QueryString,
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray())
        { Connection = http.Connection.Id };
        Journal.Add(seen, keepsJournal);
        try
        {
            await answer(seen.Body, seen);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            seen.Ended(RequestEnd.CallerLeft);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Requests that never answer would hold a polite stop back.
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Application.StopAsync(now.Token);
        await Application.DisposeAsync();
    }
}
