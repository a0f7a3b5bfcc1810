using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Sentralix.EndToEnd.Hosting;

/// <summary>A fresh installation for one test: a folder, a known admin key, SQLite or a database of its own.</summary>
internal sealed class Installation : IAsyncDisposable
{
    /// <summary>The admin key of every installation here.</summary>
    public const string AdminKey = "sx_live_endtoend_0123456789abcdefghij";

    private readonly string folder = Directory.CreateTempSubdirectory("sentralix-e2e-").FullName;
    private readonly string? server;

    private Installation(string? server) => this.server = server;

    public string DataDirectory => Path.Combine(folder, "data");

    /// <summary>The owner's connection string; null on SQLite.</summary>
    public string? Database { get; private set; }

    public static IEnumerable<TheoryDataRow<string>> Kinds => [new("sqlite"), new("postgres")];

    /// <summary>An installation on <c>sqlite</c> or <c>postgres</c>; without a server the test is skipped, and says why.</summary>
    public static async Task<Installation> Create(string kind)
    {
        if (kind == "sqlite") return new Installation(null);
        var server = Environment.GetEnvironmentVariable("SENTRALIX_TEST_POSTGRES");
        if (server is null) Assert.Skip(Environment.GetEnvironmentVariable("SENTRALIX_TEST_POSTGRES_WHY_NOT") ?? "SENTRALIX_TEST_POSTGRES is not set: run ./test.");
        var installation = new Installation(server);
        var name = $"sentralix_e2e_{Guid.NewGuid():N}";
        await Execute(server, $"CREATE DATABASE {name}");
        installation.Database = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
        return installation;
    }

    /// <summary>The arguments of a process of this installation.</summary>
    public IEnumerable<string> Arguments(params string[] more) =>
    [
        "--data", DataDirectory, "--public-url", "http://127.0.0.1:0", "--internal-url", "http://127.0.0.1:0", "--ADMIN_KEY", AdminKey, "--storage", Database ?? "sqlite", .. more,
    ];

    /// <summary>A tenant, as the tables name it: tokens between services are for a tenant.</summary>
    /// <param name="name">Its name; null: the only one.</param>
    public async Task<string> Tenant(string? name = null)
    {
        await using DbConnection connection = Database is null
            ? new SqliteConnection($"Data Source={Path.Combine(DataDirectory, "api.db")};Mode=ReadOnly")
            : new NpgsqlConnection(Database);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Database is null ? "SELECT tenant_id FROM tenants WHERE name = coalesce(@name, name)" : "SELECT tenant_id FROM api.tenants WHERE name = coalesce(@name, name)";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.DbType, parameter.Value) = ("@name", System.Data.DbType.String, (object?)name ?? DBNull.Value);
        command.Parameters.Add(parameter);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Arguments that make an OpenAI-compatible upstream the default model.</summary>
    public static string[] Upstream(Uri baseUrl, string key = "upstream-key") =>
    [
        "--Llm:DefaultModel", "test-model", "--Llm:Upstreams:0:Name", "test", "--Llm:Upstreams:0:BaseUrl", baseUrl.ToString(), "--Llm:Upstreams:0:ApiKey", key,
        "--Llm:Upstreams:0:Models:0:Id", "test-model",
    ];

    public async ValueTask DisposeAsync()
    {
        if (Database is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await Execute(server!, $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(Database).Database} WITH (FORCE)");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task Execute(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
