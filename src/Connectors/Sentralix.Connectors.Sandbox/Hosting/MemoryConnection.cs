using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Sentralix.Connectors.Sandbox.Hosting;

/// <summary>The server's end of a connection.</summary>
internal sealed class MemoryConnection : ConnectionContext, IConnectionLifetimeFeature
{
    private static long last;

    private readonly MemoryWire wire;

    public MemoryConnection(MemoryWire wire)
    {
        this.wire = wire;
        Transport = wire.Server;
        ConnectionClosed = wire.Closed;
        ConnectionId = $"memory-{Interlocked.Increment(ref last)}";
        Features.Set<IConnectionLifetimeFeature>(this);
    }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    public override IDuplexPipe Transport { get; set; }

    public override CancellationToken ConnectionClosed { get; set; }

    public override EndPoint? LocalEndPoint { get; set; } = new MemoryEndPoint();

    public override EndPoint? RemoteEndPoint { get; set; } = new MemoryEndPoint();

    public override void Abort(ConnectionAbortedException abortReason) => wire.Cut();

    public override void Abort() => wire.Cut();

    public override ValueTask DisposeAsync()
    {
        wire.Cut();
        return base.DisposeAsync();
    }
}
