using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Sentralix.Platform.Storage;

/// <summary>What the platform must know of one service's store before its type is known: for migrating.</summary>
internal abstract class StoreRegistration
{
    public abstract string Service { get; }

    public abstract ServiceDbContext MigrationContext(StorageSettings settings, NpgsqlDataSource? owner, ILoggerFactory logs);
}

internal sealed class StoreRegistration<TContext>(string service) : StoreRegistration
    where TContext : ServiceDbContext
{
    public override string Service => service;

    public static TContext Create(DbContextOptions<TContext> options) => (TContext)Activator.CreateInstance(typeof(TContext), options)!;

    public override ServiceDbContext MigrationContext(StorageSettings settings, NpgsqlDataSource? owner, ILoggerFactory logs) =>
        Create(owner is null
            ? settings.SqliteOptions<TContext>(settings.SqliteConnection(service, readOnly: false), logs)
            : settings.PostgresOptions<TContext>(owner, service, logs));

    public static IStore<TContext> Open(StorageSettings settings, string service, PostgresRole? role, ILoggerFactory logs) =>
        settings.IsPostgres
            ? new PostgresStore<TContext>(crossesTenants => settings.PostgresOptions<TContext>(role!.Source, service, logs, crossesTenants))
            : new SqliteStore<TContext>(
                settings.SqliteConnection(service, readOnly: false),
                settings.SqliteConnection(service, readOnly: true),
                (connection, crossesTenants) => settings.SqliteOptions<TContext>(connection, logs, crossesTenants),
                Create);
}
