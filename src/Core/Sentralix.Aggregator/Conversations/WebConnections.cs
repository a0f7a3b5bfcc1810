using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Sentralix.Aggregator.Storage;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Aggregator.Conversations;

/// <summary>The web connection of the caller's tenant. It never changes, so it is read once.</summary>
internal sealed class WebConnections(IStore<AggregatorDbContext> store)
{
    private readonly ConcurrentDictionary<string, string> known = new();

    public async ValueTask<string> OfCaller(CancellationToken cancellation)
    {
        var tenant = CallContext.Current.Tenant;
        if (known.TryGetValue(tenant, out var connection)) return connection;
        connection = await store.Read((db, c) => db.Connections.Select(x => x.Id).SingleOrDefaultAsync(c), cancellation)
            ?? throw new InvalidOperationException($"The tenant '{tenant}' has no web connection: it was made without one.");
        return known.GetOrAdd(tenant, connection);
    }
}
