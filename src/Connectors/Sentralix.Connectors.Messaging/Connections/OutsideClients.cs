using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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

    private static readonly string[] Schemes = ["http", "https", "socks4", "socks4a", "socks5"];

    /// <summary>What is wrong with a proxy's address; null: nothing.</summary>
    public static string? CheckProxy(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && Schemes.Contains(address.Scheme) && address.Host.Length > 0
            ? null
            : "must be like http://host:port or socks5://host:port";

    /// <summary>What is wrong with certificate authorities; null: nothing.</summary>
    public static string? CheckAuthorities(string value)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(value);
            return authorities.Count > 0 ? null : "must hold a certificate in PEM form";
        }
        catch (CryptographicException)
        {
            return "must hold certificates in PEM form";
        }
    }

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
        if (way.Authorities is not null) handler.SslOptions.CertificateChainPolicy = Trusting(way.Authorities);

        // Every call has its own patience.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The system's authorities and these: a state's own authority is trusted by the connection that names it, and by no other.</summary>
    private static X509ChainPolicy Trusting(string pem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(pem);
        using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        policy.CustomTrustStore.AddRange(system.Certificates);
        return policy;
    }
}
