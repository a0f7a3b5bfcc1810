using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Knowledge;
using Sentralix.Knowledge.Ranking;
using Sentralix.Knowledge.Search;
using Xunit;

namespace Sentralix.Knowledge.Tests.Storage;

/// <summary>One corpus, two databases, one order.</summary>
public sealed class EqualRankingTests
{
    [Fact]
    public async Task SQLite_and_PostgreSQL_give_the_same_passages_with_the_same_scores()
    {
        var sqlite = await Answers(StoreKind.Sqlite);
        var postgres = await Answers(StoreKind.Postgres);

        Assert.Equal(sqlite.Count, postgres.Count);
        Assert.True(sqlite.Sum(answer => answer.Count) > 100);
        for (var i = 0; i < sqlite.Count; i++) Assert.Equal(sqlite[i], postgres[i]);
    }

    [Fact]
    public void Packed_postings_unpack_to_what_was_packed()
    {
        var random = new Random(11);
        var chunks = Enumerable.Range(500, 300).Where(_ => random.Next(3) > 0).Select(ordinal => (ordinal, Terms: new IndexedTerms(
            string.Join(' ', Enumerable.Range(0, random.Next(3)).Select(_ => $"t{random.Next(5)}")),
            string.Join(' ', Enumerable.Range(0, random.Next(3)).Select(_ => $"t{random.Next(9)}")),
            string.Join(' ', Enumerable.Range(0, random.Next(1, 400)).Select(_ => $"t{random.Next(40)}"))))).ToList();
        var packed = PackedPostings.Pack(500, chunks);
        var unpacked = packed.SelectMany(entry => PackedPostings.Unpack(entry.Key, 500, entry.Value)).OrderBy(e => e.Ordinal).ThenBy(e => e.Posting.Term, StringComparer.Ordinal);
        var expected = chunks.SelectMany(chunk => chunk.Terms.Postings().Select(posting => new PostingEntry(chunk.ordinal, posting, chunk.Terms.Length)))
            .OrderBy(e => e.Ordinal).ThenBy(e => e.Posting.Term, StringComparer.Ordinal);

        Assert.Equal(expected, unpacked);
    }

    private static async Task<List<List<(string, string?, int, int, double)>>> Answers(StoreKind kind)
    {
        await using var library = await Library.On(kind);
        using var _ = library.Enter();
        var (first, second) = (await library.Collection("First"), await library.Collection("Second"));
        var random = new Random(12);
        foreach (var i in Enumerable.Range(0, 12))
        {
            var text = string.Concat(Enumerable.Range(0, 8).Select(part => $"## {RandomText.Prose(random, 4)}\n\n{RandomText.Prose(random, 60)}\n\n"));
            await library.Learn(i % 2 == 0 ? first : second, $"{i}.md", text);
        }

        // A replaced version must leave no trace in the figures either.
        await library.Learn(first, "0.md", RandomText.Prose(random, 80));
        var answers = new List<List<(string, string?, int, int, double)>>();
        for (var i = 0; i < 30; i++)
        {
            IReadOnlyList<Passage> passages = await library.Search(RandomText.Prose(random, 5), first, second);
            answers.Add([.. passages.Select(passage => (passage.Text, passage.Heading, passage.Start, passage.End, passage.Score))]);
        }

        return answers;
    }
}
