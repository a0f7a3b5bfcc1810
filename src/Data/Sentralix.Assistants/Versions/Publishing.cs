using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Sentralix.Assistants.Releases;
using Sentralix.Assistants.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Assistants.Versions;

/// <summary>Freezes drafts into versions.</summary>
internal sealed class Publishing(IStore<AssistantsDbContext> store, Pinning pinning, Releasing releasing, TimeProvider clock)
{
    private const int MaxAttempts = 3;

    public async Task<Result<AssistantVersion>> Publish(string id, PublishVersion body, CancellationToken cancellation)
    {
        var author = CallContext.Current.Actor;
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            // Other services are asked outside the unit of work, so the draft may be edited meanwhile: then it is verified anew.
            var draft = await store.Read((db, c) => db.Drafts.SingleOrDefaultAsync(d => d.AssistantId == id, c), cancellation);
            if (draft is null) return Refusal.NotFound("assistant");
            var pinned = await pinning.Pin(ConfigurationDocument.Read(draft.Configuration), cancellation);
            if (!pinned.Ok) return pinned.Refusal;
            var document = ConfigurationDocument.Write(pinned.Value);
            var frozen = await store.Write((db, c) => Freeze(db, draft, document, body, author, c), cancellation);
            if (frozen is not null) return frozen;
        }

        return Refusal.Conflict("draft_changed", "The draft is being edited; publish when it rests.");
    }

    public async Task<Result<Page<AssistantVersion>>> List(string id, int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out long last)) return Paging.BadCursor;
        var rows = await store.Read(
            async (db, c) => await db.Assistants.AnyAsync(a => a.Id == id, c)
                ? await db.Versions.Where(v => v.AssistantId == id && (last == 0 || v.Version < last)).OrderByDescending(v => v.Version).Take(limit + 1).ToListAsync(c)
                : null,
            cancellation);
        if (rows is null) return Refusal.NotFound("assistant");
        return Paging.Of(rows, limit, v => v.Version.ToString(CultureInfo.InvariantCulture), v => v.View());
    }

    /// <returns>Null when the draft is no longer the one that was verified.</returns>
    private async Task<Result<AssistantVersion>?> Freeze(
        AssistantsDbContext db, StoredDraft verified, string document, PublishVersion body, string author, CancellationToken cancellation)
    {
        var id = verified.AssistantId;
        await db.LockAssistant(id, cancellation);
        var assistant = await db.Assistants.SingleOrDefaultAsync(a => a.Id == id, cancellation);
        if (assistant is null) return Refusal.NotFound("assistant");
        var rev = await db.Drafts.Where(d => d.AssistantId == id).Select(d => d.Rev).SingleAsync(cancellation);
        if (rev != verified.Rev) return null;

        var hash = ConfigurationDocument.Hash(document);
        var latest = await db.Versions.Where(v => v.AssistantId == id && v.Version == assistant.LatestVersion).Select(v => v.ContentHash).SingleOrDefaultAsync(cancellation);
        if (hash == latest) return Refusal.Conflict("no_changes", $"The draft equals version {assistant.LatestVersion}.");

        var now = clock.GetUtcNow();
        var version = new StoredVersion
        {
            AssistantId = id,
            Version = (assistant.LatestVersion ?? 0) + 1,
            Configuration = document,
            ContentHash = hash,
            Author = author,
            Message = body.Message,
            CreatedAt = now,
        };
        db.Versions.Add(version);
        assistant.LatestVersion = version.Version;
        assistant.UpdatedAt = now;
        assistant.Rev++;
        if (body.ReleaseTo is { } environment) await releasing.ReleaseIn(db, id, version.Version, environment, author, cancellation);
        return version.View();
    }
}
