using System.Text.Json;
using Sentralix.Connectors.Sandbox.Clients;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>MAX's own client against a stand-in.</summary>
internal static class MaxClient
{
    public const long Irina = 77_001;
    public const string Secret = "s-3cret_header";
    public const string Host = "bot.example.org";

    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    /// <summary>As published, but for the two polls in a second, which a loop of polls does not keep to.</summary>
    public static readonly MaxSettings OftenPolled = new() { Limits = new MaxLimits { PollsPerSecond = 0 } };

    public static async Task<MaxStandIn> StartMax(MaxSettings? settings = null)
    {
        var max = new MaxStandIn(settings);
        await max.Start();
        return max;
    }

    public static NodeProgram Client(MaxStandIn max, bool echo = false, string? token = null) =>
        NodeProgram.Start("Max/max-bot-api.mjs", new { token = token ?? new MaxSettings().Token, address = max.Address, echo });

    /// <summary>A plain client, for what MAX's own does not do.</summary>
    public static HttpClient Http(MaxStandIn max, string? token = null)
    {
        var http = new HttpClient { BaseAddress = max.Address };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", token ?? new MaxSettings().Token);
        return http;
    }

    public static Task<JsonElement> Api(this NodeProgram client, string name, params object?[] args) => client.Do("api", new { name, args });

    public static Task<JsonElement> Refused(this NodeProgram client, string name, params object?[] args) => client.Fail("api", new { name, args });

    public static string? String(this JsonElement of, string name) => of.GetProperty(name).GetString();

    public static string Mid(this JsonElement message) => message.GetProperty("body").String("mid")!;

    /// <summary>Has MAX's own receiver listen behind a public name.</summary>
    public static async Task ListenTo(this NodeProgram client, MaxStandIn max, string secret = Secret, string[]? types = null)
    {
        var here = await client.Do("listen", new { domain = Host, path = "/max/hook", secret, types = types ?? [] });
        max.PointHost(Host, new Uri(here.GetString()!));
    }

    public static async Task Until(Func<bool> so)
    {
        using var patience = new CancellationTokenSource(Soon);
        while (!so()) await Task.Delay(10, patience.Token);
    }
}
