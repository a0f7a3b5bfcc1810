using System.Text;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox.Max;

namespace Sentralix.Connectors.Max.Tests;

/// <summary>Connections as the core would give them to the channel.</summary>
internal static class Connections
{
    public const string Token = "f9LHodD0cOL-secret_part_of_the_token";

    public static readonly MaxSettings Settings = new() { Token = Token, Limits = new MaxLimits { PollsPerSecond = 0, RequestsPerSecond = 0 } };

    // As the core's own clients: no redirects, no time of its own.
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = Timeout.InfiniteTimeSpan };

    public static Access To(Uri address, string token = Token) => To(address.ToString(), token);

    public static Access To(string address, string token = Token) => new()
    {
        ConnectionId = "con_1",
        Identity = "555",
        Settings = new Dictionary<string, string> { ["api_base_url"] = address },
        Secrets = new Dictionary<string, string> { ["token"] = token },
        HookSecrets = ["new-secret", "old-secret"],
        Http = Http,
    };

    public static async Task<MaxStandIn> StartMax(MaxSettings? settings = null)
    {
        var max = new MaxStandIn(settings ?? Settings);
        await max.Start();
        return max;
    }

    public static ReadOnlyMemory<byte> Bytes(string json) => Encoding.UTF8.GetBytes(json);
}
