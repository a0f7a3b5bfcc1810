using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Sentralix.Platform.Tests.Http;

/// <summary>Requests as an attacker writes them: no client in between mends the path.</summary>
internal static class Wire
{
    public static async Task<(int Status, string Text)> Send(Uri server, string verb, string target, params string[] headers)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port);
        await using var stream = socket.GetStream();
        var request = $"{verb} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n{string.Concat(headers.Select(h => h + "\r\n"))}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        return (int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text);
    }
}
