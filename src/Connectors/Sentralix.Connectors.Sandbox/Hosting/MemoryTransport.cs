using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Sentralix.Connectors.Sandbox.Hosting;

/// <summary>Where a server is that only its own process reaches.</summary>
internal sealed class MemoryEndPoint : EndPoint
{
    public override string ToString() => "memory";
}

/// <summary>Connections between a client and a Kestrel of one process without a port: whoever has no reference to it cannot reach it, be it
/// another tenant, another process or the network.</summary>
internal sealed class MemoryTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector, IConnectionListener
{
    private readonly Channel<ConnectionContext> arriving = Channel.CreateUnbounded<ConnectionContext>();

    public EndPoint EndPoint { get; private set; } = new MemoryEndPoint();

    /// <summary>A client to the server, whatever host it names.</summary>
    public SocketsHttpHandler Client() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        ConnectCallback = (_, _) => ValueTask.FromResult(Connect()),
    };

    public bool CanBind(EndPoint endpoint) => endpoint is MemoryEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        EndPoint = endpoint;
        return ValueTask.FromResult<IConnectionListener>(this);
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await arriving.Reader.WaitToReadAsync(cancellationToken) && arriving.Reader.TryRead(out var connection) ? connection : null;

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        arriving.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();

    private Stream Connect()
    {
        var wire = new MemoryWire();
        return arriving.Writer.TryWrite(new MemoryConnection(wire)) ? wire.Client : throw new IOException("The server has stopped.");
    }
}
