using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Accounting;

/// <summary>The statements that the ledger is written with. Each record is a row of plain values: through EF's change tracker a record
/// would cost more than the call that it is about.</summary>
internal sealed class AttemptRows(LlmDbContext db, string process)
{
    // PostgreSQL is far away and takes many rows at once; SQLite is at hand.
    private const int RowsAtOnce = 20;

    private static readonly string[] Columns =
    [
        "tenant_id", "id", "call_id", "settled_seq", "process", "actor", "conversation", "batch", "operation", "model", "provider", "key_id", "upstream_model",
        "outcome", "error_code", "stream", "input", "cache_read", "cache_write", "cache_write_hour", "output", "reasoning", "audio_in", "audio_out",
        "source", "cost", "vat", "currency", "price_id", "at", "first_byte_microseconds", "duration_microseconds",
    ];

    private static readonly string[] Settled =
    [
        "settled_seq", "outcome", "error_code", "input", "cache_read", "cache_write", "cache_write_hour", "output", "reasoning", "audio_in", "audio_out",
        "source", "cost", "vat", "first_byte_microseconds", "duration_microseconds",
    ];

    private readonly string table = db.IsPostgres ? "llm.attempt" : "attempt";

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
        await using var statement = RowStatement.Of(db, $"UPDATE {table} SET {set} WHERE id = @p{Settled.Length.ToString(CultureInfo.InvariantCulture)} AND settled_seq IS NULL");
        foreach (var attempt in attempts)
        {
            statement.Add(++after);
            AddOutcome(statement, attempt);
            statement.Add(attempt.Source);
            AddCost(statement, attempt);
            AddTimes(statement, attempt);
            statement.Add(attempt.Id);
            await statement.Run(cancellation);
        }
    }

    private async Task Insert(IReadOnlyList<AttemptRecord> attempts, long? after, CancellationToken cancellation)
    {
        var done = 0;
        while (done < attempts.Count)
        {
            var rows = db.IsPostgres && attempts.Count - done >= RowsAtOnce ? RowsAtOnce : 1;
            await using var statement = RowStatement.Of(db, Statement(rows));
            for (; done < attempts.Count && attempts.Count - done >= rows; done += rows)
            {
                for (var i = 0; i < rows; i++) AddRow(statement, attempts[done + i], after is null ? null : ++after);
                await statement.Run(cancellation);
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

    private void AddRow(RowStatement statement, AttemptRecord attempt, long? seq)
    {
        statement.Add(attempt.Tenant);
        statement.Add(attempt.Id);
        statement.Add(attempt.CallId);
        statement.Add(seq);
        statement.Add(process);
        statement.Add(attempt.Actor);
        statement.Add(attempt.Conversation);
        statement.Add(attempt.Batch);
        statement.Add(attempt.Operation);
        statement.Add(attempt.Model);
        statement.Add(attempt.Provider);
        statement.Add(attempt.KeyId);
        statement.Add(attempt.UpstreamModel);
        if (seq is null)
        {
            statement.Add((string?)null);
            statement.Add((string?)null);
            statement.Add(attempt.Stream);
            for (var i = 0; i < 8; i++) statement.Add(0L);
            statement.Add((string?)null);
            statement.Add(attempt.Estimate);
            statement.Add((long?)null);
        }
        else
        {
            statement.Add(attempt.Outcome);
            statement.Add(attempt.ErrorCode);
            statement.Add(attempt.Stream);
            AddTokens(statement, attempt);
            statement.Add(attempt.Source);
            AddCost(statement, attempt);
        }

        statement.Add(attempt.Price?.Currency);
        statement.Add(attempt.Price?.Id);
        statement.Add(PlatformTime.ToMicroseconds(attempt.At));
        AddTimes(statement, attempt);
    }

    private static void AddOutcome(RowStatement statement, AttemptRecord attempt)
    {
        statement.Add(attempt.Outcome);
        statement.Add(attempt.ErrorCode);
        AddTokens(statement, attempt);
    }

    private static void AddTokens(RowStatement statement, AttemptRecord attempt)
    {
        var tokens = attempt.Tokens;
        statement.Add(tokens.Input);
        statement.Add(tokens.CacheRead);
        statement.Add(tokens.CacheWrite);
        statement.Add(tokens.CacheWriteHour);
        statement.Add(tokens.Output);
        statement.Add(tokens.Reasoning);
        statement.Add(tokens.AudioIn);
        statement.Add(tokens.AudioOut);
    }

    private static void AddCost(RowStatement statement, AttemptRecord attempt)
    {
        statement.Add(attempt.Cost?.Amount);
        statement.Add(attempt.Cost?.Vat);
    }

    private static void AddTimes(RowStatement statement, AttemptRecord attempt)
    {
        statement.Add((long?)attempt.FirstByte?.TotalMicroseconds);
        statement.Add(attempt.IsSettled ? (long)attempt.Duration.TotalMicroseconds : 0L);
    }
}
