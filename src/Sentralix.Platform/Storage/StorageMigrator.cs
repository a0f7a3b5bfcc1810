using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sentralix.Platform.Security;

namespace Sentralix.Platform.Storage;

/// <summary>Brings every service's tables up to date, in one place, and puts the tenant walls up.</summary>
internal sealed partial class StorageMigrator(
    StorageSettings settings,
    KeyRing ring,
    string keyDirectory,
    IReadOnlyList<StoreRegistration> stores,
    ILoggerFactory logs,
    Func<ServiceDbContext, Task>? makeTables = null)
{
    private readonly ILogger logger = logs.CreateLogger<StorageMigrator>();

    // Tests make the tables from the model; everything around them is the same.
    private readonly Func<ServiceDbContext, Task> makeTables = makeTables ?? (context => context.Database.MigrateAsync());

    /// <summary>Migrates the SQLite files of this process, whose locks it takes.</summary>
    public async Task MigrateSqlite(SqliteLocks locks)
    {
        DataCanary.CheckFolder(ring, keyDirectory, settings.DataDirectory);
        foreach (var store in stores)
        {
            locks.Take(store.Service);
            await using var context = store.MigrationContext(settings, null, logs);
            await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL");

            // The file's lock is ours, so a migration lock in it is what a killed process left behind.
            await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"");
            await makeTables(context);
        }
    }

    /// <summary>Migrates PostgreSQL where the given role may, and gives the role under which the services work.</summary>
    public async Task<PostgresRole> MigratePostgres()
    {
        var given = PostgresRole.Open(settings.Postgres!, "migration");
        var rights = await PostgresRole.Rights(given);
        if (!rights.MayCreateRoles)
        {
            if (rights.BypassesWalls && !settings.AllowInsecureRole)
                throw new PlatformStartException("The database role bypasses row-level security. Give another role, or --insecure-db-role.");
            await RefusePending(given);
            await using var database = await given.OpenConnectionAsync();
            await DataCanary.CheckDatabase(ring, keyDirectory, database);
            return new PostgresRole(given);
        }

        var role = PostgresRole.NameFor(rights.Database);
        var password = PostgresRole.Password(ring, keyDirectory);
        await using (var connection = await given.OpenConnectionAsync())
        {
            // One process migrates; the others wait here and find it done.
            await Execute(connection, "SELECT pg_advisory_lock(7236501894)");

            // Before anything is changed: another ring would give the services' role another password too.
            await DataCanary.CheckDatabase(ring, keyDirectory, connection);
            await MakeRole(connection, role, password);
            foreach (var store in stores)
            {
                await using var context = store.MigrationContext(settings, given, logs);
                await Execute(connection, $"CREATE SCHEMA IF NOT EXISTS \"{store.Service}\"");
                await makeTables(context);
                await PutWallsUp(connection, context, role);
            }

            if (stores.Any(s => s.Service == PlatformDbContext.Name)) await DataCanary.PutIntoDatabase(ring, connection);
            await Execute(connection, "SELECT pg_advisory_unlock(7236501894)");
        }

        await given.DisposeAsync();
        if (settings.AllowInsecureRole && rights.BypassesWalls) return new PostgresRole(PostgresRole.Open(settings.Postgres!, "services"));
        var restricted = new NpgsqlConnectionStringBuilder(settings.Postgres!) { Username = role, Password = password };
        return new PostgresRole(PostgresRole.Open(restricted.ConnectionString, "services"));
    }

    private async Task RefusePending(NpgsqlDataSource source)
    {
        foreach (var store in stores)
        {
            await using var context = store.MigrationContext(settings, source, logs);
            if ((await context.Database.GetPendingMigrationsAsync()).Any())
                throw new PlatformStartException($"The schema '{store.Service}' is not up to date, and this database role may not change it. Run with --migrate-only under the owner's role.");
        }
    }

    private static async Task MakeRole(NpgsqlConnection connection, string role, string password)
    {
        // Both values are made by us from hexadecimal digits; a role's password cannot be a parameter.
        await Execute(connection, $"""
            DO $$ BEGIN
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE "{role}" LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE; END IF;
            END $$
            """);
        await Execute(connection, $"ALTER ROLE \"{role}\" PASSWORD '{password}'");
    }

    private async Task PutWallsUp(NpgsqlConnection connection, ServiceDbContext context, string role)
    {
        var schema = context.Service;
        await Execute(connection, $"GRANT USAGE ON SCHEMA \"{schema}\" TO \"{role}\"");
        await Execute(connection, $"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \"{schema}\" TO \"{role}\"");
        await Execute(connection, $"GRANT USAGE ON ALL SEQUENCES IN SCHEMA \"{schema}\" TO \"{role}\"");
        foreach (var type in context.Model.GetEntityTypes().Where(t => t.ClrType.IsAssignableTo(typeof(ITenantOwned))))
        {
            var table = $"\"{schema}\".\"{type.GetTableName()}\"";
            var own = "tenant_id = current_setting('sentralix.tenant', true) OR current_setting('sentralix.system', true) = 'on'";
            var readable = type.ClrType.IsDefined(typeof(SharedAttribute), false) ? $"{own} OR tenant_id = '{ServiceDbContext.PlatformTenant}'" : own;
            await Execute(connection, $"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY");
            await Execute(connection, $"DROP POLICY IF EXISTS tenant_wall ON {table}; DROP POLICY IF EXISTS tenant_read ON {table}");
            await Execute(connection, $"CREATE POLICY tenant_wall ON {table} USING ({own}) WITH CHECK ({own})");
            if (readable != own) await Execute(connection, $"CREATE POLICY tenant_read ON {table} FOR SELECT USING ({readable})");
        }

        LogWalls(schema);
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The tables of {Schema} are up to date and walled")]
    private partial void LogWalls(string schema);
}
