using System.Collections.Concurrent;
using System.Net;
using Sentralix.Platform.Security;

namespace Sentralix.Connectors.Messaging.Connections;

/// <summary>HTTP clients to the outside: one for each pair of proxy and certificate authorities. They follow no redirects, keep no cookies
/// and log nothing: a channel's address may hold its token.</summary>
internal sealed class OutsideClients(EgressGuard egress) : IDisposable
{
    /// <summary>The setting that names a proxy: <c>http://</c>, <c>socks4://</c> or <c>socks5://</c>.</summary>
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
        if (way.Proxy is not null) handler.Proxy = new WebProxy(way.Proxy);

        // Through a proxy it is the proxy that connects: whether that is allowed was asked when the setting was made.
        else handler.ConnectCallback = egress.Connect;
        if (way.Authorities is not null) handler.SslOptions.CertificateChainPolicy = OutsideTrust.Trusting(way.Authorities);

        // Every call has its own patience.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
