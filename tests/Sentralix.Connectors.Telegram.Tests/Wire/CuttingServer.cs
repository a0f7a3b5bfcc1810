using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sentralix.Connectors.Telegram.Tests.Wire;

/// <summary>A server of the loopback that answers byte by byte as it is told, also with half an answer or none. Real sockets: what is
/// proven with it is what the network does.</summary>
internal sealed class CuttingServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly Task accepting;
    private readonly Func<Request, string?> answer;

    /// <param name="answer">What is written for a request, before the connection is closed; null: nothing at all.</param>
    public CuttingServer(Func<Request, string?> answer)
    {
        this.answer = answer;
        listener.Start();
        accepting = Accept();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public ConcurrentQueue<Request> Requests { get; } = new();

    /// <summary>An answer in Telegram's form.</summary>
    public static string Says(int status, string json, string headers = "") =>
        $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(json)}\r\nConnection: close\r\n\r\n{json}";

    /// <summary>A refusal in Telegram's form.</summary>
    public static string Refuses(int code, string description, string parameters = "") =>
        Says(code, $$"""{"ok":false,"error_code":{{code}},"description":"{{description}}"{{(parameters.Length > 0 ? $",\"parameters\":{parameters}" : "")}}}""");

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await accepting;
        closing.Dispose();
    }

    private async Task Accept()
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(closing.Token);
                await Serve(client.GetStream());
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // The other side is gone, or the test is over.
            }
        }
    }

    private async Task Serve(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var buffer = new byte[64 * 1024];
        var head = -1;
        var length = 0;
        do
        {
            var read = await stream.ReadAsync(buffer, closing.Token);
            if (read == 0) return;
            bytes.AddRange(buffer.AsSpan(0, read));
            if (head < 0 && Encoding.Latin1.GetString([.. bytes]).IndexOf("\r\n\r\n", StringComparison.Ordinal) is var end and >= 0)
            {
                head = end + 4;
                var line = Encoding.Latin1.GetString([.. bytes])[..end].Split("\r\n").FirstOrDefault(header => header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
                length = line is null ? 0 : int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
            }
        }
        while (head < 0 || bytes.Count < head + length);

        var path = Encoding.Latin1.GetString([.. bytes]).Split(' ')[1];
        var request = new Request(path, Encoding.UTF8.GetString([.. bytes[head..]]));
        Requests.Enqueue(request);
        if (answer(request) is { } words) await stream.WriteAsync(Encoding.UTF8.GetBytes(words), closing.Token);
    }

    internal sealed record Request(string Path, string Body)
    {
        public string Method => Path[(Path.LastIndexOf('/') + 1)..];
    }
}
