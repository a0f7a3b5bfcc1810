using System.Text;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox.Jivo;

namespace Sentralix.Connectors.JivoSite.Tests;

/// <summary>Connections as the core would give them to the channel.</summary>
internal static class Connections
{
    // As the core's own clients: no redirects, no time of its own.
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = Timeout.InfiniteTimeSpan };

    public static Access To(string address, string provider, string token, string? site = null)
    {
        var settings = new Dictionary<string, string> { ["api_base_url"] = address, ["provider_id"] = provider };
        if (site is not null) settings["site_id"] = site;
        return new() { ConnectionId = "con_1", Settings = settings, Secrets = new Dictionary<string, string> { ["token"] = token }, HookSecrets = ["new-secret", "old-secret"], Http = Http };
    }

    public static Access To(JivoStandIn jivo, JivoBot? bot = null) => To(jivo.Address.ToString(), (bot ?? jivo.Bot).ProviderId, (bot ?? jivo.Bot).Token);

    public static ReadOnlyMemory<byte> Bytes(string json) => Encoding.UTF8.GetBytes(json);
}
