using Npgsql;

namespace Sentralix.Platform.Storage;

/// <summary>Contexts without a database, for the tools that make and check migrations.</summary>
public static class DesignTime
{
    /// <summary>A context of the SQLite model.</summary>
    public static TContext Sqlite<TContext>()
        where TContext : ServiceDbContext =>
        StoreRegistration<TContext>.Create(new StorageSettings { DataDirectory = "." }.SqliteOptions<TContext>("Data Source=:memory:", null));

    /// <summary>A context of the PostgreSQL model.</summary>
    public static TContext Postgres<TContext>(string service)
        where TContext : ServiceDbContext =>
        StoreRegistration<TContext>.Create(new StorageSettings { DataDirectory = "." }.PostgresOptions<TContext>(NpgsqlDataSource.Create("Host=design.invalid"), service, null));
}
