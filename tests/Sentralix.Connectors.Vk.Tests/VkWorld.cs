using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox.Callbacks;
using Sentralix.Connectors.Sandbox.Vk;

namespace Sentralix.Connectors.Vk.Tests;

/// <summary>VK's stand-in, the channel, and a hook on a real address that does with calls what the core does: it keeps updates, and answers.</summary>
internal sealed class VkWorld : IAsyncDisposable
{
    public const long Irina = 77_001;
    public const string Secret = "8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e8f2a6c1e";
    public const string Connection = "con_1";

    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly WebApplication door;
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Lock gate = new();
    private readonly List<RawUpdate> updates = [];

    private VkWorld(VkStandIn vk, VkChannel channel, WebApplication door) => (Vk, Channel, this.door) = (vk, channel, door);

    public VkStandIn Vk { get; }

    public VkChannel Channel { get; }

    public Hook Hook => new(new Uri($"{door.Urls.First()}/hooks/vk/{Connection}"), Secret);

    /// <summary>The secrets that the hook accepts.</summary>
    public IReadOnlyList<string> Secrets { get; set; } = [Secret];

    /// <summary>How many calls of the hook were refused.</summary>
    public int Refused { get; private set; }

    public Access Access => AccessOf(Secrets);

    /// <summary>What a server says that stands in VK's place: a front server, a proxy, VK on a bad day.</summary>
    public Func<string, (int Status, string Body)> Tells { get; set; } = _ => (500, "");

    /// <summary>A connection to that server.</summary>
    public Access Elsewhere => AccessOf(Secrets, address: $"{door.Urls.First()}/elsewhere");

    /// <summary>A connection to which the door is VK's own host, so that media there may be fetched.</summary>
    public Access AtDoor => AccessOf(Secrets, address: door.Urls.First());

    public string Door => door.Urls.First();

    public IReadOnlyList<RawUpdate> Updates
    {
        get
        {
            lock (gate) return [.. updates];
        }
    }

    public static async Task<VkWorld> Open(VkSettings? settings = null, OpenOutgoingFile? files = null)
    {
        var vk = new VkStandIn(settings ?? new VkSettings { Limits = VkLimits.None });
        await vk.Start();
        vk.Delivery = vk.Delivery with { Pace = 0.01 };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var world = new VkWorld(vk, new VkChannel(files), builder.Build());
        world.door.MapPost($"/hooks/vk/{Connection}", world.Take);
        world.door.MapPost("/elsewhere/method/{name}", world.Tell);
        world.door.MapGet("/moved", (string to) => Results.Redirect(to));
        world.door.MapGet("/bytes", () => "bytes");
        await world.door.StartAsync();
        return world;
    }

    public Access AccessOf(IReadOnlyList<string> secrets, string? token = null, string? address = null, string? identity = "220011", HttpClient? client = null) => new()
    {
        ConnectionId = Connection,
        Identity = identity,
        Settings = new Dictionary<string, string> { ["api_base_url"] = address ?? Vk.Address.ToString().TrimEnd('/') },
        Secrets = new Dictionary<string, string> { ["token"] = token ?? new VkSettings().Token },
        HookSecrets = secrets,
        Http = client ?? http,
    };

    public Task SetHook(CancellationToken cancellation) => Channel.SetHook(Access, Hook, cancellation);

    /// <summary>What the one event that was just made means, by the way over the hook.</summary>
    public async Task<IReadOnlyList<Inbound>> Heard(MadeUpdate made)
    {
        await Vk.WhenDelivered(Soon);
        return Channel.Read(Access, Updates.Single(update => update.Key == $"vk:220011:{made.Key}").Body);
    }

    /// <summary>A method of VK's, called by a hand that is not the channel's.</summary>
    public async Task<JsonElement> Ask(string method, params (string Name, string Value)[] parameters)
    {
        using var form = new FormUrlEncodedContent([.. parameters.Select(p => KeyValuePair.Create(p.Name, p.Value)), new("v", "5.199"), new("access_token", new VkSettings().Token), new("group_id", "220011")]);
        using var answer = await http.PostAsync(new Uri(Vk.Address, $"/method/{method}"), form);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("response").Clone();
    }

    public async Task<IReadOnlyList<JsonElement>> Servers() => [.. (await Ask("groups.getCallbackServers")).GetProperty("items").EnumerateArray()];

    /// <summary>A call of the hook by anybody.</summary>
    public HookReading Call(string body, string rest = "", string? identity = "220011") => Channel.ReadHook(AccessOf(Secrets, identity: identity), new(_ => null, rest, Encoding.UTF8.GetBytes(body)));

    public async ValueTask DisposeAsync()
    {
        await Vk.DisposeAsync();
        await door.DisposeAsync();
        http.Dispose();
    }

    private Task Tell(HttpContext call)
    {
        var (status, body) = Tells((string)call.Request.RouteValues["name"]!);
        call.Response.StatusCode = status;
        if (status == 429) call.Response.Headers.RetryAfter = "7";
        return call.Response.WriteAsync(body);
    }

    private async Task Take(HttpContext call)
    {
        using var body = new MemoryStream();
        await call.Request.Body.CopyToAsync(body);
        switch (Channel.ReadHook(Access, new(name => call.Request.Headers[name], "", body.ToArray())))
        {
            case HookReading.Updates taken:
                lock (gate) updates.AddRange(taken.Items);
                call.Response.ContentType = taken.ContentType;
                await call.Response.WriteAsync(taken.Answer);
                break;
            case HookReading.Asks asks:
                await call.Response.WriteAsync(await asks.Answer(call.RequestAborted));
                break;
            case HookReading.Unreadable:
                call.Response.StatusCode = (int)HttpStatusCode.BadRequest;
                break;
            default:
                Refused++;
                call.Response.StatusCode = (int)HttpStatusCode.Forbidden;
                break;
        }
    }
}
