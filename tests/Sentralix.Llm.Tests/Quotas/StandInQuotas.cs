using System.Collections.Concurrent;
using Sentralix.Contracts;
using Sentralix.Contracts.Billing;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Tests.Quotas;

/// <summary>Billing's quotas as the contract describes them, with one limit for everybody, and switches for what may be wrong with it.</summary>
internal sealed class StandInQuotas : IQuotas
{
    public static readonly DateTimeOffset ResetsAt = DateTimeOffset.UtcNow.Date.AddDays(1);

    private readonly ConcurrentDictionary<(string Tenant, string Attempt), Entry> entries = new();
    private int asked;
    private int told;

    public long Limit { get; set; } = long.MaxValue;

    /// <summary>Thrown by everything; null: it is there.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Answered by everything; null: it decides itself.</summary>
    public Refusal? Always { get; set; }

    /// <summary>Answers nothing before this is completed.</summary>
    public TaskCompletionSource? Silence { get; set; }

    /// <summary>Only settling fails.</summary>
    public bool FailsToSettle { get; set; }

    /// <summary>How often a reservation was asked for, answered or not.</summary>
    public int Asked => Volatile.Read(ref asked);

    /// <summary>How often it was told how a call ended.</summary>
    public int Told => Volatile.Read(ref told);

    /// <summary>What was reserved, whatever became of it.</summary>
    public IReadOnlyList<Entry> Entries => [.. entries.Values.OrderBy(e => e.Attempt, StringComparer.Ordinal)];

    public long Used => entries.Values.Sum(e => e.Committed?.Amount ?? 0);

    public long Held => entries.Values.Sum(e => e is { Committed: null, IsReleased: false } ? e.Reserved?.Amount ?? 0 : 0);

    public async Task<Result<QuotaReservation>> Reserve(ReserveQuota body, CancellationToken cancellation)
    {
        Interlocked.Increment(ref asked);
        if (Fault is { } fault) throw fault;
        if (Always is { } always) return always;

        // What is asked for arrives, whether or not anybody waits for the answer.
        lock (entries)
        {
            if (Used + Held + body.Amount > Limit) return Refusal.QuotaExceeded(new ExceededQuota(body.Feature, Limit, Used + Held, ResetsAt));
            var entry = entries.GetOrAdd((CallContext.Current.Tenant, body.Attempt), _ => new Entry(body.Attempt));
            (entry.Reserved, entry.Actor) = (body, CallContext.Current.Actor);
        }

        if (Silence is { } silence) await silence.Task;
        return new QuotaReservation(body.Attempt, DateTimeOffset.UtcNow.AddMilliseconds(body.TtlMs));
    }

    public Task<Result<Done>> Commit(string attempt, CommitQuota body, CancellationToken cancellation) => Settle(attempt, entry =>
    {
        if (entry.Committed is { } before && (before.Amount != body.Amount || !before.Cost.SequenceEqual(body.Cost))) return Refusal.Conflict("commit_conflict", "Something else was committed.");
        entry.Committed = body;
        return null;
    });

    public Task<Result<Done>> Release(string attempt, CancellationToken cancellation) => Settle(attempt, entry =>
    {
        if (entry.Committed is not null) return Refusal.Conflict("commit_conflict", "Something was committed.");
        entry.IsReleased = true;
        return null;
    });

    private Task<Result<Done>> Settle(string attempt, Func<Entry, Refusal?> settle)
    {
        Interlocked.Increment(ref told);
        if (Fault is { } fault) throw fault;
        if (FailsToSettle) throw new ServiceUnavailableException("billing", "away");
        if (Always is { } always) return Task.FromResult<Result<Done>>(always);
        var entry = entries.GetOrAdd((CallContext.Current.Tenant, attempt), _ => new Entry(attempt));
        return Task.FromResult<Result<Done>>(settle(entry) is { } refusal ? refusal : Done.Value);
    }

    internal sealed class Entry(string attempt)
    {
        public string Attempt => attempt;

        public string? Actor { get; set; }

        public ReserveQuota? Reserved { get; set; }

        public CommitQuota? Committed { get; set; }

        public bool IsReleased { get; set; }
    }
}
