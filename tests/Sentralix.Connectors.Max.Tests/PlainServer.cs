using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sentralix.Connectors.Max.Tests;

/// <summary>A server of the loopback that answers every request with the same bytes and closes: what a proxy or a broken front server says
/// is not MAX's, and no stand-in of MAX would say it.</summary>
internal sealed class PlainServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly Task serving;
    private int calls;

    public PlainServer(string answer)
    {
        listener.Start();
        serving = Serve(Encoding.UTF8.GetBytes(answer));
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>How many requests came.</summary>
    public int Calls => calls;

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await serving;
        closing.Dispose();
    }

    private async Task Serve(byte[] answer)
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(closing.Token);
                var stream = client.GetStream();
                await Read(stream);
                Interlocked.Increment(ref calls);
                await stream.WriteAsync(answer, closing.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // The other side is gone, or the test is over.
            }
        }
    }

    // The whole request: bytes that nobody read would turn the answer into a reset.
    private async Task Read(NetworkStream stream)
    {
        var text = "";
        var buffer = new byte[64 * 1024];
        do
        {
            var read = await stream.ReadAsync(buffer, closing.Token);
            if (read == 0) return;
            text += Encoding.Latin1.GetString(buffer, 0, read);
        }
        while (!IsWhole(text));
    }

    private static bool IsWhole(string request)
    {
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return false;
        var length = request[..end].Split("\r\n").FirstOrDefault(header => header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return length is null || request.Length - end - 4 >= int.Parse(length.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
