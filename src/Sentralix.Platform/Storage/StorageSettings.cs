using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sentralix.Platform.Security;

namespace Sentralix.Platform.Storage;

/// <summary>Where the data is: SQLite files in a folder (one process) or one PostgreSQL database (any number of processes).</summary>
public sealed class StorageSettings
{
    /// <summary>The folder of files, keys and SQLite databases.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>A PostgreSQL connection string; null: SQLite.</summary>
    public string? Postgres { get; init; }

    /// <summary>Run although the database role bypasses row-level security.</summary>
    public bool AllowInsecureRole { get; init; }

    /// <summary>Whether the data is in PostgreSQL.</summary>
    public bool IsPostgres => Postgres is not null;

    /// <summary>A service's SQLite file.</summary>
    public string FileOf(string service) => Path.Combine(DataDirectory, $"{service}.db");

    /// <summary>The folder of stored bytes, where they are not in PostgreSQL.</summary>
    public string FilesDirectory => Path.Combine(DataDirectory, "files");

    internal string SqliteConnection(string service, bool readOnly) => new SqliteConnectionStringBuilder
    {
        DataSource = FileOf(service),
        Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
        Pooling = false,
        DefaultTimeout = 10,
    }.ToString();

    internal DbContextOptions<TContext> SqliteOptions<TContext>(string connectionString, ILoggerFactory? logs, bool crossesTenants = false)
        where TContext : DbContext =>
        Common<TContext>(logs, crossesTenants).UseSqlite(connectionString, o => o.MigrationsAssembly("Sentralix.Migrations.Sqlite").MigrationsHistoryTable("__migrations")).Options;

    internal DbContextOptions<TContext> SqliteOptions<TContext>(SqliteConnection connection, ILoggerFactory? logs, bool crossesTenants = false)
        where TContext : DbContext =>
        Common<TContext>(logs, crossesTenants).AddInterceptors(new PreparedStatements()).UseSqlite(connection, o => o.MigrationsAssembly("Sentralix.Migrations.Sqlite").MigrationsHistoryTable("__migrations")).Options;

    internal DbContextOptions<TContext> PostgresOptions<TContext>(NpgsqlDataSource source, string service, ILoggerFactory? logs, bool crossesTenants = false)
        where TContext : DbContext =>
        Common<TContext>(logs, crossesTenants).UseNpgsql(source, o => o.MigrationsAssembly("Sentralix.Migrations.PostgreSql").MigrationsHistoryTable("__migrations", service)).Options;

    private static DbContextOptionsBuilder<TContext> Common<TContext>(ILoggerFactory? logs, bool crossesTenants)
        where TContext : DbContext
    {
        var builder = new DbContextOptionsBuilder<TContext>().UseSnakeCaseNamingConvention().UseLoggerFactory(logs).EnableThreadSafetyChecks(false);
        if (crossesTenants) ((IDbContextOptionsBuilderInfrastructure)builder).AddOrUpdateExtension(new CrossTenantModel());
        return builder;
    }
}

/// <summary>Holds the exclusive locks of the SQLite files of this process until it ends.</summary>
internal sealed class SqliteLocks(StorageSettings settings) : IDisposable
{
    private readonly List<FileStream> held = [];

    public void Take(string service)
    {
        Directory.CreateDirectory(settings.DataDirectory);
        var file = settings.FileOf(service) + ".lock";
        try
        {
            held.Add(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            throw new PlatformStartException($"Another process has '{settings.FileOf(service)}' open. SQLite serves one process; use PostgreSQL for several.");
        }
    }

    public void Dispose() => held.ForEach(file => file.Dispose());
}
