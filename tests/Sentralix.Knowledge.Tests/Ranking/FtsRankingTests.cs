using Microsoft.Data.Sqlite;
using Sentralix.Knowledge.Chunking;
using Sentralix.Knowledge.Extraction;
using Sentralix.Knowledge.Ranking;
using Sentralix.Knowledge.Text;
using Xunit;

namespace Sentralix.Knowledge.Tests.Ranking;

/// <summary>SQLite's FTS5 sees exactly our terms, and its ranking is the one that a posting table would compute.</summary>
public sealed class FtsRankingTests : IDisposable
{
    private readonly SqliteConnection _sqlite = new("Data Source=:memory:");

    public FtsRankingTests()
    {
        _sqlite.Open();
        Execute("""
            CREATE VIRTUAL TABLE chunk_fts USING fts5(title, heading, body, content='', contentless_delete=1,
                tokenize="unicode61 remove_diacritics 0 tokenchars '._-'")
            """);
    }

    public void Dispose() => _sqlite.Dispose();

    [Fact]
    public void FTS5_leaves_every_term_whole()
    {
        var random = new Random(3);
        var texts = Enumerable.Range(0, 3_000).Select(_ => RandomText.AnyCharacters(random, 60))
            .Append("TP-Link ivan.petrov@mail.ru 8-800-555-35-35 1.2.3 C++ snake_case Ёлка’s Ὀδυσσεύς straße ŒUVRE naïve ქართული עברית हिन्दी 日本語 한국어")
            .Append(string.Join(' ', Enumerable.Range(0, char.MaxValue).Where(code => char.IsLetterOrDigit((char)code)).Select(code => $"{(char)code}")))
            .Select(text => new IndexedTerms(JoinedTerms.Of(CleanText.Of(text)), "", ""))
            .ToList();
        for (var i = 0; i < texts.Count; i++) Index(i + 1, texts[i]);

        var ours = texts.SelectMany(terms => terms.Title.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal);
        Execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(chunk_fts, 'row')");
        var fts = Rows("SELECT term FROM vocabulary", reader => reader.GetString(0)).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(fts.Except(ours).Select(InCodes));
        Assert.Empty(ours.Except(fts).Select(InCodes));

        static string InCodes(string term) => string.Join(' ', term.Select(character => ((int)character).ToString("X4")));
    }

    [Fact]
    public void FTS5_and_a_posting_table_give_every_row_the_same_score()
    {
        var rows = RandomChunks(new Random(4), 800).ToList();
        for (var i = 0; i < rows.Count; i++) Index(i + 1, rows[i]);

        var lengths = rows.ConvertAll(row => row.Length);
        var average = lengths.Average();
        var postings = rows.ConvertAll(row => row.Postings().ToDictionary(posting => posting.Term));
        var random = new Random(5);
        for (var i = 0; i < 100; i++)
        {
            var query = QueryTerms.From(RandomText.Prose(random, 6));
            if (query.IsEmpty) continue;

            var expected = new Dictionary<long, double>();
            foreach (var term in query.Terms)
            {
                var weight = Bm25.TermWeight(rows.Count, postings.Count(row => row.ContainsKey(term)));
                for (var row = 0; row < rows.Count; row++)
                {
                    if (!postings[row].TryGetValue(term, out var posting)) continue;
                    expected[row + 1] = expected.GetValueOrDefault(row + 1) + Bm25.Score(weight, posting, lengths[row], average);
                }
            }

            var scores = Search(query);
            Assert.Equal(expected.Count, scores.Count);
            Assert.All(scores, row => Assert.Equal(expected[row.Id], row.Score, 1e-9 * Math.Max(1, expected[row.Id])));
        }
    }

    [Fact]
    public void A_word_form_in_the_title_beats_the_word_in_the_body()
    {
        var titled = Chunker.Split(new StructuredDocument("Возвраты товаров", [new DocumentBlock(BlockKind.Paragraph, 0, "Деньги придут за десять дней.")]));
        var passing = Chunker.Split(new StructuredDocument("Доставка", [new DocumentBlock(BlockKind.Paragraph, 0, "Возврат доставки не предусмотрен никогда.")]));
        var unrelated = Enumerable.Range(0, 20).Select(i => Chunker.Split(new StructuredDocument($"Тема {i}", [new DocumentBlock(BlockKind.Paragraph, 0, "Совсем о другом.")])));
        var id = 0;
        foreach (var document in new[] { passing, titled }.Concat(unrelated)) Index(++id, IndexedTerms.Of(document.Title, document.Chunks[0]));

        Assert.Equal([2, 1], Search(QueryTerms.From("как оформить возврат?")).Select(row => row.Id));
    }

    private static IEnumerable<IndexedTerms> RandomChunks(Random random, int count)
    {
        while (count > 0)
        {
            var document = Chunker.Split(RandomDocuments.Structured(random));
            foreach (var chunk in document.Chunks.Take(count))
            {
                count--;
                yield return IndexedTerms.Of(document.Title, chunk);
            }
        }
    }

    private void Index(long id, IndexedTerms terms)
    {
        using var insert = _sqlite.CreateCommand();
        insert.CommandText = "INSERT INTO chunk_fts(rowid, title, heading, body) VALUES ($id, $title, $heading, $body)";
        insert.Parameters.AddWithValue("$id", id);
        insert.Parameters.AddWithValue("$title", terms.Title);
        insert.Parameters.AddWithValue("$heading", terms.Heading);
        insert.Parameters.AddWithValue("$body", terms.Body);
        insert.ExecuteNonQuery();
    }

    private List<(long Id, double Score)> Search(QueryTerms query) => Rows(
        FormattableString.Invariant($"SELECT rowid, -bm25(chunk_fts, {FieldWeights.Title}, {FieldWeights.Heading}, {FieldWeights.Body}) AS score FROM chunk_fts WHERE chunk_fts MATCH '{query.ToFtsMatch()}' ORDER BY score DESC, rowid"),
        reader => (reader.GetInt64(0), reader.GetDouble(1)));

    private List<T> Rows<T>(string sql, Func<SqliteDataReader, T> read)
    {
        using var command = _sqlite.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    private void Execute(string sql)
    {
        using var command = _sqlite.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
