using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Storage;

/// <summary>PostgreSQL ends one of two units of work that wait for each other; nobody outside the store may notice.</summary>
public sealed class DeadlockTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_units_that_wait_for_each_other_both_succeed(bool throughTheChangeTracker)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(StoreKind.Postgres);
        using var caller = Caller.Of("acme").Enter();
        await kit.Store.Write(
            (db, _) =>
            {
                db.Tools.AddRange(new Tool { Id = "left" }, new Tool { Id = "right" });
                return Task.FromResult(true);
            },
            default);
        using var met = new Barrier(2);
        var runs = 0;

        Task<bool> Cross(string first, string second)
        {
            var mine = 0;
            return Task.Run(() => kit.Store.Write(
                async (db, c) =>
                {
                    Interlocked.Increment(ref runs);
                    await Change(db, first, throughTheChangeTracker, c);

                    // Only the first runs meet; the one that is run again goes straight on.
                    if (mine++ == 0) met.SignalAndWait(TimeSpan.FromSeconds(30), c);
                    await Change(db, second, throughTheChangeTracker, c);
                    return true;
                },
                default));
        }

        await Task.WhenAll(Cross("left", "right"), Cross("right", "left"));

        Assert.Equal(3, runs);
        Assert.Equal([2, 2], await kit.Store.Read((db, c) => db.Tools.Select(t => t.Rev).ToListAsync(c), default));
    }

    private static async Task Change(WorkshopDbContext db, string id, bool tracked, CancellationToken cancellation)
    {
        if (tracked)
        {
            // The token of the row would make a conflict of it, so the lock comes first, as in a service that means it.
            (await db.Tools.FromSql($"SELECT * FROM workshop.tools WHERE id = {id} FOR NO KEY UPDATE").AsTracking().SingleAsync(cancellation)).Rev++;
            await db.SaveChangesAsync(cancellation);
            return;
        }

        await db.Tools.Where(t => t.Id == id).ExecuteUpdateAsync(set => set.SetProperty(t => t.Rev, t => t.Rev + 1), cancellation);
    }

    [Fact]
    public async Task A_deadlock_in_the_final_save_is_run_again_too()
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(StoreKind.Postgres);
        using var caller = Caller.Of("acme").Enter();
        await kit.Store.Write(
            (db, _) =>
            {
                db.Tariffs.AddRange(new Tariff { Id = "left" }, new Tariff { Id = "right" });
                return Task.FromResult(true);
            },
            default);
        using var met = new Barrier(2);
        var runs = 0;

        Task<bool> Cross(string locked, string saved)
        {
            var mine = 0;
            return Task.Run(() => kit.Store.Write(
                async (db, c) =>
                {
                    Interlocked.Increment(ref runs);
                    var row = await db.Tariffs.AsTracking().SingleAsync(t => t.Id == saved, c);
                    await db.Tariffs.Where(t => t.Id == locked).ExecuteUpdateAsync(set => set.SetProperty(t => t.Name, t => t.Name + "x"), c);
                    if (mine++ == 0) met.SignalAndWait(TimeSpan.FromSeconds(30), c);
                    row.Name = "saved";
                    return true;
                },
                default));
        }

        await Task.WhenAll(Cross("left", "right"), Cross("right", "left"));

        Assert.Equal(3, runs);
    }
}
