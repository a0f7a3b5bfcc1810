using System.Runtime.InteropServices;
using Sentralix.Knowledge.Ranking;

namespace Sentralix.Knowledge.Search;

/// <summary>Scores chunks by the terms of a question.</summary>
internal static class Ranked
{
    /// <summary>The best chunks, best first. Equal scores go by age, so that both databases give one order.</summary>
    public static IReadOnlyList<RankedChunk> Best(QueryTerms query, IReadOnlyList<TermRow> rows, Corpus corpus, int count)
    {
        var byTerm = rows.ToLookup(row => row.Term, StringComparer.Ordinal);
        var scores = new Dictionary<(long VersionKey, int Ordinal), double>();

        // In the order of the question: the sum of floating-point numbers depends on it.
        foreach (var term in query.Terms)
        {
            var places = byTerm[term]
                .SelectMany(row => PackedPostings.Unpack(term, row.FirstOrdinal, row.Entries).Select(entry => (row.VersionKey, Entry: entry))).ToList();

            // A version published since the sums were read may have more chunks than they know of.
            var weight = Bm25.TermWeight(Math.Max(corpus.Chunks, places.Count), places.Count);
            foreach (var (version, entry) in places)
            {
                ref var score = ref CollectionsMarshal.GetValueRefOrAddDefault(scores, (version, entry.Ordinal), out _);
                score += Bm25.Score(weight, entry.Posting, entry.Length, corpus.AverageLength);
            }
        }

        return [.. scores
            .OrderByDescending(s => s.Value).ThenBy(s => s.Key.VersionKey).ThenBy(s => s.Key.Ordinal)
            .Take(count)
            .Select(s => new RankedChunk(s.Key.VersionKey, s.Key.Ordinal, s.Value))];
    }
}

/// <summary>A row of the posting table.</summary>
internal sealed record TermRow(string Term, long VersionKey, int FirstOrdinal, byte[] Entries);

/// <summary>What is searched, in figures.</summary>
internal readonly record struct Corpus(long Chunks, long Terms)
{
    public double AverageLength => Chunks == 0 ? 1 : Math.Max(1, (double)Terms / Chunks);
}

/// <summary>A chunk and what it is worth.</summary>
internal readonly record struct RankedChunk(long VersionKey, int Ordinal, double Score);
