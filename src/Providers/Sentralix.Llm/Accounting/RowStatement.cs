using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Sentralix.Llm.Storage;

namespace Sentralix.Llm.Accounting;

/// <summary>A statement that is run for row after row. Its values are given by their place, in the order in which the text names
/// <c>@p0</c>, <c>@p1</c> …</summary>
internal abstract class RowStatement : IAsyncDisposable
{
    public abstract void Add(string? value);

    public abstract void Add(long? value);

    public abstract void Add(bool value);

    /// <summary>Runs it with the values that were given since the last time.</summary>
    public abstract Task Run(CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();

    /// <summary>A statement in the unit of work that a context is in.</summary>
    public static RowStatement Of(LlmDbContext db, string text) =>
        db.Database.GetDbConnection() is SqliteConnection sqlite ? new SqliteRowStatement(sqlite, text) : new CommandRowStatement(db, text);

    private sealed class CommandRowStatement : RowStatement
    {
        private readonly DbCommand command;
        private int next;

        public CommandRowStatement(LlmDbContext db, string text)
        {
            command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = text;
            command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        }

        public override void Add(string? value) => Set(value);

        public override void Add(long? value) => Set(value);

        public override void Add(bool value) => Set(value);

        public override Task Run(CancellationToken cancellation)
        {
            next = 0;
            return command.ExecuteNonQueryAsync(cancellation);
        }

        public override ValueTask DisposeAsync() => command.DisposeAsync();

        private void Set(object? value)
        {
            if (next == command.Parameters.Count)
            {
                var made = command.CreateParameter();
                made.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{next}");
                command.Parameters.Add(made);
            }

            command.Parameters[next++].Value = value ?? DBNull.Value;
        }
    }
}
