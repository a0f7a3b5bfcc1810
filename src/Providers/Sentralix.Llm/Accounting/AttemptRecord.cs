using Sentralix.Llm.Limits;

namespace Sentralix.Llm.Accounting;

/// <summary>One attempt at a provider, from its beginning to its settlement. Settled once, whatever happens and whoever tries again.</summary>
internal sealed class AttemptRecord
{
    private const int Queued = 0;
    private const int SettledInQueue = 1;
    private const int Taken = 2;

    private int settled;
    private int place;

    public required string Tenant { get; init; }

    public required string Id { get; init; }

    public required string CallId { get; init; }

    public required string Actor { get; init; }

    public string? Conversation { get; init; }

    /// <summary>The batch that it is a line of.</summary>
    public string? Batch { get; init; }

    public required string Operation { get; init; }

    public required string Model { get; init; }

    public required string Provider { get; init; }

    public string? KeyId { get; init; }

    public required string UpstreamModel { get; init; }

    public bool Stream { get; init; }

    /// <summary>Null: there is none.</summary>
    public Price? Price { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>It costs nothing and counts no tokens, whatever comes back.</summary>
    public bool IsFree { get; init; }

    /// <summary>What is held for it in the budgets.</summary>
    public BudgetCharge[] Charges { get; init; } = [];

    /// <summary>What it would cost if all of its estimate were used: what a crash in its middle is accounted with.</summary>
    public long? Estimate { get; init; }

    public string Outcome { get; private set; } = "";

    public string? ErrorCode { get; private set; }

    public TokenCounts Tokens { get; private set; }

    public string Source { get; private set; } = "";

    public Cost? Cost { get; private set; }

    public TimeSpan? FirstByte { get; set; }

    public TimeSpan Duration { get; private set; }

    /// <summary>Whether its beginning is in the ledger already. The ledger's writer alone reads and writes it.</summary>
    public bool IsWritten { get; set; }

    public bool IsSettled => Volatile.Read(ref settled) != 0;

    /// <summary>The ledger's writer takes it out of the queue.</summary>
    /// <returns>Whether it is to be written as settled.</returns>
    public bool Take() => Interlocked.CompareExchange(ref place, Taken, Queued) != Queued;

    /// <summary>It has been settled.</summary>
    /// <returns>Whether it must go into the queue once more: its beginning has been taken out already.</returns>
    public bool MustQueueAgain() => Interlocked.CompareExchange(ref place, SettledInQueue, Queued) == Taken;

    /// <returns>False: it had been settled before, and nothing has changed.</returns>
    public bool TrySettle(string outcome, string? errorCode, in TokenCounts tokens, string source, TimeSpan duration)
    {
        if (Interlocked.Exchange(ref settled, 1) != 0) return false;
        Outcome = outcome;
        ErrorCode = errorCode;
        Tokens = IsFree ? default : tokens;
        Source = IsFree ? Sources.None : source;
        Duration = duration;
        Cost = Source == Sources.None ? new Cost(0, 0) : Price?.Of(tokens);
        return true;
    }
}

/// <summary>How an attempt ended.</summary>
internal static class Outcomes
{
    public const string Answered = "answered";
    public const string Failed = "failed";
    public const string Cut = "cut";
    public const string Cancelled = "cancelled";
    public const string Cached = "cached";
    public const string Lost = "lost";
}

/// <summary>Who counted an attempt's tokens.</summary>
internal static class Sources
{
    public const string Provider = "provider";
    public const string Estimated = "estimated";
    public const string None = "none";
}
