using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Storage;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Contracts;

/// <summary>Keys of slow calls, of dead processes, and of yesterday.</summary>
public sealed class IdempotencyUpkeepTests
{
    private readonly Clock clock = new();

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_call_that_takes_minutes_is_not_made_a_second_time(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind, clock);
        var memory = kit.Memory();
        var slow = new Slow();
        var gate = ContractGate<IOrders>.Around(() => slow, memory);
        await using var upkeep = await Upkeep.Start(memory, clock);
        var first = Order(gate);
        await Delivery.Bench.Until(() => slow.Calls == 1);

        for (var seconds = 0; seconds < 180; seconds += 10)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            await Delivery.Bench.Until(async () => await Left(kit) >= TimeSpan.FromSeconds(40));
        }

        var second = await Order(gate);
        slow.Release.SetResult();
        Assert.Equal("idempotency_in_progress", second.Refusal?.Code);
        Assert.True((await first).Ok);
        Assert.Equal("done", (await Order(gate)).OrThrow().What);
        Assert.Equal(1, slow.Calls);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_call_whose_key_was_taken_over_leaves_the_other_calls_claim_and_answer_alone(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind, clock);
        using var caller = Caller.Of("acme").Enter();
        var (frozen, other) = (kit.Memory(), kit.Memory());
        var lost = await frozen.Begin(Key("k"), default);
        clock.Advance(StoredIdempotency<WorkshopDbContext>.Patience);
        var taken = await other.Begin(Key("k"), default);
        Assert.NotNull(taken.Claim);

        await frozen.End(Key("k"), lost.Claim!, keep: false, null, null);
        Assert.Equal("idempotency_in_progress", (await kit.Memory().Begin(Key("k"), default)).Refusal?.Code);
        await other.End(Key("k"), taken.Claim, keep: true, "second", null);
        await frozen.End(Key("k"), lost.Claim!, keep: true, "first", null);

        Assert.Equal("second", (await kit.Memory().Begin(Key("k"), default)).Replay?.GetString());
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_is_older_than_a_day_is_forgotten_whoever_it_belongs_to_and_nothing_else(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind, clock);
        var memory = kit.Memory();
        for (var i = 0; i < 250; i++) await Answer(memory, "acme", $"old-{i}");
        await Answer(memory, "umbrella", "old");
        using (Caller.Of("acme").Enter()) await memory.Begin(Key("running"), default);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await Answer(memory, "acme", "young");
        await using var upkeep = await Upkeep.Start(memory, clock);

        clock.Advance(TimeSpan.FromHours(24));
        await Delivery.Bench.Until(async () => (await Keys(kit)).Count <= 2);

        Assert.Equal(["running", "young"], await Keys(kit));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task After_a_kill_the_only_process_there_can_be_frees_what_the_dead_one_claimed(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind, clock);
        using var caller = Caller.Of("acme").Enter();
        await Answer(kit.Memory(), "acme", "answered");
        await kit.Memory().Begin(Key("dead"), default);
        var memory = kit.Memory();
        var mine = await memory.Begin(Key("mine"), default);

        await using var upkeep = await Upkeep.Start(memory, clock, singleProcess: kind == StoreKind.Sqlite);
        if (kind == StoreKind.Sqlite) await Delivery.Bench.Until(async () => (await Keys(kit)).Count == 2);

        // Several processes share PostgreSQL: the one that claimed it may be another that lives.
        Assert.Equal(kind == StoreKind.Sqlite ? ["answered", "mine"] : ["answered", "dead", "mine"], await Keys(kit));
        await memory.End(Key("mine"), mine.Claim!, keep: true, "x", null);
        Assert.NotNull((await memory.Begin(Key("mine"), default)).Replay);
    }

    private static async Task Answer(StoredIdempotency<WorkshopDbContext> memory, string tenant, string key)
    {
        using var caller = Caller.Of(tenant).Enter();
        var scope = Key(key) with { Tenant = tenant };
        await memory.End(scope, (await memory.Begin(scope, default)).Claim!, keep: true, "x", null);
    }

    private static async Task<Result<Heard>> Order(IOrders gate)
    {
        using var _ = (Caller.Of("acme") with { IdempotencyKey = "key" }).Enter();
        return await gate.Order(new NewTool("пила"), default);
    }

    private static IdempotencyScope Key(string key) => new("acme", "key:test", "POST /x", key, "f");

    private async Task<TimeSpan> Left(StoreKit<WorkshopDbContext> kit) =>
        (await kit.Store.Read(SystemScope.Retention, (db, c) => db.IdempotencyRecords.Select(r => r.RunningUntil).SingleAsync(c), default))!.Value - clock.GetUtcNow();

    private static Task<List<string>> Keys(StoreKit<WorkshopDbContext> kit) =>
        kit.Store.Read(SystemScope.Retention, (db, c) => db.IdempotencyRecords.Select(r => r.Key).OrderBy(k => k).ToListAsync(c), default);

    /// <summary>What a process does about its keys, from its start to its end.</summary>
    private sealed class Upkeep(ServiceProvider services) : IAsyncDisposable
    {
        private IReadOnlyList<IHostedService> Parts { get; } = [.. services.GetServices<IHostedService>()];

        public static async Task<Upkeep> Start(StoredIdempotency<WorkshopDbContext> memory, Clock clock, bool singleProcess = false)
        {
            var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(clock).AddSingleton(memory);
            IdempotencyUpkeep.Add<WorkshopDbContext>(services, "workshop", singleProcess);
            var upkeep = new Upkeep(services.BuildServiceProvider());
            foreach (var part in upkeep.Parts) await part.StartAsync(default);

            // Each waits for its next round when it has done what is done at the start.
            await Delivery.Bench.Until(() => clock.Timers >= upkeep.Parts.Count);
            return upkeep;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var part in Parts) await part.StopAsync(default);
            await services.DisposeAsync();
        }
    }

    /// <summary>Says how many wait for it.</summary>
    private sealed class Clock() : FakeTimeProvider(Delivery.Bench.Start)
    {
        private int timers;

        public int Timers => Volatile.Read(ref timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref timers);
            return timer;
        }
    }

    private sealed class Slow : IOrders
    {
        private int calls;

        public int Calls => Volatile.Read(ref calls);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<Result<Heard>> Order(NewTool body, CancellationToken cancellation)
        {
            Interlocked.Increment(ref calls);
            await Release.Task;
            return new Heard("", "", "done");
        }
    }
}
