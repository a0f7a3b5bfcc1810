using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Sentralix.Connectors.Messaging.Polling;

/// <summary>Sees that polling connections are polled, once in the cluster.</summary>
internal sealed partial class Pollers(string service, IGrainFactory grains, TimeProvider clock, ILogger<Pollers> logger)
{
    // Whoever changes a connection waits for this.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public Task Ensure(string tenant, string connection) => Of(tenant, connection).Ensure();

    /// <summary>Tells the poller, wherever it is, that its connection has changed.</summary>
    public async Task Tell(string tenant, string connection)
    {
        try
        {
            await Of(tenant, connection).Changed().WaitAsync(Patience, clock);
        }
        catch (Exception away) when (away is OrleansException or TimeoutException)
        {
            // It sees the change when the question that it has asked is answered.
            LogAway(connection, away.GetType().Name);
        }
    }

    private IPollerGrain Of(string tenant, string connection) => grains.GetGrain<IPollerGrain>($"{tenant}/{service}/{connection}");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The poller of {Connection} cannot be told of a change now ({Fault})")]
    private partial void LogAway(string connection, string fault);
}

/// <summary>The one poller of a connection in the cluster: two would take each other's updates away. Its key is
/// <c>{tenant}/{service}/{connection}</c>.</summary>
[Alias("sentralix.poller")]
public interface IPollerGrain : IGrainWithStringKey
{
    /// <summary>Polls from now on, if it does not already.</summary>
    [AlwaysInterleave, Alias("ensure")]
    Task Ensure();

    /// <summary>The connection is another one than before: what is being asked under the old settings is asked no more.</summary>
    [AlwaysInterleave, Alias("changed")]
    Task Changed();
}
