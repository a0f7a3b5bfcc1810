using System.Net;
using System.Net.Sockets;

namespace Sentralix.Platform.Security;

/// <summary>Where the platform may connect to on behalf of a tenant. A tenant names addresses (an API's base, a proxy, media in a message);
/// none of them may lead into the operator's own network, least of all to our own listeners. The address that is checked is the one that
/// is connected to: a name that changes its mind in between gains nothing.</summary>
/// <param name="allowed">Hosts, in the operator's own network, that he allows by name or address.</param>
public sealed class EgressGuard(IReadOnlyCollection<string> allowed)
{
    /// <summary>Connects, or refuses. For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="HttpRequestException">The address is not allowed, or does not answer.</exception>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var target = context.DnsEndPoint;
        var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(target.Host, cancellation);
        var open = addresses.Where(a => IsAllowed(target.Host, a)).ToArray();
        if (open.Length == 0)
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"The address of '{target.Host}' is not on the public internet, and the operator has not allowed it.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, target.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether a host may be named at all: not where the name itself says that it is inside. Any other name is judged by what it leads
    /// to when it is connected to.</summary>
    /// <param name="host">Without a port, and without brackets: <see cref="Uri.IdnHost"/>.</param>
    public bool MayBeNamed(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var name = host.TrimEnd('.');
        if (IPAddress.TryParse(name, out var literal)) return IsAllowed(name, literal);
        var isOwn = name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        return !isOwn || allowed.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether an address may be connected to.</summary>
    public bool IsAllowed(string host, IPAddress address) => allowed.Contains(host, StringComparer.OrdinalIgnoreCase) || IsPublic(address);

    /// <summary>Whether an address is on the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) return false;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return !address.IsIPv6LinkLocal && !address.IsIPv6SiteLocal && !address.IsIPv6UniqueLocal && !address.IsIPv6Multicast && !Translates(address);
        var bytes = address.GetAddressBytes();
        return bytes[0] switch
        {
            0 or 10 or 127 => false,
            100 => bytes[1] is < 64 or > 127,
            169 => bytes[1] != 254,
            172 => bytes[1] is < 16 or > 31,
            192 => !(bytes[1] == 168 || (bytes[1] == 0 && bytes[2] is 0 or 2)),
            198 => bytes[1] is not (18 or 19) && !(bytes[1] == 51 && bytes[2] == 100),
            203 => !(bytes[1] == 0 && bytes[2] == 113),
            >= 224 => false,
            _ => true,
        };
    }

    // 64:ff9b::/96 and 2002::/16 lead to an IPv4 address that is written in them.
    private static bool Translates(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return (bytes[0] == 0x00 && bytes[1] == 0x64 && bytes[2] == 0xff && bytes[3] == 0x9b) || (bytes[0] == 0x20 && bytes[1] == 0x02);
    }
}
