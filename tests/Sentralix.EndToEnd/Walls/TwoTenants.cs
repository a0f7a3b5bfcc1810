using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Walls;

/// <summary>An installation with a second tenant. The platform makes one only, so the other is written into its database while it stands.</summary>
internal static class TwoTenants
{
    public const string OtherKey = "sx_live_theothertenant_0123456789abcdef";

    /// <summary>Adds the tenant with an admin key of its own, and a given-up work item of the first tenant to every service.</summary>
    public static async Task Arrange(Installation installation)
    {
        await Execute(installation, "api", """
            INSERT INTO tenants (tenant_id, name, created_at) SELECT 'ten_other', 'other', created_at FROM tenants;
            INSERT INTO connections (tenant_id, id, created_at) SELECT 'ten_other', 'con_other', created_at FROM connections;
            INSERT INTO api_keys (tenant_id, id, name, hash, last_four, scopes, created_at)
                SELECT 'ten_other', 'key_other', 'admin', $hash, 'cdef', '*', created_at FROM api_keys LIMIT 1;
            """, ("$hash", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(OtherKey)))));
        var (tenant, now) = await First(installation);
        foreach (var service in (string[])["api", "orchestrator", "assistants", "knowledge", "llm", .. ServedRoute.Messengers])
            await Execute(installation, service, """
                INSERT INTO work_items (id, tenant_id, kind, payload, actor, due_at, created_at, attempts, state, fence, error)
                VALUES ($id, $tenant, 'walls.secret', '{}', 'system', $now, $now, 3, 'dead', 1, 'The secret of the first tenant.')
                """, ("$id", Belongings.WorkItem), ("$tenant", tenant), ("$now", now));
    }

    /// <summary>The key of an update that the first tenant's connection of a messenger has taken: it names no conversation that others could know.</summary>
    public static async Task<string> FirstUpdate(Installation installation, string service)
    {
        await using var connection = await Open(installation, service);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT key FROM updates LIMIT 1";
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<(string Tenant, long Now)> First(Installation installation)
    {
        await using var connection = await Open(installation, "api");
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT tenant_id, created_at FROM tenants WHERE name = 'default'";
        await using var row = await command.ExecuteReaderAsync();
        Assert.True(await row.ReadAsync());
        return (row.GetString(0), row.GetInt64(1));
    }

    private static async Task Execute(Installation installation, string service, string sql, params (string Name, object Value)[] values)
    {
        await using var connection = await Open(installation, service);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is written above; the values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
        Assert.True(await command.ExecuteNonQueryAsync() > 0);
    }

    private static async Task<SqliteConnection> Open(Installation installation, string service)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(installation.DataDirectory, $"{service}.db")};Mode=ReadWrite;Pooling=False");
        await connection.OpenAsync();
        return connection;
    }
}
