using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>A webhook that answers as it is told and remembers what came in which order.</summary>
internal sealed class Hook : IAsyncDisposable
{
    private readonly WebApplication application;

    private Hook(WebApplication application) => this.application = application;

    public Uri Url => new(application.Urls.First());

    /// <summary>Every call, also refused ones.</summary>
    public ConcurrentQueue<JsonElement> Came { get; } = new();

    /// <summary>Decides on a call; the status.</summary>
    public Func<JsonElement, HttpContext, Task<int>> Answer { get; set; } = (_, _) => Task.FromResult(200);

    public IReadOnlyList<string> Texts => [.. Came.Where(update => update.TryGetProperty("message", out _)).Select(update => update.GetProperty("message").GetProperty("text").GetString()!)];

    public static async Task<Hook> Start(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server => server.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        var hook = new Hook(builder.Build());
        hook.application.MapPost("/", hook.Take);
        await hook.application.StartAsync();
        return hook;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        var update = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body);
        Came.Enqueue(update);
        var status = await Answer(update, http);
        if (!http.Response.HasStarted) http.Response.StatusCode = status;
    }
}

/// <summary>A clock that stands until a test puts it forward. Its timers run.</summary>
internal sealed class StandingClock : TimeProvider
{
    private DateTimeOffset now = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => now;

    public void Forward(TimeSpan by) => now += by;
}
