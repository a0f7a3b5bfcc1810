using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Platform.Storage;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Storage;

/// <summary>What a unit of work promises on both databases.</summary>
public sealed class UnitOfWorkTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task A_unit_of_work_without_a_caller_throws(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind);

        await Assert.ThrowsAsync<InvalidOperationException>(() => kit.Store.Read((db, c) => db.Tools.CountAsync(c), default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => kit.Store.Write((db, c) => db.Tools.CountAsync(c), default));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_unit_of_work_that_fails_changes_nothing_and_wakes_nobody(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind);
        using var caller = Caller.Of("acme").Enter();
        var woken = 0;

        await Assert.ThrowsAsync<InvalidDataException>(() => kit.Store.Write<bool>(
            async (db, c) =>
            {
                db.Tools.Add(new Tool { Id = "hammer" });
                db.AfterCommit(() => woken++);
                await db.SaveChangesAsync(c);
                throw new InvalidDataException("no");
            },
            default));
        await kit.Store.Write(
            (db, _) =>
            {
                db.AfterCommit(() => woken += 10);
                return Task.FromResult(true);
            },
            default);

        Assert.Equal(10, woken);
        Assert.Equal(0, await kit.Store.Read((db, c) => db.Tools.CountAsync(c), default));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Changes_of_tracked_rows_are_saved_at_the_end_and_reads_track_nothing(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind);
        using var caller = Caller.Of("acme").Enter();
        await kit.Store.Write((db, _) => Task.FromResult(db.Tools.Add(new Tool { Id = "hammer", Name = "old" })), default);

        await kit.Store.Write(async (db, c) => (await db.Tools.SingleAsync(c)).Name = "Молоток", default);
        var tracked = await kit.Store.Read(
            async (db, c) =>
            {
                (await db.Tools.SingleAsync(c)).Name = "not saved";
                return db.ChangeTracker.Entries().Count();
            },
            default);

        Assert.Equal(0, tracked);
        Assert.Equal("Молоток", await kit.Store.Read((db, c) => db.Tools.Select(t => t.Name).SingleAsync(c), default));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Tenants_that_work_at_once_never_see_each_other(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind);
        var strangers = new ConcurrentBag<string>();

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
        {
            var tenant = $"tenant_{i % 4}";
            using var caller = Caller.Of(tenant).Enter();
            await kit.Store.Write((db, _) => Task.FromResult(db.Tools.Add(new Tool { Id = $"tool_{i}" })), default);
            foreach (var owner in await kit.Store.Read((db, c) => db.Tools.Select(t => t.TenantId).ToListAsync(c), default))
                if (owner != tenant) strangers.Add(owner);
        })));

        Assert.Empty(strangers);
        Assert.Equal(60, await kit.Store.Read(SystemScope.Queue, (db, c) => db.Tools.CountAsync(c), default));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_write_knows_its_own_caller_and_trace_whoever_writes_beside_it(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind);
        var queue = kit.Queue().Delivery;

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
        {
            using var caller = Caller.Of("acme", $"key:{i}").Enter();
            using var trace = new Activity("request").SetParentId(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom()).Start();
            await kit.Store.Write((db, c) => queue.Enqueue(db, "saw", trace.Id, null, null, c), default);
        })));

        var items = await kit.Store.Read(SystemScope.Queue, (db, c) => db.WorkItems.ToListAsync(c), default);
        Assert.Equal(40, items.Select(i => i.Actor).Distinct().Count());
        Assert.All(items, i => Assert.Equal($"\"{i.TraceParent}\"", i.Payload));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Times_are_kept_to_the_microsecond_and_in_utc(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind);
        using var caller = Caller.Of("acme").Enter();
        var time = new DateTimeOffset(2026, 11, 23, 4, 5, 6, TimeSpan.FromHours(3)).AddTicks(1234567);
        await kit.Store.Write(
            (db, _) => Task.FromResult(db.IdempotencyRecords.Add(new IdempotencyRecord
            {
                Actor = "a",
                Route = "r",
                Key = "k",
                Fingerprint = "f",
                Runner = "r",
                CreatedAt = time,
            })),
            default);

        var stored = await kit.Store.Read((db, c) => db.IdempotencyRecords.Select(r => r.CreatedAt).SingleAsync(c), default);

        Assert.Equal(TimeSpan.Zero, stored.Offset);
        Assert.Equal(time.UtcTicks / 10, stored.UtcTicks / 10);
        Assert.Equal(0, stored.UtcTicks % 10);
    }
}
