using Microsoft.EntityFrameworkCore;
using Sentralix.Llm.Accounting;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Storage;

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
        var holds = await Holds(db, window).AsTracking().ToListAsync(cancellation);
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
        Holds(db, window).Where(h => h.Process == process).ExecuteUpdateAsync(set => set.SetProperty(h => h.Amount, h => h.Amount > amount ? h.Amount - amount : 0), cancellation);

    /// <summary>Turns what settled attempts have cost from held into spent.</summary>
    /// <remarks>Written with every batch of the ledger, so without EF's translation of a query.</remarks>
    public static async Task Spend(LlmDbContext db, string process, IEnumerable<AttemptRecord> settled, CancellationToken cancellation)
    {
        var schema = db.IsPostgres ? "llm." : "";
        foreach (var charges in settled.SelectMany(a => a.Charges).GroupBy(c => c.Window))
        {
            var (window, cost) = (charges.Key, charges.Sum(c => c.Cost));
            if (cost == 0) continue;
            await using var spend = RowStatement.Of(
                db,
                $"INSERT INTO {schema}budget (spent, tenant_id, limit_id, period, starts) VALUES (@p0, @p1, @p2, @p3, @p4) "
                + "ON CONFLICT (tenant_id, limit_id, period, starts) DO UPDATE SET spent = budget.spent + excluded.spent");
            spend.Add(cost);
            AddKey(spend, window);
            await spend.Run(cancellation);
            await using var release = RowStatement.Of(
                db,
                $"UPDATE {schema}budget_hold SET amount = CASE WHEN amount > @p0 THEN amount - @p0 ELSE 0 END "
                + "WHERE tenant_id = @p1 AND limit_id = @p2 AND period = @p3 AND starts = @p4 AND process = @p5");
            release.Add(cost);
            AddKey(release, window);
            release.Add(process);
            await release.Run(cancellation);
        }
    }

    private static void AddKey(RowStatement statement, BudgetWindow window)
    {
        statement.Add(window.Tenant);
        statement.Add(window.LimitId);
        statement.Add(window.Period);
        statement.Add(PlatformTime.ToMicroseconds(window.Starts));
    }

    private static IQueryable<BudgetHoldRow> Holds(LlmDbContext db, BudgetWindow window) => db.BudgetHolds.Where(h =>
        h.TenantId == window.Tenant && h.LimitId == window.LimitId && h.Period == window.Period && h.Starts == window.Starts);
}
