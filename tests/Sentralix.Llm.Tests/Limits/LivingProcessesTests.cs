using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Llm.Limits;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Llm.Tests.Limits;

/// <summary>What becomes of what a dead process held and was doing.</summary>
public sealed class LivingProcessesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Now);

    [Theory, ClassData(typeof(BothStores))]
    public async Task Several_that_died_before_anybody_looked_are_buried_together(StoreKind kind)
    {
        await using var kit = await StoreKit<LlmDbContext>.Open(kind);
        await Process(kit, "prs_a", Now.AddMinutes(-2), "att_1", "att_2");
        await Process(kit, "prs_b", Now.AddMinutes(-3), "att_3");
        await Process(kit, "prs_c", Now.AddMinutes(-4));

        await new LivingProcesses(kit.Store, clock).Look(default);

        var (attempts, holds, processes) = await Look(kit);
        Assert.Equal([("att_1", "lost"), ("att_2", "lost"), ("att_3", "lost")], attempts.Select(a => (a.Id, a.Outcome!)));
        Assert.Equal([1, 2, 3], attempts.Select(a => (int)a.SettledSeq!.Value).Order());
        Assert.Equal((0, 1), (holds, processes));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Where_only_one_process_can_be_whoever_was_there_before_is_dead(StoreKind kind)
    {
        await using var kit = await StoreKit<LlmDbContext>.Open(kind);
        await Process(kit, "prs_before", Now.AddSeconds(-1), "att_1");

        var living = new LivingProcesses(kit.Store, clock);
        await living.Look(default);

        // Several share PostgreSQL: this one was seen a second ago.
        var (attempts, holds, _) = await Look(kit);
        Assert.Equal(kind == StoreKind.Sqlite ? ("lost", 0, 1) : (null, 1, 2), (Assert.Single(attempts).Outcome, holds, living.Count));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task One_that_died_before_it_could_say_that_it_lives_is_found_by_what_it_left(StoreKind kind)
    {
        await using var kit = await StoreKit<LlmDbContext>.Open(kind);
        var (dead, young) = (Ids.New("prs", Now.AddMinutes(-2)), Ids.New("prs", Now.AddSeconds(-2)));
        await Process(kit, dead, Now.AddMinutes(-2), "att_1");
        await Process(kit, young, Now.AddSeconds(-2), "att_2");
        await kit.Store.Write(SystemScope.Ledger, (db, c) => db.Processes.ExecuteDeleteAsync(c), default);

        await new LivingProcesses(kit.Store, clock).Look(default);

        // The young one may live and be about to say so, but for SQLite, where it cannot.
        var (attempts, holds, _) = await Look(kit);
        Assert.Equal(kind == StoreKind.Sqlite ? ["lost", "lost"] : ["lost", null], attempts.Select(a => a.Outcome));
        Assert.Equal(kind == StoreKind.Sqlite ? 0 : 1, holds);
    }

    private static Task Process(StoreKit<LlmDbContext> kit, string process, DateTimeOffset seen, params string[] attempts) => kit.Store.Write(SystemScope.Ledger, (db, _) =>
    {
        db.Processes.Add(new ProcessRow { Id = process, SeenAt = seen });
        db.BudgetHolds.Add(new BudgetHoldRow { TenantId = "acme", LimitId = "lim_1", Period = "day", Starts = Now.Date, Process = process, Amount = 7 });
        foreach (var id in attempts)
        {
            db.Attempts.Add(new AttemptRow
            {
                TenantId = "acme",
                Id = id,
                CallId = $"llm_{id}",
                Process = process,
                Actor = "key:1",
                Operation = "chat",
                Model = "m",
                Provider = "p",
                UpstreamModel = "m",
                Cost = 5,
                Currency = "RUB",
                At = seen,
            });
        }

        return Task.CompletedTask;
    }, default);

    private static Task<(List<AttemptRow> Attempts, int Holds, int Processes)> Look(StoreKit<LlmDbContext> kit) => kit.Store.Read(
        SystemScope.Ledger, async (db, c) => (await db.Attempts.OrderBy(a => a.Id).ToListAsync(c), await db.BudgetHolds.CountAsync(c), await db.Processes.CountAsync(c)), default);
}
