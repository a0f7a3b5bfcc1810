using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Delivery;

/// <summary>Who runs an item, and until when it is his.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan Lease = new DeliveryOptions().Lease;

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_item_costs_one_commit_to_put_in_and_one_to_complete(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();

        // A pump that never looks: what runs was born leased, or claimed with the completion of the one before it.
        var queue = await bench.Run(new DeliveryOptions { Poll = TimeSpan.FromHours(1) }, handlers: new Worker("saw", (_, _) => Task.CompletedTask));
        var before = bench.Kit.Store.Commits;
        for (var number = 0; number < 5; number++)
        {
            await bench.Put(queue, "saw", "key", number);
            await bench.Empty();
        }

        await bench.Committed(before, 10);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_timer_does_not_run_before_it_is_due(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var ran = new ConcurrentQueue<int>();
        var queue = await bench.Run(handlers: new Worker("ring", (work, _) =>
        {
            ran.Enqueue(work.Payload<Job>().Number);
            return Task.CompletedTask;
        }));
        await bench.Put(queue, "ring", null, 2, Bench.Start + TimeSpan.FromHours(2));
        await bench.Put(queue, "ring", null, 1, Bench.Start + TimeSpan.FromHours(1));

        bench.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        await bench.Look();
        Assert.Empty(ran);
        bench.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await Bench.Until(async () => (await bench.Items()).Count == 1);
        Assert.Equal([1], ran);
        bench.Clock.Advance(TimeSpan.FromHours(1));
        await bench.Empty();
        Assert.Equal([1, 2], ran);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_handler_whose_lease_was_taken_can_neither_complete_nor_leave_an_effect(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var outcome = new TaskCompletionSource<(Exception? Hold, Exception? Complete)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = await bench.Run(handlers: new Worker("saw", async (work, _) =>
        {
            begun.TrySetResult();
            await taken.Task;
            var hold = await Record.ExceptionAsync(() => bench.Kit.Store.Write((db, c) => work.Ticket.HoldIn(db, c), default));
            var complete = await Record.ExceptionAsync(() => bench.Kit.Store.Write(
                (db, c) =>
                {
                    db.Add(new Effect { OrderingKey = "key", Number = 0 });
                    return work.CompleteIn(db, c);
                },
                default));
            outcome.SetResult((hold, complete));
            if (complete is not null) throw complete;
        }));
        await bench.Put(queue, "saw", "key", 0);
        await begun.Task;

        await bench.Kit.Store.Write(SystemScope.Queue, (db, c) => db.WorkItems.ExecuteUpdateAsync(
            set => set.SetProperty(i => i.Fence, i => i.Fence + 1).SetProperty(i => i.LeaseOwner, "another process"), c), default);
        taken.SetResult();

        var (held, completed) = await outcome.Task;
        Assert.IsType<LeaseLostException>(held);
        Assert.IsType<LeaseLostException>(completed);
        await queue.Stop();
        Assert.Equal(0, await bench.Kit.Store.Read((db, c) => db.Effects.CountAsync(c), default));
        Assert.Equal(("another process", 1), ((await bench.Item()).LeaseOwner, (await bench.Item()).Attempts));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_lease_is_renewed_while_its_handler_runs(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = await bench.Run(handlers: new Worker("saw", (_, _) => release.Task));
        await bench.Put(queue, "saw", "key", 0);

        for (var i = 0; i < 10; i++)
        {
            bench.Clock.Advance(Lease / 2);
            await Bench.Until(async () => (await bench.Item()).LeaseUntil == bench.Clock.GetUtcNow() + Lease);
        }

        Assert.Equal(1, (await bench.Item()).Attempts);
        release.SetResult();
        await bench.Empty();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_lease_that_nobody_runs_is_not_kept_alive_by_the_other_work_of_its_owner(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var attempts = new ConcurrentQueue<(int, int)>();
        var queue = await bench.Run(handlers: new Worker("saw", (work, _) =>
        {
            attempts.Enqueue((work.Payload<Job>().Number, work.Attempt));
            return work.Payload<Job>().Number == 0 ? release.Task : Task.CompletedTask;
        }));
        await bench.Put(queue, "saw", null, 0);
        var mine = (await bench.Item()).LeaseOwner;

        // As a failure leaves it that could not be written down: leased to this process, and run by nobody.
        await bench.Kit.Store.Write(
            (db, _) => Task.FromResult(db.WorkItems.Add(new WorkItem
            {
                Kind = "saw",
                Payload = """{"key":"","number":1}""",
                Actor = "key:test",
                CreatedAt = Bench.Start,
                DueAt = Bench.Start,
                Attempts = 1,
                Fence = 1,
                LeaseOwner = mine,
                LeaseUntil = Bench.Start + Lease,
            })),
            default);
        for (var i = 0; i < 4; i++)
        {
            bench.Clock.Advance(Lease / 2);
            await Bench.Until(async () => (await bench.Items())[0].LeaseUntil == bench.Clock.GetUtcNow() + Lease);
        }

        await Bench.Until(async () => (await bench.Items()).Count == 1);
        Assert.Equal([(0, 1), (1, 2)], attempts);
        release.SetResult();
        await bench.Empty();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_a_dead_process_had_leased_goes_on(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        await bench.Kit.Store.Write(
            (db, _) => Task.FromResult(db.WorkItems.Add(new WorkItem
            {
                Kind = "saw",
                Payload = """{"key":"","number":1}""",
                Actor = "key:test",
                CreatedAt = Bench.Start,
                DueAt = Bench.Start,
                Attempts = 1,
                Fence = 1,
                LeaseOwner = "dead",
                LeaseUntil = Bench.Start + Lease,
            })),
            default);
        var attempt = 0;
        var queue = await bench.Run(
            Bench.Quick with { SingleProcess = kind == StoreKind.Sqlite },
            handlers: new Worker("saw", (work, _) =>
            {
                attempt = work.Attempt;
                return Task.CompletedTask;
            }));

        if (kind == StoreKind.Postgres)
        {
            // It may be alive elsewhere until its lease is over.
            bench.Clock.Advance(Lease);
            await bench.Look();
            Assert.Equal(0, attempt);
            bench.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await bench.Empty();
        Assert.Equal(2, attempt);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Work_beyond_what_may_run_at_once_follows_as_soon_as_there_is_room(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var (now, most) = (0, 0);
        var queue = await bench.Run(new DeliveryOptions { Poll = TimeSpan.FromHours(1), MaxRunning = 3 }, handlers: new Worker("saw", async (_, c) =>
        {
            var inside = Interlocked.Increment(ref now);
            InterlockedMax(ref most, inside);
            await Task.Delay(2, c);
            Interlocked.Decrement(ref now);
        }));

        for (var number = 0; number < 40; number++) await bench.Put(queue, "saw", null, number);

        await bench.Empty();
        Assert.InRange(most, 1, 3);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Work_that_no_handler_here_knows_costs_no_commits(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var queue = await bench.Run(handlers: []);
        await bench.Put(queue, "unknown", null, 0);
        var before = bench.Kit.Store.Commits;

        for (var i = 0; i < 5; i++) await bench.Look();

        await bench.Committed(before, 15); // each look: put the canary in, claim it, complete it
        Assert.Equal(0, (await bench.Item()).Attempts);
    }

    [Fact]
    public async Task Two_processes_on_one_database_never_run_an_item_twice_nor_two_of_a_key_at_once()
    {
        await using var bench = await Bench.Open(StoreKind.Postgres);
        using var tenant = Bench.Tenant();
        var log = new RunLog();
        var busy = new ConcurrentDictionary<string, int>();
        // Nobody goes on before both are at work: else a quick one may do it all alone, and nothing is proven.
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Worker Of(string process) => log.Worker("saw", async (_, c) =>
        {
            busy.AddOrUpdate(process, 1, (_, n) => n + 1);
            if (busy.Count == 2) both.TrySetResult();
            await both.Task.WaitAsync(TimeSpan.FromMinutes(1), c);
            await Task.Delay(Random.Shared.Next(0, 8), c);
        });
        var idle = bench.Idle();
        for (var number = 0; number < 20; number++)
            for (var key = 0; key < 20; key++) await bench.Put(idle, "saw", $"key_{key}", number);

        // Small bites, and too small a mouth for all keys at once: one that held every key would wait for the other forever.
        var options = Bench.Quick with { ClaimBatch = 3, MaxRunning = 10 };
        await using var one = bench.Kit.Queue(options, bench.Kit.OpenStore(), handlers: Of("one"));
        await using var two = bench.Kit.Queue(options, bench.Kit.OpenStore(), handlers: Of("two"));
        await Task.WhenAll(one.Start(), two.Start());
        await bench.Empty();

        Assert.Empty(log.Overlaps);
        Assert.All(log.ByKey.Values, numbers => Assert.Equal(Enumerable.Range(0, 20), numbers));
        Assert.Equal(["one", "two"], busy.Keys.Order());
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = target; value > seen;)
        {
            var was = Interlocked.CompareExchange(ref target, value, seen);
            if (was == seen) return;
            seen = was;
        }
    }
}
