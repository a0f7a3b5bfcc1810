using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Durability;

/// <summary>Llm's ledger and budgets as they lie in the database, while no process runs.</summary>
internal sealed record StoredLedger(IReadOnlyList<StoredAttempt> Attempts, long Spent, long Held)
{
    public static async Task<StoredLedger> Read(Installation installation)
    {
        await using var connection = await Open(installation);
        var schema = installation.Database is null ? "" : "llm.";
        var attempts = new List<StoredAttempt>();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT conversation, outcome, settled_seq, input + cache_read + cache_write, output + reasoning, coalesce(cost, 0) FROM {schema}attempt";
        await using (var rows = await command.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
            {
                attempts.Add(new StoredAttempt(
                    rows.GetString(0), await rows.IsDBNullAsync(1) ? null : rows.GetString(1), await rows.IsDBNullAsync(2) ? null : rows.GetInt64(2),
                    (rows.GetInt64(3), rows.GetInt64(4)), rows.GetInt64(5)));
            }
        }

        return new StoredLedger(attempts, await Sum($"SELECT coalesce(sum(spent), 0) FROM {schema}budget"), await Sum($"SELECT coalesce(sum(amount), 0) FROM {schema}budget_hold"));

        async Task<long> Sum(string text)
        {
            await using var sum = connection.CreateCommand();
            sum.CommandText = text;
            return Convert.ToInt64(await sum.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>As if a minute had gone by since anybody was seen.</summary>
    public static async Task Age(Installation installation)
    {
        await using var connection = await Open(installation);
        await using var command = connection.CreateCommand();
        command.CommandText = $"UPDATE {(installation.Database is null ? "" : "llm.")}process SET seen_at = seen_at - 120000000";
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<DbConnection> Open(Installation installation)
    {
        // Not read-only: what the killed process has left in the log beside the file is part of it.
        DbConnection connection = installation.Database is null
            ? new SqliteConnection($"Data Source={Path.Combine(installation.DataDirectory, "llm.db")};Pooling=False")
            : new NpgsqlConnection(installation.Database);
        await connection.OpenAsync();
        return connection;
    }
}

/// <summary>A record.</summary>
/// <param name="Tag">Of the call.</param>
/// <param name="Outcome">Null: under way.</param>
/// <param name="Seq">Null: under way.</param>
/// <param name="Tokens">As the provider counted.</param>
/// <param name="Cost">Scaled.</param>
internal sealed record StoredAttempt(string Tag, string? Outcome, long? Seq, (long Prompt, long Completion) Tokens, long Cost);
