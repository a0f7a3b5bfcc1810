using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sentralix.Peers.Proxies;

/// <summary>An HTTP proxy that takes requests and answers each itself with <c>from the proxy</c>; asks for a login first.</summary>
public sealed class LoginProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public LoginProxy()
    {
        listener.Start();
        _ = Serve();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The head of the last request.</summary>
    public string Seen { get; private set; } = "";

    public void Dispose() => listener.Dispose();

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await Answer(client.GetStream());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The proxy is no longer wanted.
        }
    }

    private async Task Answer(NetworkStream stream)
    {
        var buffer = new byte[8192];
        var length = 0;
        while (!Encoding.ASCII.GetString(buffer, 0, length).Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var more = await stream.ReadAsync(buffer.AsMemory(length));
            if (more == 0) return;
            length += more;
        }

        Seen = Encoding.ASCII.GetString(buffer, 0, length);
        var answer = Seen.Contains("Proxy-Authorization", StringComparison.Ordinal)
            ? "HTTP/1.1 200 OK\r\nContent-Length: 14\r\nConnection: close\r\n\r\nfrom the proxy"
            : "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
    }
}
