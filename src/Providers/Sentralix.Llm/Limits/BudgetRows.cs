using Microsoft.EntityFrameworkCore;
using Sentralix.Llm.Accounting;
using Sentralix.Llm.Storage;

namespace Sentralix.Llm.Limits;

/// <summary>Budgets in the database: what is spent, and what processes hold of the rest.</summary>
internal static class BudgetRows
{
    /// <summary>Grants a process as much of a budget as it wishes, or what is left, if that is enough.</summary>
    /// <returns>What was granted; 0: less is left than is needed.</returns>
    public static async Task<long> Hold(LlmDbContext db, string process, BudgetWindow window, long needed, long wished, CancellationToken cancellation)
    {
        await db.LockForAllTenants("ledger", cancellation);
        var spent = await db.Budgets.Where(b => b.TenantId == window.Tenant && b.LimitId == window.LimitId && b.Period == window.Period && b.Starts == window.Starts)
            .SumAsync(b => b.Spent, cancellation);
        var holds = await db.BudgetHolds.AsTracking().Where(h => h.TenantId == window.Tenant && h.LimitId == window.LimitId && h.Period == window.Period && h.Starts == window.Starts)
            .ToListAsync(cancellation);
        var left = window.Budget - spent - holds.Sum(h => h.Amount);
        if (left < needed) return 0;
        var granted = Math.Min(left, wished);
        if (holds.Find(h => h.Process == process) is { } mine)
        {
            mine.Amount += granted;
        }
        else
        {
            db.BudgetHolds.Add(new BudgetHoldRow
            {
                TenantId = window.Tenant,
                LimitId = window.LimitId,
                Period = window.Period,
                Starts = window.Starts,
                Process = process,
                Amount = granted,
            });
        }

        return granted;
    }

    /// <summary>Gives back what a process holds and does not need.</summary>
    public static Task Return(LlmDbContext db, string process, BudgetWindow window, long amount, CancellationToken cancellation) =>
        OfProcess(db, process, window).ExecuteUpdateAsync(set => set.SetProperty(h => h.Amount, h => h.Amount > amount ? h.Amount - amount : 0), cancellation);

    /// <summary>Turns what settled attempts have cost from held into spent.</summary>
    public static async Task Spend(LlmDbContext db, string process, IEnumerable<AttemptRecord> settled, CancellationToken cancellation)
    {
        foreach (var charges in settled.SelectMany(a => a.Charges).GroupBy(c => c.Window))
        {
            var (window, cost) = (charges.Key, charges.Sum(c => c.Cost));
            if (cost == 0) continue;
            var updated = await db.Budgets.Where(b => b.TenantId == window.Tenant && b.LimitId == window.LimitId && b.Period == window.Period && b.Starts == window.Starts)
                .ExecuteUpdateAsync(set => set.SetProperty(b => b.Spent, b => b.Spent + cost), cancellation);
            if (updated == 0)
                db.Budgets.Add(new BudgetRow { TenantId = window.Tenant, LimitId = window.LimitId, Period = window.Period, Starts = window.Starts, Spent = cost });
            await Return(db, process, window, cost, cancellation);
        }

        await db.SaveChangesAsync(cancellation);
    }

    private static IQueryable<BudgetHoldRow> OfProcess(LlmDbContext db, string process, BudgetWindow window) => db.BudgetHolds.Where(h =>
        h.TenantId == window.Tenant && h.LimitId == window.LimitId && h.Period == window.Period && h.Starts == window.Starts && h.Process == process);
}
