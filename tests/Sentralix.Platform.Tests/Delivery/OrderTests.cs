using System.Collections.Concurrent;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Operations;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Delivery;

/// <summary>One key: one after another, in order. Different keys: side by side.</summary>
public sealed class OrderTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task Items_of_a_key_run_one_after_another_in_the_order_they_were_put_in(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var log = new RunLog();
        var queue = await bench.Run(handlers: log.Worker("saw", (_, c) => Task.Delay(Random.Shared.Next(0, 6), c)));

        await Task.WhenAll(Enumerable.Range(0, 10).Select(key => Task.Run(async () =>
        {
            for (var number = 0; number < 20; number++) await bench.Put(queue, "saw", $"key_{key}", number);
        })));
        await bench.Empty();

        Assert.Empty(log.Overlaps);
        Assert.Equal(10, log.ByKey.Count);
        Assert.All(log.ByKey.Values, numbers => Assert.Equal(Enumerable.Range(0, 20), numbers));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Items_that_are_put_in_together_run_in_the_order_given_also_behind_what_is_there(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var log = new RunLog();
        var queue = await bench.Run(handlers: log.Worker("saw", (_, c) => Task.Delay(Random.Shared.Next(0, 3), c)));

        // From several callers at once, each with its keys in another order: they wait for each other and never in a circle.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            for (var round = 0; round < 5; round++)
            {
                var keys = Enumerable.Range(0, 6).ToArray();
                Random.Shared.Shuffle(keys);
                var jobs = keys.SelectMany(key => Enumerable.Range(round * 4, 4).Select(number => new Job($"key_{caller}_{key}", number)))
                    .Concat(keys.Select(key => new Job($"shared_{key}", (caller * 5) + round))).ToArray();
                await bench.Kit.Store.Write(async (db, c) =>
                {
                    await queue.Delivery.EnqueueAll(db, "saw", [.. jobs.Select(j => new NewWork<Job>(j, j.Key))], c);
                    return 0;
                }, default);
            }
        })));
        await bench.Empty();

        Assert.Empty(log.Overlaps);
        Assert.Equal(30, log.ByKey.Count);
        Assert.All(log.ByKey.Where(k => k.Key.StartsWith("key", StringComparison.Ordinal)), key => Assert.Equal(Enumerable.Range(0, 20), key.Value));
        Assert.All(log.ByKey.Where(k => k.Key.StartsWith("shared", StringComparison.Ordinal)), key => Assert.Equal(Enumerable.Range(0, 20), key.Value.Order()));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Items_of_different_keys_run_side_by_side(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var arrived = new CountdownEvent(4);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = await bench.Run(handlers: new Worker("saw", async (_, c) =>
        {
            // Nobody goes on before all four are here.
            if (arrived.Signal()) all.SetResult();
            await all.Task.WaitAsync(c);
        }));

        foreach (var key in (string?[])["a", "b", null, null]) await bench.Put(queue, "saw", key, 0);

        await bench.Empty();
        Assert.Equal(0, arrived.CurrentCount);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task No_more_of_a_kind_run_at_once_than_it_says_and_other_kinds_have_room(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var (now, most) = (0, 0);
        var other = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var narrow = new Worker("saw", async (_, c) =>
        {
            var inside = Interlocked.Increment(ref now);
            for (var seen = Volatile.Read(ref most); inside > seen; seen = Volatile.Read(ref most)) Interlocked.CompareExchange(ref most, inside, seen);

            // The first ones hold their places until the other kind has run.
            await other.Task.WaitAsync(c);
            Interlocked.Decrement(ref now);
        }) { Kind = new WorkKind("saw") { MaxAtOnce = 3 } };
        var queue = await bench.Run(handlers: [narrow, new Worker("plane", (_, _) =>
        {
            other.TrySetResult();
            return Task.CompletedTask;
        })]);

        for (var number = 0; number < 100; number++) await bench.Put(queue, "saw", $"key_{number}", number);
        await bench.Put(queue, "plane", null, 0);

        await bench.Empty();
        Assert.Equal(3, most);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Items_of_a_key_put_in_by_one_unit_of_work_keep_their_order_too(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var log = new RunLog();
        var queue = await bench.Run(handlers: log.Worker("saw", (_, c) => Task.Delay(Random.Shared.Next(0, 4), c)));

        await bench.Kit.Store.Write(
            async (db, c) =>
            {
                for (var number = 0; number < 30; number++) await queue.Delivery.Enqueue(db, "saw", new Job("key", number), "key", null, c);
            },
            default);
        await bench.Empty();

        Assert.Empty(log.Overlaps);
        Assert.Equal(Enumerable.Range(0, 30), log.ByKey["key"]);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_key_is_one_tenants_own(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var done = new ConcurrentBag<string>();
        var idle = bench.Idle();
        using (Bench.Tenant("slow")) await bench.Put(idle, "saw", "same", 0);
        using (Bench.Tenant("quick")) await bench.Put(idle, "saw", "same", 0);

        var queue = await bench.Run(handlers: new Worker("saw", async (work, _) =>
        {
            if (work.Tenant == "slow") await release.Task;
            done.Add(work.Tenant);
        }));
        await bench.Look();
        await Bench.Until(() => !done.IsEmpty);

        Assert.Equal(["quick"], done);
        release.SetResult();
        using (Bench.Tenant("slow")) await bench.Empty();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_dead_item_that_is_retried_waits_for_the_one_of_its_key_that_runs(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var log = new RunLog();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var fails = true;
        var queue = await bench.Run(handlers: log.Worker(
            "saw",
            async (work, _) =>
            {
                switch (work.Payload<Job>().Number)
                {
                    case 0 when fails: throw new InvalidDataException("broken");
                    case 1: await release.Task; break;
                }
            },
            new WorkKind("saw") { MaxAttempts = 1 }));
        await bench.Put(queue, "saw", "key", 0);
        await Bench.Until(async () => (await bench.Item()).State == WorkState.Dead);
        await bench.Put(queue, "saw", "key", 1);
        await bench.Put(queue, "saw", "key", 2);
        await Bench.Until(() => log.Running == 1);

        fails = false;
        var operations = new Operations<WorkshopDbContext>(bench.Kit.Store, bench.Clock, () => { });
        var id = (await operations.List(WorkItemState.Dead, null, 10, null, default)).OrThrow().Items.Single().Id;
        (await operations.Retry(id, default)).OrThrow();
        await bench.Look();
        Assert.Equal(1, log.Running);
        release.SetResult();
        await bench.Empty();

        Assert.Empty(log.Overlaps);
        Assert.Equal([0, 1, 0, 2], log.ByKey["key"]);
    }
}
