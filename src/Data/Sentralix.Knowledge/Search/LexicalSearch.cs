using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Knowledge;
using Sentralix.Knowledge.Ranking;
using Sentralix.Knowledge.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Knowledge.Search;

/// <summary>Finds the best passages of some collections by their words. Only current versions are read.</summary>
internal sealed class LexicalSearch(IStore<KnowledgeDbContext> store)
{
    // A version may be replaced between the reading of its postings and of its chunks; its successor is found by searching again.
    private const int MaxTries = 4;
    private static readonly ActivitySource Source = new("Sentralix.Knowledge");

    public async Task<Result<SearchAnswer>> Search(SearchQuestion question, CancellationToken cancellation)
    {
        // What was asked and found is the customer's and the tenant's, and no part of a trace.
        using var activity = Source.StartActivity("retrieval");
        activity?.SetTag("gen_ai.operation.name", "retrieval");
        var query = QueryTerms.From(question.Query);
        for (var attempt = 1; ; attempt++)
        {
            var found = await store.Read((db, c) => Find(db, question, query, c), cancellation);
            if (!found.Ok) return found.Refusal;
            if (found.Value.IsWhole || attempt == MaxTries) return new SearchAnswer(found.Value.Passages);
        }
    }

    private static async Task<Result<Found>> Find(KnowledgeDbContext db, SearchQuestion question, QueryTerms query, CancellationToken cancellation)
    {
        var ids = question.Collections.Distinct(StringComparer.Ordinal).ToArray();
        var collections = await db.Collections.Where(c => ids.Contains(c.Id)).Select(c => new { c.Key, c.Chunks, c.Terms }).ToListAsync(cancellation);
        if (collections.Count < ids.Length) return Refusal.NotFound("collection");
        if (query.IsEmpty) return new Found([], true);

        var keys = collections.ConvertAll(c => c.Key).ToArray();
        var terms = query.Terms.ToArray();
        var rows = await (
            from postings in db.Postings
            join version in db.Versions on postings.VersionKey equals version.Key
            where keys.Contains(postings.CollectionKey) && terms.Contains(postings.Term) && version.State == VersionState.Published
            select new TermRow(postings.Term, postings.VersionKey, postings.FirstOrdinal, postings.Entries)).ToListAsync(cancellation);
        var corpus = new Corpus(collections.Sum(c => c.Chunks), collections.Sum(c => c.Terms));
        var best = Ranked.Best(query, rows, corpus, question.TopK);
        var passages = await Passages(db, best, cancellation);
        return new Found(passages, passages.Count == best.Count);
    }

    private static async Task<List<Passage>> Passages(KnowledgeDbContext db, IReadOnlyList<RankedChunk> best, CancellationToken cancellation)
    {
        if (best.Count == 0) return [];
        var versions = best.Select(b => b.VersionKey).Distinct().ToArray();
        var ordinals = best.Select(b => b.Ordinal).Distinct().ToArray();
        var rows = await (
            from chunk in db.Chunks
            join version in db.Versions on chunk.VersionKey equals version.Key
            join document in db.Documents on version.DocumentId equals document.Id
            where versions.Contains(chunk.VersionKey) && ordinals.Contains(chunk.Ordinal) && version.State == VersionState.Published
            select new { Chunk = chunk, version.Number, DocumentId = document.Id, document.CollectionId, document.Title }).ToListAsync(cancellation);
        var byPlace = rows.ToDictionary(row => (row.Chunk.VersionKey, row.Chunk.Ordinal));
        var passages = new List<Passage>(best.Count);
        foreach (var ranked in best)
        {
            if (!byPlace.TryGetValue((ranked.VersionKey, ranked.Ordinal), out var row)) continue;
            var chunk = row.Chunk;
            passages.Add(new Passage(row.DocumentId, row.Number, row.CollectionId, row.Title, chunk.Heading, chunk.Start, chunk.End, chunk.Text, ranked.Score));
        }

        return passages;
    }

    private sealed record Found(IReadOnlyList<Passage> Passages, bool IsWhole);
}
