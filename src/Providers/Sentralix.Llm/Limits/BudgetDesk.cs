using System.Collections.Concurrent;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Hosting;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Limits;

/// <summary>A budget of a limit.</summary>
/// <param name="Tenant">Whose money.</param>
/// <param name="LimitId">The limit.</param>
/// <param name="Period">Day or month.</param>
/// <param name="Zone">Whose days.</param>
/// <param name="Amount">Scaled.</param>
/// <param name="Currency">In what.</param>
internal sealed record Budget(string Tenant, string LimitId, string Period, TimeZoneInfo Zone, long Amount, string Currency);

/// <summary>Reserves money for attempts. What all processes have reserved and spent together never exceeds a budget by more than
/// what calls under way use beyond their estimates.</summary>
internal sealed class BudgetDesk(IStore<LlmDbContext> store, LivingProcesses processes, TimeProvider time)
{
    /// <summary>When idle money goes back: now and then, and at the end.</summary>
    public static readonly UpkeepPlan Returns = new("llm.budget-returns", TimeSpan.FromSeconds(30)) { AtEnd = true };

    private readonly ConcurrentDictionary<Budget, BudgetWindow> windows = new();

    /// <summary>Reserves in every budget or in none.</summary>
    /// <param name="budgets">The budgets that count the call.</param>
    /// <param name="amount">Scaled, in <paramref name="currency"/>.</param>
    /// <param name="currency">The price's.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The charges, or the budget that has too little left.</returns>
    public async ValueTask<(BudgetCharge[] Charges, BudgetWindow? Short)> Reserve(
        IReadOnlyList<Budget> budgets, long amount, string currency, CancellationToken cancellation)
    {
        if (budgets.Count == 0) return ([], null);
        var charges = new BudgetCharge[budgets.Count];
        for (var i = 0; i < charges.Length; i++)
        {
            var window = Window(budgets[i]);
            var isTaken = window.Currency == currency && (window.TryTake(amount) || await Ask(window, amount, cancellation));
            if (!isTaken)
            {
                foreach (var charge in charges.AsSpan(0, i)) charge.Release();
                return ([], window);
            }

            charges[i] = new BudgetCharge(window, amount);
        }

        return (charges, null);
    }

    /// <summary>Gives back what is held and not needed: at the end, and so that one process's idle share is not missing in another.</summary>
    public async Task ReturnIdle(CancellationToken cancellation)
    {
        foreach (var window in windows.Values)
        {
            if (window.TakeIdle() is var idle and > 0)
                await store.Write(SystemScope.Ledger, (db, c) => BudgetRows.Return(db, processes.Own, window, idle, c), cancellation);
        }
    }

    private BudgetWindow Window(Budget budget)
    {
        var now = time.GetUtcNow();
        if (windows.TryGetValue(budget, out var known) && now >= known.Starts && now < known.Ends) return known;
        var period = BudgetPeriod.Of(budget.Period, now, budget.Zone);
        var fresh = new BudgetWindow
        {
            Tenant = budget.Tenant,
            LimitId = budget.LimitId,
            Period = budget.Period,
            Starts = period.Starts,
            Ends = period.Ends,
            Currency = budget.Currency,
            Budget = budget.Amount,
        };
        return windows.AddOrUpdate(budget, fresh, (_, other) => other.Starts == fresh.Starts ? other : fresh);
    }

    private async Task<bool> Ask(BudgetWindow window, long amount, CancellationToken cancellation)
    {
        if (window.WasRefused(amount, time.GetUtcNow())) return false;
        await window.Asking.WaitAsync(cancellation);
        try
        {
            // Whoever asked before may have brought enough for both.
            while (!window.TryTake(amount))
            {
                if (window.WasRefused(amount, time.GetUtcNow())) return false;
                var granted = await store.Write(SystemScope.Ledger, (db, c) => BudgetRows.Hold(db, processes.Own, window, amount, window.Wish(amount), c), cancellation);
                if (granted == 0)
                {
                    window.Refused(amount, time.GetUtcNow());
                    return false;
                }

                window.Grant(granted);
            }

            return true;
        }
        finally
        {
            window.Asking.Release();
        }
    }
}
