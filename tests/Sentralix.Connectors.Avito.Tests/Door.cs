using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Avito.Tests;

/// <summary>The hook's address as the core serves it: reads the raw body, asks the channel, keeps each key once, and answers.</summary>
internal sealed class Door : IAsyncDisposable
{
    private const string Path = "/hooks/avito/con_1";

    private readonly WebApplication application;
    private readonly House house;

    private Door(WebApplication application, House house) => (this.application, this.house) = (application, house);

    public Hook Hook => new(new Uri(application.Urls.First() + Path), House.Secret);

    public ConcurrentDictionary<string, RawUpdate> Updates { get; } = new();

    public static async Task<Door> Open(House house)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var door = new Door(builder.Build(), house);
        door.application.Run(door.Take);
        await door.application.StartAsync();
        return door;
    }

    /// <summary>What the channel makes of everything that came, in the order of chats' clocks.</summary>
    public async Task<IReadOnlyList<Inbound>> Heard()
    {
        await house.Avito.WhenDelivered(TimeSpan.FromSeconds(10));
        return [.. Updates.Values.SelectMany(update => house.Channel.Read(house.Access(), update.Body))];
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }

    private async Task Take(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var rest = http.Request.Path.Value!.StartsWith(Path + "/", StringComparison.Ordinal) ? http.Request.Path.Value[(Path.Length + 1)..] : "";
        if (house.Channel.ReadHook(house.Access(), new HookCall(name => http.Request.Headers[name], rest, body.ToArray())) is not HookReading.Updates updates)
        {
            http.Response.StatusCode = 403;
            return;
        }

        foreach (var update in updates.Items) Updates.TryAdd(update.Key, update);
        await http.Response.WriteAsync(updates.Answer);
    }
}
