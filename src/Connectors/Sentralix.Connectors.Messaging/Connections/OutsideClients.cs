using System.Collections.Concurrent;
using System.Net;
using Sentralix.Platform.Security;

namespace Sentralix.Connectors.Messaging.Connections;

/// <summary>HTTP clients to the outside: one for each pair of proxy and certificate authorities. They follow no redirects, keep no cookies
/// and log nothing: a channel's address may hold its token.</summary>
internal sealed class OutsideClients(EgressGuard egress) : IDisposable
{
    /// <summary>The setting that names a proxy: <c>http://</c>, <c>socks4://</c> or <c>socks5://</c>, with a name and password where it wants them.</summary>
    public const string ProxySetting = "proxy_url";

    /// <summary>The setting that holds further certificate authorities, in PEM form.</summary>
    public const string AuthoritiesSetting = "ca_bundle_pem";

    private readonly ConcurrentDictionary<(string? Proxy, string? Authorities), HttpClient> clients = new();

    public HttpClient For(IReadOnlyDictionary<string, string> settings) =>
        clients.GetOrAdd((settings.GetValueOrDefault(ProxySetting), settings.GetValueOrDefault(AuthoritiesSetting)), Make);

    public void Dispose()
    {
        foreach (var client in clients.Values) client.Dispose();
    }

    private HttpClient Make((string? Proxy, string? Authorities) way)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxConnectionsPerServer = 128,
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };
        OutsideTrust.Lead(handler, way.Proxy, way.Authorities, egress);

        // Every call has its own patience.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
