using System.Text;
using Sentralix.Connectors.Messaging.Channels;

namespace Sentralix.Connectors.Telegram.Tests;

/// <summary>Connections as the core would give them to the channel.</summary>
internal static class Connections
{
    public const string Token = "555:AAE-secret_part_of_the_token-12345";

    // As the core's own clients: no redirects, no time of its own.
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = Timeout.InfiniteTimeSpan };

    public static Access To(string? baseUrl = null, string token = Token, params (string Name, string Value)[] settings)
    {
        var all = settings.ToDictionary(setting => setting.Name, setting => setting.Value);
        if (baseUrl is not null) all["api_base_url"] = baseUrl;
        return new() { ConnectionId = "con_1", Identity = "555", Settings = all, Secrets = new Dictionary<string, string> { ["token"] = token }, HookSecrets = ["new-secret", "old-secret"], Http = Http };
    }

    public static ReadOnlyMemory<byte> Bytes(string json) => Encoding.UTF8.GetBytes(json);
}
