using Npgsql;

namespace Sentralix.Bench.Load;

/// <summary>A database of a bench's own on a given PostgreSQL server.</summary>
internal sealed class ScratchDatabase : IAsyncDisposable
{
    private readonly string server;
    private readonly string name = $"sentralix_bench_{Guid.NewGuid():N}";

    private ScratchDatabase(string server) => this.server = server;

    public string Connection => new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;

    public static async Task<ScratchDatabase> Create(string server)
    {
        var database = new ScratchDatabase(server);
        await database.Execute($"CREATE DATABASE {database.name}");
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Execute($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    private async Task Execute(string sql)
    {
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
