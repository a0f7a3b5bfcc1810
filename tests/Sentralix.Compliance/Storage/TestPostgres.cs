using Npgsql;
using Xunit;

namespace Sentralix.Compliance.Storage;

/// <summary>The PostgreSQL server of this test run, where there is one.</summary>
public static class TestPostgres
{
    private const string Variable = "SENTRALIX_TEST_POSTGRES";

    /// <summary>A superuser's connection string; skips the test, saying why, where there is no server.</summary>
    public static string OrSkip()
    {
        var given = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(given))
        {
            var why = Environment.GetEnvironmentVariable($"{Variable}_WHY_NOT");
            Assert.Skip($"No PostgreSQL: {(string.IsNullOrEmpty(why) ? $"{Variable} is not set" : why)}");
        }

        return given;
    }

    /// <summary>Creates an empty database and gives the superuser's connection string to it.</summary>
    public static async Task<string> CreateDatabase()
    {
        var server = OrSkip();
        var name = $"sentralix_test_{Guid.NewGuid():N}";
        await Run(server, $"CREATE DATABASE \"{name}\"");

        // Many kits share one server of a hundred connections.
        return new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ConnectionString;
    }

    /// <summary>Drops a database whoever is still connected, and then the role that was made for it.</summary>
    public static async Task DropDatabase(string connectionString, string? role)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        var name = server.Database!;
        server.Database = "postgres";
        await Run(server.ConnectionString, $"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
        if (role is not null) await Run(server.ConnectionString, $"DROP ROLE IF EXISTS \"{role}\"");
    }

    /// <summary>Runs a statement on a connection of its own.</summary>
    public static async Task Run(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
