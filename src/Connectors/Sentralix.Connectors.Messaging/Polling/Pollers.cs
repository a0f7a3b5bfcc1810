using Orleans.Concurrency;

namespace Sentralix.Connectors.Messaging.Polling;

/// <summary>Sees that polling connections are polled, once in the cluster.</summary>
internal sealed class Pollers(string service, IGrainFactory grains)
{
    public Task Ensure(string tenant, string connection) => grains.GetGrain<IPollerGrain>($"{tenant}/{service}/{connection}").Ensure();
}

/// <summary>The one poller of a connection in the cluster: two would take each other's updates away. Its key is
/// <c>{tenant}/{service}/{connection}</c>.</summary>
[Alias("sentralix.poller")]
public interface IPollerGrain : IGrainWithStringKey
{
    /// <summary>Polls from now on, if it does not already.</summary>
    [AlwaysInterleave, Alias("ensure")]
    Task Ensure();
}
