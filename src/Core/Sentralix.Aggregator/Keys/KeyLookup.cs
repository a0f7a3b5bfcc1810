using Microsoft.EntityFrameworkCore;
using Sentralix.Aggregator.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Aggregator.Keys;

/// <summary>Finds the key of a request by its hash. What was found is trusted for a few seconds, so that a busy client does not cost a
/// read a request: a key revoked in another process works at most that much longer, one revoked here stops at once.</summary>
internal sealed class KeyLookup(IStore<AggregatorDbContext> store, TimeProvider clock)
{
    private const int MostKnown = 10_000;
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, (ApiKeyRow Key, DateTimeOffset Until)> known = [];
    private readonly Lock gate = new();
    private long forgotten;

    public async ValueTask<ApiKeyRow?> Find(string text, CancellationToken cancellation)
    {
        var hash = KeyText.Hash(text);
        var now = clock.GetUtcNow();
        long before;
        lock (gate)
        {
            if (known.TryGetValue(hash, out var entry) && entry.Until > now) return entry.Key;
            before = forgotten;
        }

        var key = await store.Read(SystemScope.KeyLookup, (db, c) => db.ApiKeys.SingleOrDefaultAsync(k => k.Hash == hash, c), cancellation);
        if (key is null || !KeyText.SameHash(key.Hash, hash)) return null;
        lock (gate)
        {
            // A key that was revoked while this read ran must not be remembered as it was.
            if (before != forgotten) return key;
            if (known.Count >= MostKnown) known.Clear();
            known[hash] = (key, now + Trust);
        }

        return key;
    }

    /// <summary>Forgets a key that has changed.</summary>
    public void Forget(string hash)
    {
        lock (gate)
        {
            forgotten++;
            known.Remove(hash);
        }
    }
}
