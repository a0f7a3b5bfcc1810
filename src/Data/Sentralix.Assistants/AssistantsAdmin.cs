using Microsoft.EntityFrameworkCore;
using Sentralix.Assistants.Bindings;
using Sentralix.Assistants.Changes;
using Sentralix.Assistants.Releases;
using Sentralix.Assistants.Storage;
using Sentralix.Assistants.Versions;
using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Http;
using Sentralix.Platform.Storage;

namespace Sentralix.Assistants;

/// <summary>Configuring assistants. Assistants and drafts are written here; what they become is written by the class of that name.</summary>
internal sealed class AssistantsAdmin(
    IStore<AssistantsDbContext> store,
    Publishing publishing,
    Releasing releasing,
    ConnectionBindings bindings,
    ChangeLog changes,
    TimeProvider clock) : IAssistantsAdmin
{
    public Task<Result<Assistant>> Create(CreateAssistant body, CancellationToken cancellation)
    {
        var document = ConfigurationDocument.Write(body.Configuration ?? new AssistantConfiguration());
        return store.Write<Result<Assistant>>((db, _) =>
        {
            var now = clock.GetUtcNow();
            var assistant = new StoredAssistant { Id = Ids.New("asst", now), Name = body.Name, CreatedAt = now, UpdatedAt = now };
            db.Assistants.Add(assistant);
            db.Drafts.Add(new StoredDraft { AssistantId = assistant.Id, Configuration = document, UpdatedAt = now });
            return Task.FromResult<Result<Assistant>>(assistant.View());
        }, cancellation);
    }

    public async Task<Result<Page<Assistant>>> List(int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out string last)) return Paging.BadCursor;
        var rows = await store.Read(
            (db, c) => db.Assistants.Where(a => string.Compare(a.Id, last) > 0).OrderBy(a => a.Id).Take(limit + 1).ToListAsync(c), cancellation);
        return Paging.Of(rows, limit, a => a.Id, a => a.View());
    }

    public async Task<Result<Assistant>> Get(string id, CancellationToken cancellation)
    {
        var assistant = await store.Read((db, c) => db.Assistants.SingleOrDefaultAsync(a => a.Id == id, c), cancellation);
        return assistant is null ? Refusal.NotFound("assistant") : assistant.View();
    }

    public Task<Result<Assistant>> Update(string id, string? ifMatch, UpdateAssistant body, CancellationToken cancellation) =>
        store.Write<Result<Assistant>>(async (db, c) =>
        {
            await db.LockAssistant(id, c);
            var assistant = await db.Assistants.SingleOrDefaultAsync(a => a.Id == id, c);
            if (assistant is null) return Refusal.NotFound("assistant");
            if (ETags.Check(ifMatch, assistant.Rev) is { } refusal) return refusal;
            assistant.Name = body.Name;
            assistant.UpdatedAt = clock.GetUtcNow();
            assistant.Rev++;

            // A release carries its assistant's name into the caches.
            if (assistant.LatestVersion is not null) await changes.Released(db, id, c);
            return assistant.View();
        }, cancellation);

    public Task<Result<Done>> Delete(string id, string? ifMatch, CancellationToken cancellation) =>
        store.Write<Result<Done>>(async (db, c) =>
        {
            await db.LockAssistant(id, c);
            var assistant = await db.Assistants.SingleOrDefaultAsync(a => a.Id == id, c);
            if (assistant is null) return Refusal.NotFound("assistant");
            if (ETags.Check(ifMatch, assistant.Rev) is { } refusal) return refusal;
            if (await db.Releases.AnyAsync(r => r.AssistantId == id, c))
                return Refusal.Conflict("released", "The assistant was released: sessions may be pinned to it.");

            // Its draft, versions and bindings go with it.
            var bound = await db.Bindings.Where(b => b.AssistantId == id).Select(b => b.Connection).ToListAsync(c);
            foreach (var connection in bound) await changes.Bound(db, connection, c);
            db.Assistants.Remove(assistant);
            return Done.Value;
        }, cancellation);

    public async Task<Result<Draft>> GetDraft(string id, CancellationToken cancellation)
    {
        var draft = await store.Read((db, c) => db.Drafts.SingleOrDefaultAsync(d => d.AssistantId == id, c), cancellation);
        return draft is null ? Refusal.NotFound("assistant") : draft.View();
    }

    public Task<Result<Draft>> PutDraft(string id, string? ifMatch, AssistantConfiguration body, CancellationToken cancellation)
    {
        var document = ConfigurationDocument.Write(body);
        return store.Write<Result<Draft>>(async (db, c) =>
        {
            await db.LockAssistant(id, c);
            var draft = await db.Drafts.SingleOrDefaultAsync(d => d.AssistantId == id, c);
            if (draft is null) return Refusal.NotFound("assistant");
            if (ETags.Check(ifMatch, draft.Rev) is { } refusal) return refusal;
            draft.Configuration = document;
            draft.UpdatedAt = clock.GetUtcNow();
            draft.Rev++;
            return draft.View();
        }, cancellation);
    }

    public Task<Result<AssistantVersion>> Publish(string id, PublishVersion body, CancellationToken cancellation) => publishing.Publish(id, body, cancellation);

    public Task<Result<Page<AssistantVersion>>> Versions(string id, int limit, string? after, CancellationToken cancellation) =>
        publishing.List(id, limit, after, cancellation);

    public Task<Result<Release>> Release(string id, CreateRelease body, CancellationToken cancellation) => releasing.Release(id, body, cancellation);

    public Task<Result<Page<Release>>> Releases(string id, int limit, string? after, CancellationToken cancellation) =>
        releasing.List(id, limit, after, cancellation);

    public Task<Result<Binding>> Bind(string connection, BindConnection body, CancellationToken cancellation) => bindings.Bind(connection, body, cancellation);

    public Task<Result<Page<Binding>>> Bindings(int limit, string? after, CancellationToken cancellation) => bindings.List(limit, after, cancellation);

    public Task<Result<Done>> Unbind(string connection, CancellationToken cancellation) => bindings.Unbind(connection, cancellation);
}
