using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Sentralix.Platform.Storage;

/// <summary>Contexts that read a service's SQLite file. Each keeps its own open connection and its prepared statements from one read to
/// the next.</summary>
internal sealed class SqliteReaders<TContext>(
    string connectionString, Func<SqliteConnection, DbContextOptions<TContext>> options, Func<DbContextOptions<TContext>, TContext> create) : IDisposable
    where TContext : ServiceDbContext
{
    private const int MostIdle = 32;
    private readonly ConcurrentBag<Reader> idle = [];
    private volatile bool closed;

    public async Task<T> Read<T>(string? tenant, bool isSystem, Func<TContext, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!idle.TryTake(out var reader)) reader = Open();
        var whole = false;
        try
        {
            reader.Context.Begin(tenant, isSystem);
            var result = await read(reader.Context, cancellation);
            whole = true;
            return result;
        }
        finally
        {
            // A reader whose read broke may be in any state.
            if (whole && !closed && idle.Count < MostIdle) idle.Add(reader);
            else reader.Dispose();
            if (closed) Dispose();
        }
    }

    public void Dispose()
    {
        closed = true;
        while (idle.TryTake(out var reader)) reader.Dispose();
    }

    private Reader Open()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            var context = create(options(connection));
            context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
            return new Reader(connection, context);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private sealed record Reader(SqliteConnection Connection, TContext Context) : IDisposable
    {
        public void Dispose()
        {
            Context.Dispose();
            Connection.Dispose();
        }
    }
}
