using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Operations;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Delivery;

/// <summary>What becomes of an item whose handler does not succeed.</summary>
public sealed class RetryTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task A_failed_item_waits_longer_each_time_and_not_less_than_it_should(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var attempts = 0;
        var queue = await bench.Run(handlers: new Worker("saw", (_, _) => ++attempts < 4 ? throw new InvalidDataException($"no. {attempts}") : Task.CompletedTask)
        {
            Kind = new WorkKind("saw") { FirstBackoff = TimeSpan.FromSeconds(8) },
        });
        await bench.Put(queue, "saw", "key", 0);

        for (var failed = 1; failed <= 3; failed++)
        {
            await Bench.Until(async () => await bench.Item() is { LeaseUntil: null } item && item.Attempts == failed);
            var item = await bench.Item();
            var wait = item.DueAt - bench.Clock.GetUtcNow();
            Assert.InRange(wait.TotalSeconds, 8 * Math.Pow(2, failed - 1) * 0.74, 8 * Math.Pow(2, failed - 1) * 1.26);
            Assert.Equal($"no. {failed}", item.Error);

            bench.Clock.Advance(wait - TimeSpan.FromMilliseconds(1));
            await bench.Look();
            Assert.Equal(failed, attempts);
            bench.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await bench.Empty();
        Assert.Equal(4, attempts);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_the_outside_asked_for_takes_the_place_of_the_backoff(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var queue = await bench.Run(handlers: new Worker("saw", (_, _) => throw new RetryAfterException(TimeSpan.FromMinutes(7), "429")));
        await bench.Put(queue, "saw", "key", 0);
        await Bench.Until(async () => (await bench.Item()).LeaseUntil is null);

        var item = await bench.Item();
        Assert.Equal(Bench.Start + TimeSpan.FromMinutes(7), item.DueAt);
        Assert.Equal(1, item.Attempts);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Deferring_counts_no_attempt_however_often(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var begun = 0;
        var queue = await bench.Run(handlers: new Worker("saw", (_, _) => ++begun < 6 ? throw new DeferException(TimeSpan.FromSeconds(30), "not yet") : Task.CompletedTask)
        {
            Kind = new WorkKind("saw") { MaxAttempts = 2 },
        });
        await bench.Put(queue, "saw", "key", 0);

        for (var deferred = 1; deferred < 6; deferred++)
        {
            await Bench.Until(async () => begun == deferred && (await bench.Item()).LeaseUntil is null);
            var item = await bench.Item();
            Assert.Equal((0, WorkState.Live, bench.Clock.GetUtcNow() + TimeSpan.FromSeconds(30)), (item.Attempts, item.State, item.DueAt));
            bench.Clock.Advance(TimeSpan.FromSeconds(30));
        }

        await bench.Empty();
        Assert.Equal(6, begun);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_is_deferred_can_be_hastened(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var begun = 0;
        var queue = await bench.Run(handlers: new Worker("saw", (_, _) => ++begun == 1 ? throw new DeferException(TimeSpan.FromDays(1), "no slot") : Task.CompletedTask));
        await bench.Put(queue, "saw", "key", 0);
        await Bench.Until(async () => begun == 1 && (await bench.Item()).LeaseUntil is null);

        await bench.Kit.Store.Write((db, c) => queue.Delivery.Hasten(db, "another", c), default);
        await bench.Look();
        Assert.Equal(1, begun);
        await bench.Kit.Store.Write((db, c) => queue.Delivery.Hasten(db, "key", c), default);

        await bench.Empty();
        Assert.Equal(2, begun);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task After_its_last_attempt_an_item_is_dead_and_its_key_goes_on_or_waits_as_its_kind_says(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var log = new RunLog();
        Task Handle(Work work, CancellationToken cancellation) => work.Payload<Job>().Number == 0 ? throw new InvalidDataException("broken") : Task.CompletedTask;
        var queue = await bench.Run(handlers:
        [
            log.Worker("goes_on", Handle, new WorkKind("goes_on") { MaxAttempts = 1 }),
            log.Worker("waits", Handle, new WorkKind("waits") { MaxAttempts = 1, OnDead = OnDead.Block }),
        ]);
        foreach (var work in (string[])["goes_on", "waits"])
            for (var number = 0; number < 2; number++) await bench.Put(queue, work, work, number);
        await Bench.Until(async () => (await bench.Items()).Count == 3 && log.ByKey["waits"].Count == 1 && log.ByKey["goes_on"].Count == 2 && log.Running == 0);
        await bench.Look();

        Assert.Equal(
            [("goes_on", WorkState.Dead), ("waits", WorkState.Blocking), ("waits", WorkState.Live)],
            (await bench.Items()).Select(i => (i.Kind, i.State)));
        Assert.Equal([0], log.ByKey["waits"]);

        // A person drops the one in the way.
        var operations = new Operations<WorkshopDbContext>(bench.Kit.Store, bench.Clock, () => { });
        var blocking = (await operations.List(WorkItemState.Blocking, null, 10, null, default)).OrThrow().Items.Single();
        (await operations.Drop(blocking.Id, default)).OrThrow();
        await Bench.Until(async () => (await bench.Items()).Count == 1);
        Assert.Equal([0, 1], log.ByKey["waits"]);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_handler_cut_off_by_the_end_of_the_process_lets_its_item_go_uncounted(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = await bench.Run(Bench.Quick with { StopPatience = TimeSpan.FromMilliseconds(20) }, handlers: new Worker("saw", async (_, c) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, c);
        }));
        await bench.Put(queue, "saw", "key", 0);
        await begun.Task;

        await queue.Stop();

        var item = await bench.Item();
        Assert.Equal((0, WorkState.Live, (DateTimeOffset?)null, bench.Clock.GetUtcNow()), (item.Attempts, item.State, item.LeaseUntil, item.DueAt));
    }
}
