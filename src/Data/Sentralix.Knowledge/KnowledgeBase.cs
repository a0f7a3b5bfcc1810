using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Knowledge;
using Sentralix.Knowledge.Ingestion;
using Sentralix.Knowledge.Search;
using Sentralix.Knowledge.Storage;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Storage;

namespace Sentralix.Knowledge;

/// <summary>The contract. What is read and what is taken away is here; uploading and searching are the affairs of their own classes.</summary>
internal sealed class KnowledgeBase(IStore<KnowledgeDbContext> store, Upload upload, LexicalSearch search, Removal removal, TimeProvider clock) : IKnowledge
{
    public Task<Result<Collection>> CreateCollection(CreateCollection body, CancellationToken cancellation) =>
        store.Write<Result<Collection>>(async (db, c) =>
        {
            await db.LockCollectionNames(c);
            if (await db.Collections.AnyAsync(known => known.Name == body.Name, c))
                return Refusal.Conflict("name_taken", "There is a collection with this name already.");
            var now = clock.GetUtcNow();
            var collection = new StoredCollection { Id = Ids.New("col", now), Name = body.Name, CreatedAt = now };
            db.Add(collection);
            return collection.View();
        }, cancellation);

    public async Task<Result<Page<Collection>>> Collections(int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out string last)) return Paging.BadCursor;
        var rows = await store.Read(
            (db, c) => db.Collections.Where(known => string.Compare(known.Id, last) > 0).OrderBy(known => known.Id).Take(limit + 1).ToListAsync(c), cancellation);
        return Paging.Of(rows, limit, known => known.Id, known => known.View());
    }

    public async Task<Result<Collection>> Collection(string id, CancellationToken cancellation)
    {
        var collection = await store.Read((db, c) => db.Collections.SingleOrDefaultAsync(known => known.Id == id, c), cancellation);
        return collection is null ? Refusal.NotFound("collection") : collection.View();
    }

    public Task<Result<Done>> DeleteCollection(string id, CancellationToken cancellation) =>
        store.Write<Result<Done>>(async (db, c) =>
        {
            await db.LockCollection(id, c);
            var collection = await db.Collections.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id, c);
            if (collection is null) return Refusal.NotFound("collection");
            await removal.RemoveCollection(db, collection, c);
            return Done.Value;
        }, cancellation);

    public Task<Result<DocumentAccepted>> AddDocument(string id, Stream content, string? contentType, string name, string? title, CancellationToken cancellation) =>
        upload.Add(id, content, contentType, name, title, cancellation);

    public async Task<Result<Page<Document>>> Documents(string id, int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out string last)) return Paging.BadCursor;
        var rows = await store.Read(
            async (db, c) => await db.Collections.AnyAsync(known => known.Id == id, c)
                ? await db.Documents.Where(d => d.CollectionId == id && string.Compare(d.Id, last) > 0).OrderBy(d => d.Id).Take(limit + 1).ToListAsync(c)
                : null,
            cancellation);
        return rows is null ? Refusal.NotFound("collection") : Paging.Of(rows, limit, d => d.Id, d => d.View());
    }

    public async Task<Result<Document>> Document(string id, string document, CancellationToken cancellation)
    {
        var found = await store.Read((db, c) => db.Documents.SingleOrDefaultAsync(d => d.Id == document && d.CollectionId == id, c), cancellation);
        return found is null ? Refusal.NotFound("document") : found.View();
    }

    public async Task<Result<DocumentText>> Text(string id, string document, CancellationToken cancellation)
    {
        var (known, text) = await store.Read(async (db, c) =>
        {
            var found = await (
                from d in db.Documents
                join version in db.Versions on d.Id equals version.DocumentId
                join words in db.Texts on version.Key equals words.VersionKey
                where d.Id == document && d.CollectionId == id && version.State == VersionState.Published
                select new DocumentText(d.Id, version.Number, d.Title, words.Text)).SingleOrDefaultAsync(c);
            return (found is not null || await db.Documents.AnyAsync(d => d.Id == document && d.CollectionId == id, c), found);
        }, cancellation);
        if (text is not null) return text;
        return known ? Refusal.Conflict("not_ready", "The document has no text that can be shown; its state says why.") : Refusal.NotFound("document");
    }

    public Task<Result<Done>> DeleteDocument(string id, string document, CancellationToken cancellation) =>
        store.Write<Result<Done>>(async (db, c) =>
        {
            await db.HoldCollection(id, c);
            await db.LockDocument(document, c);
            if (!await db.Documents.AnyAsync(d => d.Id == document && d.CollectionId == id, c)) return Refusal.NotFound("document");
            await removal.RemoveDocument(db, document, id, c);
            return Done.Value;
        }, cancellation);

    public async Task<Result<IngestionJob>> Job(string id, CancellationToken cancellation)
    {
        var job = await store.Read((db, c) => db.Jobs.SingleOrDefaultAsync(j => j.Id == id, c), cancellation);
        return job is null ? Refusal.NotFound("job") : job.View();
    }

    public Task<Result<SearchAnswer>> Search(SearchQuestion body, CancellationToken cancellation) => search.Search(body, cancellation);
}
