using Microsoft.EntityFrameworkCore;
using Sentralix.Aggregator.Storage;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Aggregator.Fences;

/// <summary>The fences of the web channel: stored, and told to the streams of this process at once. Streams of other processes read the
/// stored fence, and trust what they read for <see cref="Trust"/>: a fence stands everywhere once that time has passed since its commit.</summary>
internal sealed class FenceBoard(IStore<AggregatorDbContext> store, StorageSettings storage, TimeProvider clock)
{
    /// <summary>How long a stream trusts a fence that it has read.</summary>
    public static readonly TimeSpan Trust = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<(string Tenant, string Conversation), List<FenceWatch>> watches = [];
    private readonly Lock gate = new();

    /// <summary>Raises a conversation's fence; when this returns, it stands in every process.</summary>
    /// <returns>The highest fence.</returns>
    public async Task<long> Raise(string conversation, long epoch, CancellationToken cancellation)
    {
        var tenant = CallContext.Current.Tenant;
        var height = await store.Write(async (db, c) =>
        {
            // In this form two calls at once cannot lower the fence. The databases differ in the table's name only.
            await db.Database.ExecuteSqlAsync(db.IsPostgres
                ? $"INSERT INTO api.fences (tenant_id, conversation_id, epoch) VALUES ({tenant}, {conversation}, {epoch}) ON CONFLICT (tenant_id, conversation_id) DO UPDATE SET epoch = excluded.epoch WHERE fences.epoch < excluded.epoch"
                : (FormattableString)$"INSERT INTO fences (tenant_id, conversation_id, epoch) VALUES ({tenant}, {conversation}, {epoch}) ON CONFLICT (tenant_id, conversation_id) DO UPDATE SET epoch = excluded.epoch WHERE fences.epoch < excluded.epoch",
                c);
            return await db.Fences.Where(f => f.ConversationId == conversation).Select(f => f.Epoch).SingleAsync(c);
        }, cancellation);
        lock (gate)
        {
            if (watches.TryGetValue((tenant, conversation), out var listening))
                foreach (var watch in listening) watch.Saw(height);
        }

        if (storage.IsPostgres) await Task.Delay(Trust, clock, CancellationToken.None);
        return height;
    }

    /// <summary>The fence of a conversation of the caller's tenant, while a stream lasts.</summary>
    public FenceWatch Watch(string conversation)
    {
        var key = (CallContext.Current.Tenant, conversation);
        var watch = new FenceWatch(this, key);
        lock (gate)
        {
            if (!watches.TryGetValue(key, out var listening)) watches[key] = listening = [];
            listening.Add(watch);
        }

        return watch;
    }

    internal Task<long> Stored(string conversation, CancellationToken cancellation) =>
        store.Read((db, c) => db.Fences.Where(f => f.ConversationId == conversation).Select(f => f.Epoch).SingleOrDefaultAsync(c), cancellation);

    internal long Now => clock.GetTimestamp();

    /// <summary>Whether what was read at this time can still be trusted.</summary>
    internal bool Trusted(long? readAt) => readAt is { } at && (!storage.IsPostgres || clock.GetElapsedTime(at) < Trust);

    internal void Forget(FenceWatch watch, (string Tenant, string Conversation) key)
    {
        lock (gate)
        {
            if (!watches.TryGetValue(key, out var listening)) return;
            listening.Remove(watch);
            if (listening.Count == 0) watches.Remove(key);
        }
    }
}

/// <summary>The fence of one conversation, seen from one stream.</summary>
internal sealed class FenceWatch(FenceBoard board, (string Tenant, string Conversation) key) : IDisposable
{
    private long height;
    private long? readAt;

    /// <summary>The fence is at least so high.</summary>
    public void Saw(long epoch)
    {
        for (var seen = Volatile.Read(ref height); seen < epoch;)
        {
            var before = Interlocked.CompareExchange(ref height, epoch, seen);
            if (before == seen) return;
            seen = before;
        }
    }

    /// <summary>How high the fence is now.</summary>
    public async ValueTask<long> Height(CancellationToken cancellation)
    {
        if (!board.Trusted(readAt))
        {
            var begun = board.Now;
            Saw(await board.Stored(key.Conversation, cancellation));
            readAt = begun;
        }

        return Volatile.Read(ref height);
    }

    public void Dispose() => board.Forget(this, key);
}
