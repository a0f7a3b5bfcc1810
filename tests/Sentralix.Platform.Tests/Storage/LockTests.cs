using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Platform.Storage;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Storage;

/// <summary>Locks of units of work on things that have no row yet.</summary>
public sealed class LockTests
{
    // Milliseconds; a lock that is free is had at once, and a machine may be busy.
    private const int GoesOnWithin = 1500;

    [Theory, ClassData(typeof(BothStores))]
    public async Task Units_that_lock_the_same_thing_see_each_others_rows(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind);

        // The next number is the count of rows: without the lock two of them count the same.
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            using var caller = Caller.Of("acme").Enter();
            await kit.Store.Write(async (db, c) =>
            {
                await db.Lock("number", "saw", c);
                db.Effects.Add(new Effect { OrderingKey = "saw", Number = await db.Effects.CountAsync(c) });
            }, default);
        })));

        using var reader = Caller.Of("acme").Enter();
        Assert.Equal(Enumerable.Range(0, 20), await kit.Store.Read((db, c) => db.Effects.Select(e => e.Number).OrderBy(n => n).ToListAsync(c), default));
    }

    [Theory]
    [InlineData("umbrella", "thread", "a\nb", true)]
    [InlineData("acme", "other", "a\nb", true)]
    [InlineData("acme", "thread", "ab\n", true)]
    [InlineData("acme", "thread", "a\nb", false)]
    public async Task Only_the_same_key_of_the_same_kind_and_tenant_waits(string tenant, string kind, string key, bool goesOn)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(StoreKind.Postgres);
        Assert.Equal(goesOn, await Meets(
            kit.Store, (db, c) => db.Lock("thread", "a\nb", c), kit.OpenStore(), tenant, (db, c) => db.Lock(kind, key, c)));
    }

    [Fact]
    public async Task Another_service_with_the_same_key_does_not_wait()
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(StoreKind.Postgres, withBlobs: true);
        var other = StoreRegistration<PlatformDbContext>.Open(
            kit.Settings, PlatformDbContext.Name, kit.Role, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);

        Assert.True(await Meets(kit.Store, (db, c) => db.Lock("thread", "a", c), other, "acme", (db, c) => db.Lock("thread", "a", c)));
    }

    [Fact]
    public async Task A_lock_for_all_tenants_holds_off_every_tenant()
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(StoreKind.Postgres);

        Assert.False(await Meets(
            kit.Store, (db, c) => db.LockForAllTenants("changes", c), kit.OpenStore(), "umbrella", (db, c) => db.LockForAllTenants("changes", c)));
    }

    [Fact]
    public async Task Shared_locks_go_together_and_hold_off_a_writer()
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(StoreKind.Postgres);
        var other = kit.OpenStore();

        Assert.True(await Meets(kit.Store, (db, c) => db.LockShared("collection", "a", c), other, "acme", (db, c) => db.LockShared("collection", "a", c)));
        Assert.False(await Meets(kit.Store, (db, c) => db.LockShared("collection", "a", c), other, "acme", (db, c) => db.Lock("collection", "a", c)));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Work_across_tenants_has_no_tenants_lock_to_take(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind);

        await Assert.ThrowsAsync<InvalidOperationException>(() => kit.Store.Write(SystemScope.Queue, (db, c) => db.Lock("thread", "a", c), default));
    }

    [Theory]
    [InlineData("acme", false)]
    [InlineData("umbrella", true)]
    public async Task An_item_of_a_key_waits_for_its_own_tenants_items_only(string tenant, bool goesOn)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(StoreKind.Postgres);
        var queue = kit.Queue().Delivery;

        Assert.Equal(goesOn, await Meets(
            kit.Store, (db, c) => queue.Enqueue(db, "saw", "x", "key", null, c), kit.OpenStore(), tenant, (db, c) => queue.Enqueue(db, "saw", "x", "key", null, c)));
    }

    /// <summary>Whether the second unit of work can take its lock while the first one, of acme, holds its own.</summary>
    private static async Task<bool> Meets<TOther>(
        IStore<WorkshopDbContext> first, Func<WorkshopDbContext, CancellationToken, Task> held,
        IStore<TOther> second, string tenant, Func<TOther, CancellationToken, Task> asked)
        where TOther : ServiceDbContext
    {
        var holds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var acme = Caller.Of("acme").Enter();
        var holding = Task.Run(() => first.Write(async (db, c) =>
        {
            await held(db, c);
            holds.TrySetResult();
            await release.Task;
        }, default));
        await holds.Task;

        Task asking;
        using (Caller.Of(tenant).Enter()) asking = Task.Run(() => second.Write(asked, default));
        var wentOn = await Task.WhenAny(asking, Task.Delay(TimeSpan.FromMilliseconds(GoesOnWithin), CancellationToken.None)) == asking;
        release.SetResult();
        await Task.WhenAll(holding, asking);
        return wentOn;
    }
}
