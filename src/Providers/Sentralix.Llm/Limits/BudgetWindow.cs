namespace Sentralix.Llm.Limits;

/// <summary>One budget in one of its periods, as far as this process goes: what it may spend without asking again, and what it has.</summary>
internal sealed class BudgetWindow
{
    // Asked for this much at once, relative to the budget: small enough that what several processes hold and do not need does not matter.
    private const int Share = 100;

    // Whoever was refused is refused again for so long without another look at the database.
    private static readonly TimeSpan RefusalHolds = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private long held;
    private long used;
    private long refusedAmount = long.MaxValue;
    private DateTimeOffset refusedUntil;

    public required string Tenant { get; init; }

    public required string LimitId { get; init; }

    /// <summary><c>day</c> or <c>month</c>.</summary>
    public required string Period { get; init; }

    public required DateTimeOffset Starts { get; init; }

    public required DateTimeOffset Ends { get; init; }

    public required string Currency { get; init; }

    /// <summary>Scaled.</summary>
    public required long Budget { get; init; }

    /// <summary>One asks for more at a time.</summary>
    public SemaphoreSlim Asking { get; } = new(1, 1);

    /// <summary>How much to ask for, when so much is missing.</summary>
    public long Wish(long amount) => Math.Max(amount, Budget / Share);

    /// <summary>Takes from what is held.</summary>
    public bool TryTake(long amount)
    {
        lock (gate)
        {
            if (used + amount > held) return false;
            used += amount;
            return true;
        }
    }

    public bool WasRefused(long amount, DateTimeOffset now)
    {
        lock (gate) return now < refusedUntil && amount >= refusedAmount;
    }

    public void Refused(long amount, DateTimeOffset now)
    {
        lock (gate) (refusedAmount, refusedUntil) = (amount, now + RefusalHolds);
    }

    /// <summary>The database has granted more.</summary>
    public void Grant(long amount)
    {
        lock (gate) held += amount;
    }

    /// <summary>What a call had taken has become what it cost, or nothing.</summary>
    public void Change(long difference)
    {
        lock (gate) used += difference;
    }

    /// <summary>So much has been written as spent, and taken out of what is held, with one commit.</summary>
    public void Written(long cost)
    {
        lock (gate)
        {
            used -= cost;
            held = Math.Max(held - cost, 0);
        }
    }

    /// <summary>What is held and not needed, which is no longer held then.</summary>
    public long TakeIdle()
    {
        lock (gate)
        {
            var idle = Math.Max(held - used, 0);
            held -= idle;
            return idle;
        }
    }
}

/// <summary>What one attempt has taken of a budget.</summary>
internal sealed class BudgetCharge(BudgetWindow window, long reserved)
{
    public BudgetWindow Window => window;

    /// <summary>What it cost in the end; known once it is settled.</summary>
    public long Cost { get; private set; }

    public void Settle(long cost)
    {
        Cost = cost;
        window.Change(cost - reserved);
    }

    public void Written() => window.Written(Cost);

    /// <summary>The attempt was not made.</summary>
    public void Release() => window.Change(-reserved);
}
