using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.JivoSite.Tests;

/// <summary>The hook of one connection: the channel reads what comes, and what it takes is kept once for each key, as the core does.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly JivoSiteChannel channel = new(TimeProvider.System);
    private readonly Access access;
    private readonly ConcurrentDictionary<string, RawUpdate> taken = new();
    private readonly ConcurrentQueue<RawUpdate> order = new();

    private HookServer(Access access, WebApplication application) => (this.access, this.application) = (access, application);

    /// <summary>What was taken, in order.</summary>
    public IReadOnlyList<RawUpdate> Taken => [.. order];

    /// <summary>How many calls came.</summary>
    public int Calls { get; private set; }

    /// <summary>The statuses that were answered.</summary>
    public ConcurrentQueue<int> Answers { get; } = new();

    public static async Task<HookServer> Start(Access access)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var hook = new HookServer(access, builder.Build());
        hook.application.MapPost("/hooks/jivosite/con_1/{**rest}", hook.Take);
        await hook.application.StartAsync();
        return hook;
    }

    public Uri Url(string rest) => new($"{application.Urls.First()}/hooks/jivosite/con_1/{rest}");

    /// <summary>What all that was taken means.</summary>
    public IReadOnlyList<Inbound> Read() => [.. Taken.SelectMany(update => channel.Read(access, update.Body))];

    public async ValueTask DisposeAsync() => await application.DisposeAsync();

    private async Task Take(HttpContext http, string? rest)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        lock (order) Calls++;
        switch (channel.ReadHook(access, new HookCall(name => http.Request.Headers[name], rest ?? "", body.ToArray())))
        {
            case HookReading.Updates updates:
                foreach (var update in updates.Items)
                    if (taken.TryAdd(update.Key, update)) order.Enqueue(update);
                http.Response.ContentType = updates.ContentType;
                Answers.Enqueue(200);
                await http.Response.WriteAsync(updates.Answer);
                break;
            case HookReading.Unreadable:
                Answers.Enqueue(http.Response.StatusCode = 400);
                break;
            default:
                Answers.Enqueue(http.Response.StatusCode = 403);
                break;
        }
    }
}
