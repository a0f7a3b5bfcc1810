using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Storage;

/// <summary>The wall between tenants: first in EF, and on PostgreSQL again in the database itself, where raw SQL meets it.</summary>
public sealed class TenantWallTests
{
    [Fact]
    public async Task Raw_sql_as_the_wrong_tenant_reads_changes_and_inserts_nothing_in_any_table()
    {
        await using var kit = await OpenWithRowsOfVictim();
        await using var role = NpgsqlDataSource.Create(kit.RoleConnection);
        await using var owner = NpgsqlDataSource.Create(kit.OwnerConnection);
        var tables = await Strings(owner, "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.columns WHERE column_name = 'tenant_id' ORDER BY 1");
        Assert.Equal(
            ["platform.blob_piece", "platform.idempotency_records", "platform.work_items", "workshop.effects", "workshop.idempotency_records", "workshop.tariffs", "workshop.tools", "workshop.work_items"],
            tables);

        foreach (var table in tables)
        {
            var row = (await Strings(owner, $"SELECT row_to_json(t)::text FROM {table} t WHERE tenant_id = 'victim'")).FirstOrDefault();
            Assert.True(row is not null, $"{table} has no row of the victim: the walk would prove nothing");

            await As(role, "intruder", async connection =>
            {
                Assert.Equal(0, await Count(connection, table));
                Assert.Equal(0, await Execute(connection, $"UPDATE {table} SET tenant_id = tenant_id"));
                Assert.Equal(0, await Execute(connection, $"DELETE FROM {table}"));
                await Refused(connection, $"INSERT INTO {table} SELECT * FROM json_populate_record(NULL::{table}, $1::json)", row);
            });
            await As(role, "victim", async connection =>
            {
                Assert.Equal(1, await Count(connection, table));
                await Refused(connection, $"UPDATE {table} SET tenant_id = 'intruder'");
            });
            await As(role, null, async connection =>
            {
                Assert.Equal(0, await Count(connection, table));
                await Refused(connection, $"INSERT INTO {table} SELECT * FROM json_populate_record(NULL::{table}, $1::json)", row);
            });
        }
    }

    [Fact]
    public async Task The_role_of_the_services_cannot_take_the_wall_down()
    {
        await using var kit = await OpenWithRowsOfVictim();
        await using var role = NpgsqlDataSource.Create(kit.RoleConnection);
        var rights = await PostgresRole.Rights(role);

        Assert.False(rights.BypassesWalls);
        Assert.False(rights.MayCreateRoles);
        foreach (var sql in (string[])["ALTER TABLE workshop.tools DISABLE ROW LEVEL SECURITY", "DROP POLICY tenant_wall ON workshop.tools", "TRUNCATE workshop.tools"])
            await As(role, "intruder", connection => Refused(connection, sql));
    }

    [Fact]
    public async Task Rows_of_the_operator_are_read_by_all_where_their_type_is_shared_and_written_by_none()
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(StoreKind.Postgres);
        using (Caller.Of(ServiceDbContext.PlatformTenant).Enter())
        {
            await kit.Store.Write(
                (db, _) =>
                {
                    db.Add(new Tariff { Id = "basic" });
                    db.Add(new Tool { Id = "hammer" });
                    return Task.FromResult(true);
                },
                default);
        }

        await using var role = NpgsqlDataSource.Create(kit.RoleConnection);
        await As(role, "acme", async connection =>
        {
            Assert.Equal(1, await Count(connection, "workshop.tariffs"));
            Assert.Equal(0, await Count(connection, "workshop.tools"));
            Assert.Equal(0, await Execute(connection, "UPDATE workshop.tariffs SET name = 'mine'"));
            Assert.Equal(0, await Execute(connection, "DELETE FROM workshop.tariffs"));
            await Refused(connection, "INSERT INTO workshop.tariffs (tenant_id, id, name) VALUES ('platform', 'forged', '')");
        });
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Ef_reads_and_changes_only_the_callers_rows(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind);
        using (Caller.Of("victim").Enter())
            await kit.Store.Write((db, _) => Task.FromResult(db.Tools.Add(new Tool { Id = "hammer" })), default);

        using (Caller.Of("intruder").Enter())
        {
            Assert.Equal(0, await kit.Store.Read((db, c) => db.Tools.CountAsync(c), default));
            Assert.Equal(0, await kit.Store.Write((db, c) => db.Tools.ExecuteDeleteAsync(c), default));
            Assert.Equal(0, await kit.Store.Write((db, c) => db.Tools.ExecuteUpdateAsync(set => set.SetProperty(t => t.Name, "mine"), c), default));
            await Throws(kit, db => db.Tools.Add(new Tool { TenantId = "victim", Id = "forged" }));
            await Throws(kit, db => db.Tools.Update(new Tool { TenantId = "victim", Id = "hammer", Name = "mine" }));
            await Throws(kit, db => db.Tools.Remove(new Tool { TenantId = "victim", Id = "hammer" }));
        }

