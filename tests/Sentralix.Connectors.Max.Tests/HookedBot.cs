using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox.Max;

namespace Sentralix.Connectors.Max.Tests;

/// <summary>A bot that MAX's stand-in calls: its hook is read by the channel, as the core would have it.</summary>
internal sealed class HookedBot : IAsyncDisposable
{
    public const long Irina = 77_001;

    public static readonly Hook Hook = new(new Uri("https://bot.example.org/hooks/max/con_1"), "new-secret");

    private readonly WebApplication receiver;
    private readonly ConcurrentQueue<RawUpdate> received = new();

    private HookedBot(MaxStandIn max, WebApplication receiver) => (Max, this.receiver, Access) = (max, receiver, Connections.To(max.Address));

    public static string Dialog { get; } = MaxStandIn.DialogOf(Irina).ToString(System.Globalization.CultureInfo.InvariantCulture);

    public MaxStandIn Max { get; }

    public MaxChannel Channel { get; } = new(TimeProvider.System);

    public Access Access { get; }

    public ConcurrentQueue<HookReading> Readings { get; } = new();

    /// <summary>Every update that came, once for each time.</summary>
    public IReadOnlyList<RawUpdate> Received => [.. received];

    public static async Task<HookedBot> Open(Hook? hook = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var bot = new HookedBot(await Connections.StartMax(), builder.Build());
        bot.receiver.MapPost("/hooks/max/{connection}/{**rest}", bot.Receive);
        await bot.receiver.StartAsync();
        bot.Max.PointHost(Hook.Url.Host, new Uri(bot.receiver.Urls.First()));
        bot.Max.Introduce(new MaxUser(Irina, "Irina", "Smirnova"));
        await bot.Channel.SetHook(bot.Access, hook ?? Hook, TestContext.Current.CancellationToken);
        return bot;
    }

    /// <summary>What the newest update means, once everything is delivered.</summary>
    public async Task<Inbound> Heard(MadeUpdateKey made)
    {
        await Max.WhenDelivered(TimeSpan.FromSeconds(10));
        var update = Received[^1];
        Assert.Equal(made.Thread, update.Thread);
        if (made.Key is { } key) Assert.Equal(key, update.Key);
        return Assert.Single(Channel.Read(Access, update.Body));
    }

    public async ValueTask DisposeAsync()
    {
        await Max.DisposeAsync();
        await receiver.DisposeAsync();
    }

    private async Task Receive(HttpContext http, string? rest)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var reading = Channel.ReadHook(Access, new HookCall(name => http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null, rest ?? "", body.ToArray()));
        if (reading is HookReading.Updates updates)
        {
            foreach (var update in updates.Items) received.Enqueue(update);
        }
        else
        {
            http.Response.StatusCode = 403;
        }

        Readings.Enqueue(reading);
    }
}

/// <summary>By what an update is known.</summary>
internal sealed record MadeUpdateKey(string? Key, string Thread)
{
    /// <summary>Of a stand-in's update, whose key of a press is shorter than ours.</summary>
    public static implicit operator MadeUpdateKey(Sandbox.Callbacks.MadeUpdate made) => new(made.Key.StartsWith("cb:", StringComparison.Ordinal) ? null : made.Key, made.Conversation);
}
