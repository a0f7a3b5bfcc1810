using System.Globalization;
using Microsoft.Data.Sqlite;
using Sentralix.Knowledge.Chunking;
using Sentralix.Knowledge.Ranking;

namespace Sentralix.Bench.Search;

/// <summary>The peer: SQLite's own full-text index and ranking over the same chunks, with the same terms and weights, and the passages
/// fetched with them. No tenants, no collections, no versions.</summary>
internal sealed class FtsPeer : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand search;
    private int rows;

    public FtsPeer(string file)
    {
        connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Execute(string.Create(CultureInfo.InvariantCulture, $"""
            PRAGMA journal_mode=WAL;
            CREATE TABLE chunk (id INTEGER PRIMARY KEY, heading TEXT, start INTEGER, finish INTEGER, text TEXT);
            CREATE VIRTUAL TABLE chunk_fts USING fts5(title, heading, body, content='', tokenize="unicode61 remove_diacritics 0 tokenchars '._-'");
            INSERT INTO chunk_fts(chunk_fts, rank) VALUES ('rank', 'bm25({FieldWeights.Title}, {FieldWeights.Heading}, {FieldWeights.Body})');
            """));
        search = connection.CreateCommand();
        search.CommandText = """
            SELECT best.score, chunk.heading, chunk.start, chunk.finish, chunk.text
            FROM (SELECT rowid AS id, -rank AS score FROM chunk_fts WHERE chunk_fts MATCH $terms ORDER BY rank LIMIT $count) AS best
            JOIN chunk ON chunk.id = best.id ORDER BY best.score DESC
            """;
        search.Parameters.Add("$terms", SqliteType.Text);
        search.Parameters.Add("$count", SqliteType.Integer);
    }

    public void Add(string title, IReadOnlyList<Chunk> chunks)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var chunk in chunks)
        {
            var terms = IndexedTerms.Of(title, chunk);
            var heading = chunk.HeadingPath.Count == 0 ? (object)DBNull.Value : string.Join(" › ", chunk.HeadingPath);
            Execute("INSERT INTO chunk VALUES ($0, $1, $2, $3, $4)", ++rows, heading, chunk.Start, chunk.End, chunk.Text);
            Execute("INSERT INTO chunk_fts(rowid, title, heading, body) VALUES ($0, $1, $2, $3)", rows, terms.Title, terms.Heading, terms.Body);
        }

        transaction.Commit();
    }

    /// <summary>Merges the index into one piece, which is when it is read fastest.</summary>
    public void Optimize() => Execute("INSERT INTO chunk_fts(chunk_fts) VALUES ('optimize')");

    /// <summary>The scores of the best passages, which are read as well.</summary>
    public IReadOnlyList<double> Search(string question, int count)
    {
        search.Parameters["$terms"].Value = QueryTerms.From(question).ToFtsMatch();
        search.Parameters["$count"].Value = count;
        using var reader = search.ExecuteReader();
        var scores = new List<double>(count);
        while (reader.Read())
        {
            scores.Add(reader.GetDouble(0));
            reader.GetString(4);
        }

        return scores;
    }

    public void Dispose()
    {
        search.Dispose();
        connection.Dispose();
    }

    private void Execute(string sql, params object[] values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i}"), values[i]);
        command.ExecuteNonQuery();
    }
}
