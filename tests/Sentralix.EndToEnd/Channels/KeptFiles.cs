using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sentralix.EndToEnd.Channels;

/// <summary>A server with files, for a channel that only tells where they are.</summary>
internal sealed class KeptFiles : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte[]> files = new();
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource over = new();
    private Task serving = Task.CompletedTask;

    /// <summary>Keeps bytes, and says where.</summary>
    public Uri Keep(byte[] bytes)
    {
        lock (files)
        {
            if (serving == Task.CompletedTask)
            {
                listener.Start();
                serving = Serve();
            }
        }

        var name = Guid.NewGuid().ToString("N");
        files[$"/{name}"] = bytes;
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/{name}");
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Dispose();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        over.Dispose();
    }

    private async Task Serve()
    {
        while (!over.IsCancellationRequested)
        {
            using var client = await listener.AcceptTcpClientAsync(over.Token);
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, leaveOpen: true);
            var asked = (await reader.ReadLineAsync(over.Token))?.Split(' ');
            while (await reader.ReadLineAsync(over.Token) is { Length: > 0 })
            {
            }

            var found = asked is [_, var path, ..] && files.TryGetValue(path, out var bytes) ? bytes : null;
            var head = found is null ? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n" : $"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {found.Length}\r\n";
            try
            {
                await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"{head}Connection: close\r\n\r\n"), over.Token);
                if (found is not null) await stream.WriteAsync(found, over.Token);
            }
            catch (IOException)
            {
                // Whoever has read enough of a large file closes the line.
            }
        }
    }
}
