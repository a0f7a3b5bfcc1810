using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>A receiver that refuses as told: what vk-io, which always answers well, cannot do.</summary>
internal sealed class CallbackReceiver : IAsyncDisposable
{
    private readonly WebApplication application;
    private int refusals;
    private Func<HttpResponse, Task>? once;

    private CallbackReceiver(WebApplication application) => this.application = application;

    public string Url => $"{application.Urls.First()}/hook";

    public ConcurrentQueue<string> EventIds { get; } = new();

    public ConcurrentQueue<string> RetryCounters { get; } = new();

    public static async Task<CallbackReceiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new CallbackReceiver(builder.Build());
        receiver.application.MapPost("/hook", receiver.Take);
        await receiver.application.StartAsync();
        return receiver;
    }

    public void Refuse(int times) => Volatile.Write(ref refusals, times);

    /// <summary>Asks for the next event later.</summary>
    public void PostponeOnce(TimeSpan wait) => once = answer =>
    {
        answer.StatusCode = StatusCodes.Status503ServiceUnavailable;
        answer.Headers.RetryAfter = (DateTimeOffset.UtcNow + wait).ToString("R");
        return Task.CompletedTask;
    };

    /// <summary>Answers the next event with <c>remove</c>.</summary>
    public void RemoveOnce() => once = answer => answer.WriteAsync("remove");

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        if (body.RootElement.String("type") == "confirmation")
        {
            await http.Response.WriteAsync(new VkSettings().ConfirmationCode);
            return;
        }

        RetryCounters.Enqueue(http.Request.Headers["X-Retry-Counter"].ToString());
        EventIds.Enqueue(body.RootElement.String("event_id")!);
        if (Interlocked.Exchange(ref once, null) is { } answer) await answer(http.Response);
        else if (Interlocked.Decrement(ref refusals) >= 0) http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        else await http.Response.WriteAsync("ok");
    }
}