        using (Caller.Of("victim").Enter())
            Assert.Equal([""], await kit.Store.Read((db, c) => db.Tools.Select(t => t.Name).ToListAsync(c), default));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_row_without_a_tenant_is_stamped_with_the_callers_and_cannot_be_written_across_tenants(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind);
        using (Caller.Of("acme").Enter())
            await kit.Store.Write((db, _) => Task.FromResult(db.Tools.Add(new Tool { Id = "hammer" })), default);

        Assert.Equal("acme", await kit.Store.Read(SystemScope.Queue, (db, c) => db.Tools.Select(t => t.TenantId).SingleAsync(c), default));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            kit.Store.Write(SystemScope.Bootstrap, (db, _) => Task.FromResult(db.Tools.Add(new Tool { Id = "nobodys" })), default));
    }

    [Fact]
    public async Task A_role_that_bypasses_the_wall_is_refused_at_start()
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(StoreKind.Postgres);
        var name = $"bypasser_{Guid.NewGuid():N}";
        await TestPostgres.Run(kit.OwnerConnection, $"CREATE ROLE {name} LOGIN BYPASSRLS PASSWORD 'bypass'");
        try
        {
            var given = new NpgsqlConnectionStringBuilder(kit.OwnerConnection) { Username = name, Password = "bypass", Pooling = false }.ConnectionString;
            StorageMigrator Migrator(bool allowed) => new(
                new StorageSettings { DataDirectory = kit.Folder, Postgres = given, AllowInsecureRole = allowed },
                kit.Ring, kit.Folder, [], NullLoggerFactory.Instance);

            var refused = await Assert.ThrowsAsync<PlatformStartException>(() => Migrator(allowed: false).MigratePostgres());
            Assert.Contains("--insecure-db-role", refused.Message, StringComparison.Ordinal);
            await using var role = await Migrator(allowed: true).MigratePostgres();
            Assert.True((await PostgresRole.Rights(role.Source)).BypassesWalls);
        }
        finally
        {
            await TestPostgres.Run(kit.OwnerConnection, $"DROP ROLE {name}");
        }
    }

    [Fact]
    public async Task A_process_may_keep_forty_connections_and_prepares_what_it_repeats_unless_told_otherwise()
    {
        await using var plain = PostgresRole.Open("Host=127.0.0.1;Username=x;Database=y", "test");
        await using var told = PostgresRole.Open("Host=127.0.0.1;Username=x;Database=y;Maximum Pool Size=7;Max Auto Prepare=0", "test");

        Assert.Equal((40, 200), Limits(plain));
        Assert.Equal((7, 0), Limits(told));

        static (int, int) Limits(NpgsqlDataSource source)
        {
            var read = new NpgsqlConnectionStringBuilder(source.ConnectionString);
            return (read.MaxPoolSize, read.MaxAutoPrepare);
        }
    }

    private static Task Throws(StoreKit<WorkshopDbContext> kit, Action<WorkshopDbContext> write) =>
        Assert.ThrowsAsync<InvalidOperationException>(() => kit.Store.Write(
            (db, _) =>
            {
                write(db);
                return Task.FromResult(true);
            },
            default));

    private static async Task<StoreKit<WorkshopDbContext>> OpenWithRowsOfVictim()
    {
        var kit = await StoreKit<WorkshopDbContext>.Open(StoreKind.Postgres, withBlobs: true);
        using var caller = Caller.Of("victim").Enter();
        await Rows.OfEveryTable(kit);
        return kit;
    }

    private static async Task As(NpgsqlDataSource role, string? tenant, Func<NpgsqlConnection, Task> work)
    {
        await using var connection = await role.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (tenant is not null) await Execute(connection, "SELECT set_config('sentralix.tenant', $1, true)", tenant);
        await work(connection);
    }

    private static async Task Refused(NpgsqlConnection connection, string sql, string? value = null)
    {
        await Execute(connection, "SAVEPOINT attempt");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => Execute(connection, sql, value));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        await Execute(connection, "ROLLBACK TO SAVEPOINT attempt");
    }

    private static async Task<int> Execute(NpgsqlConnection connection, string sql, string? value = null)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (value is not null) command.Parameters.AddWithValue(value);
        return await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> Count(NpgsqlConnection connection, string table)
    {
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM {table}", connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private static async Task<List<string>> Strings(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await reader.ReadAsync()) found.Add(reader.GetString(0));
        return found;
    }
}
