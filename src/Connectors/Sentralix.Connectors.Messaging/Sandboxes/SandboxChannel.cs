namespace Sentralix.Connectors.Messaging.Sandboxes;

/// <summary>Clients of sandbox connections. Each leads to the one stand-in of its connection, whatever address a call names: a sandbox has
/// no way to the network, and nothing on the network has a way to it.</summary>
internal sealed class SandboxClients(string service, IGrainFactory grains)
{
    public ISandboxGrain World(string tenant, string connection) => grains.GetGrain<ISandboxGrain>($"{tenant}/{service}/{connection}");

    // It holds nothing open, so that it may be made as often as the connection is read.
    public HttpClient For(string tenant, string connection) => new(new SandboxChannel(World(tenant, connection))) { Timeout = Timeout.InfiniteTimeSpan };
}

/// <summary>Carries a connection's calls to its stand-in.</summary>
internal sealed class SandboxChannel(ISandboxGrain world) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = await ChannelCall.Of(request, cancellationToken);
        try
        {
            return (await world.Call(call).WaitAsync(cancellationToken)).ToResponse(request);
        }
        catch (Exception gone) when (gone is OrleansException or TimeoutException or InvalidOperationException)
        {
            // Its process has died under the call: to the connection that is a network that broke.
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The sandbox is not there.", gone);
        }
    }
}
