using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Sentralix.Llm.Accounting;

/// <summary>SQLite's own statement. A command of ADO.NET looks for every parameter by its name among all of the statement's, and boxes its
/// value: for a row of thirty values that takes longer than the row's insertion.</summary>
internal sealed class SqliteRowStatement : RowStatement
{
    private readonly sqlite3 connection;
    private readonly sqlite3_stmt statement;
    private byte[] text = new byte[256];
    private int next = 1;

    public SqliteRowStatement(SqliteConnection connection, string text)
    {
        this.connection = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(this.connection, text, out statement));
    }

    public override void Add(string? value)
    {
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(statement, next++));
            return;
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (text.Length < most) text = new byte[most];

        // SQLite copies it.
        Check(raw.sqlite3_bind_text(statement, next++, text.AsSpan(0, Encoding.UTF8.GetBytes(value, text))));
    }

    public override void Add(long? value) => Check(value is { } number ? raw.sqlite3_bind_int64(statement, next++, number) : raw.sqlite3_bind_null(statement, next++));

    public override void Add(bool value) => Check(raw.sqlite3_bind_int(statement, next++, value ? 1 : 0));

    public override Task Run(CancellationToken cancellation)
    {
        next = 1;
        var result = raw.sqlite3_step(statement);

        // Resetting tells a failed step's fault once more.
        var reset = raw.sqlite3_reset(statement);
        Check(result == raw.SQLITE_DONE ? reset : result);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        statement.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(result, connection);
    }
}
