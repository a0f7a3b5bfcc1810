using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Sentralix.Platform.Storage;

/// <summary>Keeps the statements of one SQLite connection prepared: EF makes a new command for every execution, and preparing it again
/// costs more than most of our statements take to run.</summary>
internal sealed class PreparedStatements : DbCommandInterceptor
{
    // Lists of parameters give texts of any length: what is not met again must not stay for ever.
    private const int Most = 256;

    private readonly Dictionary<string, Kept> known = [];

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) =>
        result.HasResult || Prepared(command) is not { } kept ? result : InterceptionResult<DbDataReader>.SuppressWithResult(kept.Read());

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(ReaderExecuting(command, eventData, result));

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result) =>
        result.HasResult || Prepared(command) is not { } kept ? result : InterceptionResult<int>.SuppressWithResult(kept.Command.ExecuteNonQuery());

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(NonQueryExecuting(command, eventData, result));

    private Kept? Prepared(DbCommand command)
    {
        var text = command.CommandText;
        if (!known.TryGetValue(text, out var kept))
        {
            if (known.Count >= Most) Forget();
            kept = known[text] = new Kept(new SqliteCommand(text, (SqliteConnection)command.Connection!));
        }

        // The same statement is being read already: a second reader needs a command of its own.
        if (kept.IsRead) return null;
        kept.Command.Transaction = (SqliteTransaction?)command.Transaction;
        kept.Command.CommandTimeout = command.CommandTimeout;
        kept.Command.Parameters.Clear();
        foreach (SqliteParameter parameter in command.Parameters) kept.Command.Parameters.Add(parameter);
        return kept;
    }

    private void Forget()
    {
        foreach (var (text, kept) in known.ToArray())
        {
            if (kept.IsRead) continue;
            kept.Command.Dispose();
            known.Remove(text);
        }
    }

    private sealed class Kept(SqliteCommand command)
    {
        private SqliteDataReader? reader;

        public SqliteCommand Command => command;

        public bool IsRead => reader is { IsClosed: false };

        public SqliteDataReader Read() => reader = command.ExecuteReader();
    }
}
