using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Accounting;

/// <summary>The statements that the ledger is written with. Each record is a row of plain values: through EF's change tracker a record
/// would cost more than the call that it is about.</summary>
internal sealed class AttemptRows(LlmDbContext db, string process)
{
    // PostgreSQL is far away and takes many rows at once. SQLite is at hand, and looks for every parameter's name among all of a statement's.
    private const int RowsAtOnce = 20;

    private static readonly string[] Columns =
    [
        "tenant_id", "id", "call_id", "settled_seq", "process", "actor", "conversation", "operation", "model", "provider", "key_id", "upstream_model",
        "outcome", "error_code", "stream", "input", "cache_read", "cache_write", "cache_write_hour", "output", "reasoning", "audio_in", "audio_out",
        "source", "cost", "vat", "currency", "price_id", "at", "first_byte_microseconds", "duration_microseconds",
    ];

    private static readonly string[] Settled =
    [
        "settled_seq", "outcome", "error_code", "input", "cache_read", "cache_write", "cache_write_hour", "output", "reasoning", "audio_in", "audio_out",
        "source", "cost", "vat", "first_byte_microseconds", "duration_microseconds",
    ];

    private readonly string table = db.IsPostgres ? "llm.attempt" : "attempt";
    private int next;

    /// <summary>The number that was given last.</summary>
    public async Task<long> LastSettled(CancellationToken cancellation) => await db.Attempts.MaxAsync(a => a.SettledSeq, cancellation) ?? 0;

    /// <summary>Attempts that have begun and are under way.</summary>
    public Task Insert(IReadOnlyList<AttemptRecord> attempts, CancellationToken cancellation) => Insert(attempts, null, cancellation);

    /// <summary>Attempts that began and ended before anything was written.</summary>
    public Task InsertSettled(IReadOnlyList<AttemptRecord> attempts, long after, CancellationToken cancellation) => Insert(attempts, after, cancellation);

    /// <summary>Attempts whose beginning has been written.</summary>
    public async Task Settle(IReadOnlyList<AttemptRecord> attempts, long after, CancellationToken cancellation)
    {
        if (attempts.Count == 0) return;
        var set = string.Join(", ", Settled.Select((column, i) => string.Create(CultureInfo.InvariantCulture, $"{column} = @p{i}")));
        await using var command = Command($"UPDATE {table} SET {set} WHERE id = @p{Settled.Length.ToString(CultureInfo.InvariantCulture)} AND settled_seq IS NULL");
        foreach (var attempt in attempts)
        {
            next = 0;
            Add(command, ++after);
            AddOutcome(command, attempt);
            Add(command, attempt.Source);
            AddCost(command, attempt);
            AddTimes(command, attempt);
            Add(command, attempt.Id);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    private async Task Insert(IReadOnlyList<AttemptRecord> attempts, long? after, CancellationToken cancellation)
    {
        var done = 0;
        while (done < attempts.Count)
        {
            var rows = db.IsPostgres && attempts.Count - done >= RowsAtOnce ? RowsAtOnce : 1;
            await using var command = Command(Statement(rows));
            for (; done < attempts.Count && attempts.Count - done >= rows; done += rows)
            {
                next = 0;
                for (var i = 0; i < rows; i++) AddRow(command, attempts[done + i], after is null ? null : ++after);
                await command.ExecuteNonQueryAsync(cancellation);
            }
        }
    }

    private string Statement(int rows)
    {
        var text = new StringBuilder($"INSERT INTO {table} ({string.Join(", ", Columns)}) VALUES ");
        for (var row = 0; row < rows; row++)
        {
            text.Append(row == 0 ? "(" : ", (");
            for (var column = 0; column < Columns.Length; column++)
                text.Append(CultureInfo.InvariantCulture, $"{(column == 0 ? "" : ", ")}@p{(row * Columns.Length) + column}");
            text.Append(')');
        }

        return text.ToString();
    }

    private void AddRow(DbCommand command, AttemptRecord attempt, long? seq)
    {
        Add(command, attempt.Tenant);
        Add(command, attempt.Id);
        Add(command, attempt.CallId);
        Add(command, seq);
        Add(command, process);
        Add(command, attempt.Actor);
        Add(command, attempt.Conversation);
        Add(command, attempt.Operation);
        Add(command, attempt.Model);
        Add(command, attempt.Provider);
        Add(command, attempt.KeyId);
        Add(command, attempt.UpstreamModel);
        if (seq is null)
        {
            Add(command, (string?)null);
            Add(command, (string?)null);
            Add(command, attempt.Stream);
            for (var i = 0; i < 8; i++) Add(command, 0L);
            Add(command, (string?)null);
            Add(command, attempt.Estimate);
            Add(command, (long?)null);
        }
        else
        {
            Add(command, attempt.Outcome);
            Add(command, attempt.ErrorCode);
            Add(command, attempt.Stream);
            AddTokens(command, attempt);
            Add(command, attempt.Source);
            AddCost(command, attempt);
        }

        Add(command, attempt.Price?.Currency);
        Add(command, attempt.Price?.Id);
        Add(command, PlatformTime.ToMicroseconds(attempt.At));
        AddTimes(command, attempt);
    }

    private void AddOutcome(DbCommand command, AttemptRecord attempt)
    {
        Add(command, attempt.Outcome);
        Add(command, attempt.ErrorCode);
        AddTokens(command, attempt);
    }

    private void AddTokens(DbCommand command, AttemptRecord attempt)
    {
        var tokens = attempt.Tokens;
        Add(command, tokens.Input);
        Add(command, tokens.CacheRead);
        Add(command, tokens.CacheWrite);
        Add(command, tokens.CacheWriteHour);
        Add(command, tokens.Output);
        Add(command, tokens.Reasoning);
        Add(command, tokens.AudioIn);
        Add(command, tokens.AudioOut);
    }

    private void AddCost(DbCommand command, AttemptRecord attempt)
    {
        Add(command, attempt.Cost?.Amount);
        Add(command, attempt.Cost?.Vat);
    }

    private void AddTimes(DbCommand command, AttemptRecord attempt)
    {
        Add(command, (long?)attempt.FirstByte?.TotalMicroseconds);
        Add(command, attempt.IsSettled ? (long)attempt.Duration.TotalMicroseconds : 0L);
    }

    private void Add(DbCommand command, object? value)
    {
        // A statement is run many times with the same parameters.
        if (next == command.Parameters.Count)
        {
            var made = command.CreateParameter();
            made.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{next}");
            command.Parameters.Add(made);
        }

        command.Parameters[next++].Value = value ?? DBNull.Value;
    }

    private DbCommand Command(string text)
    {
        var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = text;
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }
}
