using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Sentralix.Assistants.Changes;
using Sentralix.Assistants.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Assistants.Releases;

/// <summary>Makes versions active.</summary>
internal sealed class Releasing(IStore<AssistantsDbContext> store, ChangeLog changes, TimeProvider clock)
{
    public Task<Result<Release>> Release(string id, CreateRelease body, CancellationToken cancellation)
    {
        var author = CallContext.Current.Actor;
        return store.Write<Result<Release>>(async (db, c) =>
        {
            await db.LockAssistant(id, c);
            if (!await db.Assistants.AnyAsync(a => a.Id == id, c)) return Refusal.NotFound("assistant");
            if (!await db.Versions.AnyAsync(v => v.AssistantId == id && v.Version == body.Version, c))
                return Refusal.Invalid("version", "is not a version of this assistant");
            return (await ReleaseIn(db, id, body.Version, body.Environment, author, c)).View();
        }, cancellation);
    }

    /// <summary>Releases in a unit of work that holds the assistant's lock.</summary>
    public async Task<StoredRelease> ReleaseIn(AssistantsDbContext db, string id, int version, string environment, string author, CancellationToken cancellation)
    {
        await db.Releases.Where(r => r.AssistantId == id && r.Environment == environment && r.Active)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Active, false), cancellation);
        var number = await db.Releases.Where(r => r.AssistantId == id).MaxAsync(r => (int?)r.Number, cancellation) ?? 0;
        var now = clock.GetUtcNow();
        var release = new StoredRelease
        {
            Id = Ids.New("rel", now),
            AssistantId = id,
            Number = number + 1,
            Version = version,
            Environment = environment,
            Active = true,
            Author = author,
            CreatedAt = now,
        };
        db.Releases.Add(release);
        await changes.Released(db, id, cancellation);
        return release;
    }

    public async Task<Result<Page<Release>>> List(string id, int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out long last)) return Paging.BadCursor;
        var rows = await store.Read(
            async (db, c) => await db.Assistants.AnyAsync(a => a.Id == id, c)
                ? await db.Releases.Where(r => r.AssistantId == id && (last == 0 || r.Number < last)).OrderByDescending(r => r.Number).Take(limit + 1).ToListAsync(c)
                : null,
            cancellation);
        if (rows is null) return Refusal.NotFound("assistant");
        return Paging.Of(rows, limit, r => r.Number.ToString(CultureInfo.InvariantCulture), r => r.View());
    }
}
