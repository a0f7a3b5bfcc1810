using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Sentralix.Assistants.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;
using Sentralix.Platform.Storage;

namespace Sentralix.Assistants.Changes;

/// <summary>Reads the changes of all tenants as they are committed, by this process or by another.</summary>
internal sealed class ChangeFeed(IStore<AssistantsDbContext> store, ChangeSignal signal, TimeProvider clock)
{
    private const int Batch = 500;

    // Changes of this process wake the stream at once; those of other processes are found by looking.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    public async IAsyncEnumerable<ConfigurationChange> Follow(string actor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // The stream crosses tenants: a tenant's own key may hold every scope there is, and still not see it.
        if (!actor.StartsWith("service:", StringComparison.Ordinal)) throw new RefusedException(Refusal.Forbidden("assistants:changes"));
        var last = await store.Read(SystemScope.ChangeFeed, (db, c) => db.Changes.MaxAsync(change => (long?)change.Id, c), cancellation) ?? 0;
        yield return new ConfigurationChange("hello", "", "");
        while (true)
        {
            var next = signal.Next;
            var readAt = clock.GetUtcNow();
            var changes = await ReadAfter(last, cancellation);
            foreach (var change in changes)
            {
                yield return change.View();
                last = change.Id;
            }

            // A reader this slow may have missed what was forgotten meanwhile. A new stream begins with a new hello.
            if (clock.GetUtcNow() - readAt > ChangeLog.Memory / 2) yield break;
            if (changes.Count == Batch) continue;
            await next.WaitAsync(Poll, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private Task<List<StoredChange>> ReadAfter(long last, CancellationToken cancellation) =>
        store.Read(
            SystemScope.ChangeFeed,
            (db, c) => db.Changes.Where(change => change.Id > last).OrderBy(change => change.Id).Take(Batch).ToListAsync(c),
            cancellation);
}
