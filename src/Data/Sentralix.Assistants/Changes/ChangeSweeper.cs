using Microsoft.EntityFrameworkCore;
using Sentralix.Assistants.Storage;
using Sentralix.Platform.Hosting;
using Sentralix.Platform.Storage;

namespace Sentralix.Assistants.Changes;

/// <summary>Forgets changes that every stream has long read: at the start, and then as often as they grow old.</summary>
internal sealed class ChangeSweeper(IStore<AssistantsDbContext> store, TimeProvider clock)
{
    public static readonly UpkeepPlan Plan = new("assistants.changes", ChangeLog.Memory) { AtStart = true };

    /// <summary>Forgets, and says how many.</summary>
    public Task<int> Sweep(CancellationToken cancellation)
    {
        var old = clock.GetUtcNow() - ChangeLog.Memory;
        return store.Write(SystemScope.Retention, (db, c) => db.Changes.Where(change => change.CreatedAt < old).ExecuteDeleteAsync(c), cancellation);
    }
}
