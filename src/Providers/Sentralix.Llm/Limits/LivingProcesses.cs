using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Llm.Accounting;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Hosting;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Limits;

/// <summary>The processes that serve Llm on this database. They share rates evenly; and what one of them held when it died comes back.</summary>
internal sealed class LivingProcesses(IStore<LlmDbContext> store, TimeProvider time)
{
    public static readonly UpkeepPlan Plan = new("llm.processes", TimeSpan.FromSeconds(5)) { AtStart = true };

    // Missed four times it does not count for shares; a machine that was asleep must not be buried at once.
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Dead = TimeSpan.FromSeconds(60);

    private volatile int count = 1;

    /// <summary>This process.</summary>
    public string Own { get; } = Ids.New("prs", time.GetUtcNow());

    /// <summary>How many there are, this one included.</summary>
    public int Count => count;

    /// <summary>This process's share of a limit that all of them keep together.</summary>
    public long Share(long limit) => Math.Max((limit + count - 1) / count, 1);

    /// <summary>Says that this process lives, counts the others, and buries the dead.</summary>
    public async Task Look(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        count = Math.Max(await store.Write(SystemScope.Ledger, async (db, c) =>
        {
            if (await db.Processes.Where(p => p.Id == Own).ExecuteUpdateAsync(set => set.SetProperty(p => p.SeenAt, now), c) == 0)
                db.Processes.Add(new ProcessRow { Id = Own, SeenAt = now });
            foreach (var process in await DeadOnes(db, now, c)) await Bury(db, process, c);
            return await db.Processes.CountAsync(p => p.SeenAt >= now - Silent && p.Id != Own, c) + 1;
        }, cancellation), 1);
    }

    /// <summary>The processes that are not there any more, also those that died before they had said that they live.</summary>
    private async Task<List<string>> DeadOnes(LlmDbContext db, DateTimeOffset now, CancellationToken cancellation)
    {
        var listed = db.Processes.Where(p => p.Id != Own);
        var unlisted = db.Attempts.Where(a => a.SettledSeq == null).Select(a => a.Process).Union(db.BudgetHolds.Select(h => h.Process))
            .Where(process => process != Own && !db.Processes.Any(p => p.Id == process));
        if (db.IsPostgres)
        {
            // One that has just been born may not be listed yet; ids begin with the time of their birth.
            var born = Ids.New("prs", now - Dead);
            listed = listed.Where(p => p.SeenAt < now - Dead);
            unlisted = unlisted.Where(process => string.Compare(process, born) < 0);
        }

        // SQLite serves one process, which is this one.
        return [.. await listed.Select(p => p.Id).ToListAsync(cancellation), .. await unlisted.Distinct().ToListAsync(cancellation)];
    }

    /// <summary>What a dead process held is free; what it was doing is accounted with its estimate, because the provider has probably done it.</summary>
    private static async Task Bury(LlmDbContext db, string process, CancellationToken cancellation)
    {
        await db.LockForAllTenants("ledger", cancellation);
        await db.Processes.Where(p => p.Id == process).ExecuteDeleteAsync(cancellation);
        await db.BudgetHolds.Where(h => h.Process == process).ExecuteDeleteAsync(cancellation);
        var seq = await db.Attempts.MaxAsync(a => a.SettledSeq, cancellation) ?? 0;
        foreach (var attempt in await db.Attempts.AsTracking().Where(a => a.Process == process && a.SettledSeq == null).OrderBy(a => a.Id).ToListAsync(cancellation))
        {
            attempt.SettledSeq = ++seq;
            attempt.Outcome = Outcomes.Lost;
            attempt.Source = Sources.Estimated;
            attempt.Vat ??= attempt.Cost is null ? null : 0;
        }

        // The next one's numbers follow.
        await db.SaveChangesAsync(cancellation);
    }
}
