using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sentralix.Platform.Security;

/// <summary>What a connection to the outside may bring of its own: a proxy, and certificate authorities that it alone is trusted by.</summary>
public static class OutsideTrust
{
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

    /// <summary>Sends a handler's connections this way.</summary>
    /// <param name="handler">Whose.</param>
    /// <param name="proxy">The proxy's address, checked, with a name and password where it wants them; null: straight on.</param>
    /// <param name="authorities">In PEM form, checked; null: the system's alone.</param>
    /// <param name="egress">Keeps out of the operator's network; null: what the operator himself has configured may be there.</param>
    public static void Lead(SocketsHttpHandler handler, string? proxy, string? authorities, EgressGuard? egress)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (proxy is not null) handler.Proxy = Proxy(proxy);
        // With a proxy it is the proxy's address that is connected to, and asked about.
        if (egress is not null) handler.ConnectCallback = egress.Connect;
        if (authorities is not null) handler.SslOptions.CertificateChainPolicy = Trusting(authorities);
    }

    /// <summary>A proxy with the name and password of its address, which .NET's own leaves there unread.</summary>
    public static WebProxy Proxy(string url)
    {
        var address = new Uri(url);
        var proxy = new WebProxy(address);
        if (address.UserInfo.Length == 0) return proxy;
        var login = address.UserInfo.Split(':', 2);
        proxy.Credentials = new NetworkCredential(Uri.UnescapeDataString(login[0]), login.Length > 1 ? Uri.UnescapeDataString(login[1]) : "");
        return proxy;
    }

    /// <summary>The system's authorities and these: a state's own authority is trusted by the connection that names it, and by no other.</summary>
    /// <param name="authorities">In PEM form, checked: roots, and those between them and servers that servers do not send themselves.</param>
    public static X509ChainPolicy Trusting(string authorities)
    {
        // No revocation: the Russian state's authority has no list that could be reached from everywhere.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        var given = new X509Certificate2Collection();
        given.ImportFromPem(authorities);
        foreach (var authority in given)
        {
            // One that another has signed leads to its root, where that is trusted; only what signs itself is a root.
            if (authority.SubjectName.RawData.AsSpan().SequenceEqual(authority.IssuerName.RawData)) policy.CustomTrustStore.Add(authority);
            else policy.ExtraStore.Add(authority);
        }

        using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        policy.CustomTrustStore.AddRange(system.Certificates);
        return policy;
    }
}
