using Sentralix.Llm.Storage;
using Sentralix.Platform.Hosting;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Caching;

/// <summary>Forgets now and then what has expired. Nobody is answered from it in the meantime.</summary>
internal sealed class CacheSweep(IStore<LlmDbContext> store, TimeProvider time)
{
    public static readonly UpkeepPlan Plan = new("llm.cached-answers", TimeSpan.FromHours(1));

    /// <summary>Forgets what has expired by now.</summary>
    /// <returns>How many answers that were.</returns>
    public Task<int> Run(CancellationToken cancellation) =>
        store.Write(SystemScope.Retention, (db, c) => CachedAnswers.Sweep(db, time.GetUtcNow(), c), cancellation);
}
