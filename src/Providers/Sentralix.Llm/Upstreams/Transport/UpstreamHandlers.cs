using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Upstreams.Transport;

/// <summary>The ways out to providers: connections of one provider are its own, with its own certificate authorities and its own proxy.</summary>
internal static class UpstreamHandlers
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ConnectionIdle = TimeSpan.FromSeconds(90);
    private static readonly string[] ProxySchemes = ["http", "https", "socks4", "socks4a", "socks5"];

    /// <summary>What is wrong with a proxy's address; null: nothing.</summary>
    public static string? CheckProxy(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && ProxySchemes.Contains(address.Scheme) && address.Host.Length > 0
            ? null
            : "must be like http://host:port or socks5://host:port";

    /// <summary>What is wrong with certificate authorities; null: nothing.</summary>
    public static string? CheckAuthorities(string pem)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(pem);
            return authorities.Count > 0 ? null : "must hold a certificate in PEM form";
        }
        catch (CryptographicException)
        {
            return "must hold certificates in PEM form";
        }
    }

    /// <summary>Makes one.</summary>
    /// <param name="way">How to go; checked.</param>
    /// <param name="egress">Keeps out of the operator's network; null: a server that the operator himself has configured may be there.</param>
    public static SocketsHttpHandler Make(UpstreamWay way, EgressGuard? egress)
    {
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = way.ConnectTimeout,
            // So that a changed DNS entry is noticed.
            PooledConnectionLifetime = ConnectionLifetime,
            PooledConnectionIdleTimeout = ConnectionIdle,
            EnableMultipleHttp2Connections = true,
            // By default a response that is given up is read on for two seconds to save its connection. Here that would
            // be two more seconds of paid generation for nobody.
            MaxResponseDrainSize = 0,
        };
        if (way.ProxyUrl is not null) handler.Proxy = Proxy(way.ProxyUrl);
        // With a proxy it is the proxy's address that is connected to, and asked about.
        if (egress is not null) handler.ConnectCallback = egress.Connect;
        if (way.CaBundlePem is not null) handler.SslOptions.CertificateChainPolicy = Trusting(way.CaBundlePem);
        return handler;
    }

    private static WebProxy Proxy(string url)
    {
        var address = new Uri(url);
        var proxy = new WebProxy(address);
        var login = address.UserInfo.Split(':', 2);
        if (login is [{ Length: > 0 } user, var password]) proxy.Credentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        return proxy;
    }

    /// <summary>The system's authorities and these: a state's own authority is trusted by the provider that names it, and by no other.</summary>
    private static X509ChainPolicy Trusting(string pem)
    {
        // No revocation: the Russian state's authority has no list that could be reached from everywhere.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        var given = new X509Certificate2Collection();
        given.ImportFromPem(pem);
        foreach (var authority in given)
        {
            // One that another has signed leads to its root; only what signs itself is a root.
            if (authority.SubjectName.RawData.AsSpan().SequenceEqual(authority.IssuerName.RawData)) policy.CustomTrustStore.Add(authority);
            else policy.ExtraStore.Add(authority);
        }

        using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        policy.CustomTrustStore.AddRange(system.Certificates);
        return policy;
    }
}

/// <summary>How to go to a provider.</summary>
internal sealed record UpstreamWay
{
    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Certificate authorities that this provider's server is trusted by besides the system's; null: only by those.</summary>
    public string? CaBundlePem { get; init; }

    /// <summary><c>http://</c>, <c>socks4://</c> or <c>socks5://</c>, with a name and password where the proxy wants them.</summary>
    public string? ProxyUrl { get; init; }

    /// <summary>Without the proxy's password.</summary>
    public override string ToString() => ProxyUrl is null ? "direct" : "through a proxy";
}
