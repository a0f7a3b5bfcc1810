using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Delivery;

/// <summary>A store with a fake clock and a tenant, to put queues on.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public const string Canary = "canary";
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    // Only how long a broken queue may keep the test waiting.
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    // The pump looks often, because fake time does not wake it.
    public static readonly DeliveryOptions Quick = new() { Poll = TimeSpan.FromMilliseconds(10) };

    private TaskCompletionSource canary = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Bench(StoreKit<WorkshopDbContext> kit, FakeTimeProvider clock) => (Kit, Clock) = (kit, clock);

    public StoreKit<WorkshopDbContext> Kit { get; }

    public FakeTimeProvider Clock { get; }

    public static async Task<Bench> Open(StoreKind kind)
    {
        var clock = new FakeTimeProvider(Start);
        return new Bench(await StoreKit<WorkshopDbContext>.Open(kind, clock), clock);
    }

    public static CallContext.Entered Tenant(string tenant = "acme") => Caller.Of(tenant).Enter();

    /// <summary>A queue that is not started, and so never born-leases what is put in.</summary>
    public QueueKit<WorkshopDbContext> Idle(params IWorkHandler[] handlers) => Kit.Queue(Quick, handlers: handlers);

    /// <summary>A queue whose pump runs: known by a canary that it has claimed.</summary>
    public async Task<QueueKit<WorkshopDbContext>> Run(DeliveryOptions? options = null, IStore<WorkshopDbContext>? store = null, params IWorkHandler[] handlers)
    {
        var queue = Kit.Queue(options ?? Quick, store, handlers: [.. handlers, new Worker(Canary, (_, _) =>
        {
            canary.TrySetResult();
            return Task.CompletedTask;
        })]);
        await queue.Start();
        await Sing(queue);
        return queue;
    }

    /// <summary>Returns after the pump has looked at what is due now, and claimed it: the canary, which must be claimed, was so with it
    /// or later.</summary>
    public Task Look() => Sing(Idle());

    private async Task Sing(QueueKit<WorkshopDbContext> queue)
    {
        canary = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var caller = Caller.Of("canary").Enter();
        await Put(queue, Canary, "", 0);
        await canary.Task.WaitAsync(Guard);
        await Empty();
    }

    public async Task Put(QueueKit<WorkshopDbContext> queue, string kind, string? key, int number, DateTimeOffset? due = null) =>
        await Kit.Store.Write((db, c) => queue.Delivery.Enqueue(db, kind, new Job(key ?? "", number), string.IsNullOrEmpty(key) ? null : key, due, c), default);

    /// <summary>So many commits were made since then, and no more. One can be seen a moment before it is counted.</summary>
    public async Task Committed(long before, int expected)
    {
        await Until(() => Task.FromResult(Kit.Store.Commits - before >= expected));
        Assert.Equal(expected, Kit.Store.Commits - before);
    }

    public Task<List<WorkItem>> Items() => Kit.Store.Read((db, c) => db.WorkItems.OrderBy(i => i.Id).ToListAsync(c), default);

    public async Task<WorkItem> Item() => Assert.Single(await Items());

    public static async Task Until(Func<Task<bool>> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(waited.Elapsed < Guard, "What was waited for did not come.");
            await Task.Delay(5);
        }
    }

    public static async Task Until(Func<bool> condition) => await Until(() => Task.FromResult(condition()));

    public Task Empty() => Until(async () => await Items() is []);

    public ValueTask DisposeAsync() => Kit.DisposeAsync();
}
