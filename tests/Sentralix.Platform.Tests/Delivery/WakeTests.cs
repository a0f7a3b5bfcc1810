using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Sentralix.Compliance.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Delivery;

/// <summary>When a pump looks that nothing makes look by the way: an hour between looks is longer than any of these tests.</summary>
public sealed class WakeTests
{
    private static readonly DeliveryOptions Sleepy = new() { Poll = TimeSpan.FromHours(1) };
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_timer_that_was_set_before_the_process_began_rings(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        await bench.Put(bench.Idle(), "ring", "key", 1, Bench.Start + Soon);
        var rung = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var queue = bench.Kit.Queue(Sleepy, handlers: new Worker("ring", (_, _) =>
        {
            rung.TrySetResult();
            return Task.CompletedTask;
        }));
        await queue.Start();

        bench.Clock.Advance(Soon);

        await rung.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_timer_that_is_set_while_the_pump_sleeps_rings(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var ran = new ConcurrentQueue<int>();
        var queue = await bench.Run(Sleepy, handlers: new Worker("ring", (work, _) =>
        {
            ran.Enqueue(work.Payload<Job>().Number);
            return Task.CompletedTask;
        }));
        await bench.Put(queue, "ring", null, 2, Bench.Start + Soon + Soon);
        await bench.Put(queue, "ring", null, 1, Bench.Start + Soon);

        bench.Clock.Advance(Soon);
        await Bench.Until(() => ran.Count == 1);
        bench.Clock.Advance(Soon);
        await bench.Empty();
        Assert.Equal([1, 2], ran);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_failed_is_begun_again_when_its_time_has_come(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var attempts = 0;
        var queue = await bench.Run(Sleepy, handlers: new Worker("saw", (_, _) => ++attempts < 3 ? throw new RetryAfterException(Soon, "not yet") : Task.CompletedTask));
        await bench.Put(queue, "saw", "key", 0);
        for (var failed = 1; failed < 3; failed++)
        {
            await Bench.Until(async () => attempts == failed && (await bench.Item()).LeaseUntil is null);
            bench.Clock.Advance(Soon);
        }

        await bench.Empty();
        Assert.Equal(3, attempts);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_is_dead_makes_way_and_what_is_retried_begins_without_waiting_for_a_look(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var broken = true;
        var ran = new ConcurrentQueue<int>();
        var queue = await bench.Run(Sleepy, handlers: new Worker("saw", (work, _) =>
        {
            if (work.Payload<Job>().Number == 0 && broken) throw new InvalidDataException("broken");
            ran.Enqueue(work.Payload<Job>().Number);
            return Task.CompletedTask;
        })
        {
            Kind = new WorkKind("saw") { MaxAttempts = 1 },
        });
        await bench.Kit.Store.Write(async (db, c) =>
        {
            await queue.Delivery.Enqueue(db, "saw", new Job("key", 0), "key", null, c);
            await queue.Delivery.Enqueue(db, "saw", new Job("key", 1), "key", null, c);
        }, default);
        await Bench.Until(async () => ran.Contains(1) && await bench.Items() is [{ State: WorkState.Dead }]);

        broken = false;
        var operations = new Operations<WorkshopDbContext>(bench.Kit.Store, bench.Clock, ((Delivery<WorkshopDbContext>)queue.Delivery).Wake);
        Assert.True((await operations.Retry((await bench.Item()).Id.ToString(System.Globalization.CultureInfo.InvariantCulture), default)).Ok);

        await bench.Empty();
        Assert.Equal([1, 0], ran);
    }

    [Fact]
    public async Task What_a_dead_process_had_leased_goes_on_as_soon_as_its_lease_is_over()
    {
        await using var bench = await Bench.Open(StoreKind.Postgres);
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
                LeaseUntil = Bench.Start + Soon,
            })),
            default);
        var queue = await bench.Run(Sleepy, handlers: new Worker("saw", (_, _) => Task.CompletedTask));
        Assert.Equal("dead", (await bench.Item()).LeaseOwner);

        bench.Clock.Advance(Soon + TimeSpan.FromMilliseconds(1));

        await bench.Empty();
    }

    [Fact]
    public async Task A_clock_that_is_put_forward_does_not_keep_the_pump_asleep()
    {
        var clock = new FakeTimeProvider(Bench.Start);
        using var next = new NextLook(clock);
        next.Begin();
        var sleep = next.Wait(Bench.Start + TimeSpan.FromHours(1), TimeSpan.FromHours(1), default);
        clock.Advance(TimeSpan.FromHours(2));
        Assert.False(sleep.IsCompleted);

        next.By(clock.GetUtcNow());

        await sleep.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task What_is_named_during_a_look_counts_for_the_sleep_after_it()
    {
        var clock = new FakeTimeProvider(Bench.Start);
        using var next = new NextLook(clock);
        next.Begin();
        next.Now();
        await next.Wait(DateTimeOffset.MaxValue, TimeSpan.FromHours(1), default).WaitAsync(TimeSpan.FromMinutes(1));

        next.Begin();
        next.By(Bench.Start + Soon);
        await next.Wait(DateTimeOffset.MaxValue, TimeSpan.FromHours(1), default).WaitAsync(TimeSpan.FromMinutes(1));
    }
}
