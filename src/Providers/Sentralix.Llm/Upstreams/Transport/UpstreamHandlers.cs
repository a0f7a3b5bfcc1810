using System.Net;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Upstreams.Transport;

/// <summary>The ways out to providers: connections of one provider are its own, with its own certificate authorities and its own proxy.</summary>
internal static class UpstreamHandlers
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ConnectionIdle = TimeSpan.FromSeconds(90);

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
            // The call has a span of its own, and nobody outside is told of our traces.
            ActivityHeadersPropagator = null,
            // By default a response that is given up is read on for two seconds to save its connection. Here that would
            // be two more seconds of paid generation for nobody.
            MaxResponseDrainSize = 0,
        };
        OutsideTrust.Lead(handler, way.ProxyUrl, way.CaBundlePem, egress);
        return handler;
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
