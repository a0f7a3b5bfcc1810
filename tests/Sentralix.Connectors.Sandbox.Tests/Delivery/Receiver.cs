using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sentralix.Connectors.Sandbox.Delivery;

/// <summary>A bot's address that keeps what it gets and answers as it is told.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication application;
    private int got;

    private Receiver(WebApplication application) => this.application = application;

    public Uri Address => new(application.Urls.First());

    public Uri Hook => new(Address, "/hooks/connection/secret");

    public ConcurrentQueue<Received> All { get; } = new();

    /// <summary>Decides the answer to the delivery with this number, from 1.</summary>
    public Func<int, (int Status, string Body)> Answer { get; set; } = _ => (200, "");

    /// <summary>Waited for before the answer.</summary>
    public Func<int, Task> Before { get; set; } = _ => Task.CompletedTask;

    public static async Task<Receiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var receiver = new Receiver(builder.Build());
        receiver.application.Run(receiver.Take);
        await receiver.application.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }

    private async Task Take(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        var number = Interlocked.Increment(ref got);
        All.Enqueue(new Received(http.Request.Method, http.Request.Path, http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString()), body));
        await Before(number);
        var (status, text) = Answer(number);
        http.Response.StatusCode = status;
        await http.Response.WriteAsync(text);
    }
}

internal sealed record Received(string Method, string Path, Dictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
