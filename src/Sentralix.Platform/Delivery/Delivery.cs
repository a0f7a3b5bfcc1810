using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sentralix.Contracts;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Platform.Delivery;

/// <summary>A service's queue and its pump: claims what is due, renews leases while handlers run, retries, and gives up.</summary>
internal sealed partial class Delivery<TContext>(
    IStore<TContext> store,
    Func<IEnumerable<IWorkHandler>> handlersOfThisProcess,
    DeliveryOptions options,
    TimeProvider clock,
    ILogger<Delivery<TContext>> logger) : BackgroundService, IDelivery<ServiceDbContext>, IWorkQueue
    where TContext : ServiceDbContext
{
    /// <summary>The name of the activity source of work items.</summary>
    public const string ActivitySourceName = "Sentralix.Delivery";

    // A database that is away is asked again.
    private static readonly TimeSpan Trouble = TimeSpan.FromMilliseconds(500);

    // Another process holds a key for the length of a commit.
    private static readonly TimeSpan Held = TimeSpan.FromMilliseconds(100);

    private static readonly ActivitySource Source = new(ActivitySourceName);
    private readonly string owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private readonly ConcurrentDictionary<long, Running> running = new();
    private readonly NextLook next = new(clock);

    // Items are leased by a count that several of one commit pass together; here they wait for their place, with their lease renewed.
    private readonly SemaphoreSlim room = new(options.MaxRunning);
    private readonly CancellationTokenSource stopping = new();
    private IReadOnlyDictionary<string, IWorkHandler>? handlers;
    private IReadOnlyDictionary<string, KindRoom>? rooms;
    private bool accepting;
    private DateTimeOffset leasesSeen;
    private DateTimeOffset endOfLeases = DateTimeOffset.MaxValue;

    private IReadOnlyDictionary<string, IWorkHandler> Handlers => handlers ??= handlersOfThisProcess().ToDictionary(h => h.Kind.Name);

    private IReadOnlyDictionary<string, KindRoom> Rooms => rooms ??= Handlers.ToDictionary(h => h.Key, h => new KindRoom(h.Value.Kind));

    private string Service { get; } = typeof(TContext).Name;

    public Task Enqueue<TPayload>(ServiceDbContext db, string kind, TPayload payload, string? orderingKey, DateTimeOffset? due, CancellationToken cancellation) =>
        EnqueueAll(db, kind, [new NewWork<TPayload>(payload, orderingKey) { Due = due, TraceParent = Activity.Current?.Id }], cancellation);

    public async Task EnqueueAll<TPayload>(ServiceDbContext db, string kind, IReadOnlyCollection<NewWork<TPayload>> work, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var keys = work.Select(w => w.OrderingKey).OfType<string>().Distinct().ToArray();
        if (keys.Length > 0)
        {
            await db.LockAll("work", keys, cancellation);

            // Ids are the order within a key, and what is looked for below must be seen: what this unit of work has put in before is written.
            if (db.ChangeTracker.Entries<WorkItem>().Any(e => e.State == EntityState.Added && keys.Contains(e.Entity.OrderingKey)))
                await db.SaveChangesAsync(cancellation);
        }

        var free = accepting && running.Count < options.MaxRunning && Rooms.TryGetValue(kind, out var room) && !room.IsFull;
        var taken = free && keys.Length > 0 ? await InUse(db, keys, cancellation) : [];
        foreach (var one in work)
        {
            var item = new WorkItem
            {
                TenantId = db.Tenant ?? throw new InvalidOperationException("Work is enqueued for one tenant."),
                Kind = kind,
                OrderingKey = one.OrderingKey,
                Payload = JsonSerializer.Serialize(one.Payload, SentralixJson.Options),
                Actor = CallContext.CurrentOrNone?.Actor ?? "service:platform",
                TraceParent = one.TraceParent,
                DueAt = one.Due ?? now,
                CreatedAt = now,
            };
            db.WorkItems.Add(item);
            if (free && item.DueAt <= now && (one.OrderingKey is null || taken.Add(one.OrderingKey))) Lease(db, item);
            else db.AfterCommit(() => LookBy(kind, item.DueAt));

            // An item that waits for its time holds up those of its key behind it.
            if (one.OrderingKey is not null) taken.Add(one.OrderingKey);
        }
    }

    public async Task Hasten(ServiceDbContext db, string orderingKey, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await db.WorkItems.Where(i => i.OrderingKey == orderingKey && i.State == WorkState.Live && i.LeaseUntil == null && i.DueAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.DueAt, now), cancellation);
        db.AfterCommit(next.Now);
    }

    /// <summary>Something that this process did not see coming may be due now.</summary>
    public void Wake() => next.Now();

    public Task CompleteIn(ServiceDbContext db, WorkTicket ticket, CancellationToken cancellation) => ticket.CompleteIn(db, this, cancellation);

    public async Task ClaimNext(ServiceDbContext db, WorkTicket done, CancellationToken cancellation)
    {
        if (!accepting) return;
        await db.Lock("work", done.OrderingKey!, cancellation);
        var now = clock.GetUtcNow();
        var next = await db.WorkItems.AsTracking()
            .Where(i => i.OrderingKey == done.OrderingKey && i.State != WorkState.Dead)
            .OrderBy(i => i.Id).FirstOrDefaultAsync(cancellation);
        if (next is null || next.State != WorkState.Live || next.DueAt > now || next.LeaseUntil > now || !Handlers.ContainsKey(next.Kind)) return;
        Lease(db, next);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        accepting = false;
        await base.StopAsync(cancellationToken);

        // Handlers get a while to end by themselves; what is cut off is released and goes on elsewhere or at the next start.
        var all = running.Values.Select(r => r.Task).ToArray();
        await Task.WhenAny(Task.WhenAll(all), Task.Delay(options.StopPatience, CancellationToken.None));
        await stopping.CancelAsync();
        await Task.WhenAny(Task.WhenAll(all), Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None));
    }

    public override void Dispose()
    {
        stopping.Dispose();
        room.Dispose();
        next.Dispose();
        foreach (var kind in rooms?.Values ?? []) kind.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.SingleProcess) await ReleaseAll();
        accepting = true;
        var renewed = clock.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                next.Begin();
                var look = await ClaimDue();
                if (clock.GetUtcNow() - renewed >= options.Lease / 3)
                {
                    renewed = clock.GetUtcNow();
                    await Renew();
                }

                // What runs must be renewed in time, whatever is due when.
                if (!running.IsEmpty && renewed + (options.Lease / 3) is var renewal && renewal < look) look = renewal;
                await next.Wait(look, options.Poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault)
            {
                // The database is away: nothing can be claimed, and everything that is due stays due.
                LogPumpFault(fault, Service);
                await Task.Delay(Trouble, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Lease(ServiceDbContext db, WorkItem item)
    {
        item.Attempts++;
        item.Fence++;
        item.LeaseOwner = owner;
        item.LeaseUntil = clock.GetUtcNow() + options.Lease;
        db.AfterCommit(() =>
        {
            Start(item);
            next.By(item.LeaseUntil.Value - (options.Lease / 3 * 2));
        });
    }

    /// <summary>Has the pump look in time for an item that is durable now. Where its kind is full, whoever makes room has it look anyway.</summary>
    private void LookBy(string kind, DateTimeOffset due)
    {
        if (!Rooms.TryGetValue(kind, out var room) || !room.IsFull) next.By(due);
    }

    /// <summary>Those of the keys that have something before what is put in now.</summary>
    private static async Task<HashSet<string>> InUse(ServiceDbContext db, string[] keys, CancellationToken cancellation)
    {
        if (keys is [var key]) return await db.WorkItems.AnyAsync(i => i.OrderingKey == key && i.State != WorkState.Dead, cancellation) ? [key] : [];
        return await db.WorkItems.Where(i => EF.Parameter(keys).Contains(i.OrderingKey) && i.State != WorkState.Dead).Select(i => i.OrderingKey!).Distinct().ToHashSetAsync(cancellation);
    }

    private Task ReleaseAll() =>
        store.Write(SystemScope.Queue, (db, c) => db.WorkItems.Where(i => i.LeaseUntil != null)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.LeaseUntil, (DateTimeOffset?)null).SetProperty(i => i.LeaseOwner, (string?)null), c), CancellationToken.None);

    /// <summary>Claims what is due and fits, and says when there will be more.</summary>
    private async Task<DateTimeOffset> ClaimDue()
    {
        // Whoever makes room says so.
        var free = Math.Min(options.MaxRunning - running.Count, options.ClaimBatch);
        if (free <= 0) return DateTimeOffset.MaxValue;
        var now = clock.GetUtcNow();
        var kinds = Rooms.Where(r => !r.Value.IsFull).Select(r => r.Key).ToArray();
        if (kinds.Length == 0) return DateTimeOffset.MaxValue;

        // A look costs nothing; a claim costs a commit.
        var seen = await store.Read(SystemScope.Queue, (db, c) => DueWork.Look(db, kinds, now, c), CancellationToken.None);
        var due = seen.Where(k => k.IsDue).Select(k => k.Kind).ToArray();
        if (due.Length == 0) return await NextDue(seen, now);
        var (found, claimed) = await store.Write(SystemScope.Queue, async (db, c) =>
        {
            var candidates = await DueWork.Oldest(db, due, now, free, c);
            var items = await DueWork.Lock(db, candidates, now, c);
            foreach (var item in items.OrderBy(i => i.Id)) Lease(db, item);
            return (candidates.Count, items.Count);
        }, CancellationToken.None);

        // A full bite: there may be more. What another process holds for a moment is looked at again in a moment.
        return found == claimed ? now : now + Held;
    }

    /// <summary>When something will be due that no wake-up will tell: an item's time comes, or another process has died with its lease.</summary>
    private async Task<DateTimeOffset> NextDue(IReadOnlyList<KindLook> seen, DateTimeOffset now)
    {
        var next = seen.Min(k => k.Next) is { } due ? PlatformTime.OfMicroseconds(due) : DateTimeOffset.MaxValue;
        if (options.SingleProcess) return next;

        // Not at every look: a lease that is taken after this one ends after the next one.
        if (endOfLeases < now || now - leasesSeen >= options.Lease / 3)
        {
            endOfLeases = await store.Read(SystemScope.Queue, (db, c) => DueWork.EndOfLeases(db, owner, now, c), CancellationToken.None);
            leasesSeen = now;
        }

        return next < endOfLeases ? next : endOfLeases;
    }

    private async Task Renew()
    {
        // Only what runs: an item whose end could not be written down must come free by itself.
        var ids = running.Keys.ToArray();
        if (ids.Length == 0) return;
        var until = clock.GetUtcNow() + options.Lease;
        await store.Write(SystemScope.Queue, (db, c) => db.WorkItems.Where(i => ids.Contains(i.Id) && i.LeaseOwner == owner && i.LeaseUntil < until)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.LeaseUntil, (DateTimeOffset?)until), c), CancellationToken.None);
    }

    private void Start(WorkItem item)
    {
        var run = new Running();
        running[item.Id] = run;
        Rooms[item.Kind].Lease();
        run.Task = Task.Run(() => Run(item, run));
    }

    private async Task Run(WorkItem item, Running run)
    {
        var work = new Work(item, this);
        var (inside, atWork) = (false, false);
        using var entered = (CallContext.Platform(item.TenantId, Service) with { Actor = item.Actor }).Enter();
        using var activity = Source.StartActivity(item.Kind, ActivityKind.Consumer, item.TraceParent);
        try
        {
            // The kind's door first: who waits there takes up no place of others.
            await Rooms[item.Kind].Enter(stopping.Token);
            atWork = true;
            await room.WaitAsync(stopping.Token);
            inside = true;
            await Handlers[item.Kind].Handle(work, stopping.Token);
            if (!work.Completed) await store.Write((db, c) => work.CompleteIn(db, c), CancellationToken.None);
        }
        catch (LeaseLostException lost)
        {
            LogLeaseLost(lost.Message);
        }
        catch (Exception fault)
        {
            activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
            await Fail(item, fault);
        }
        finally
        {
            if (inside) room.Release();
            if (atWork) Rooms[item.Kind].Leave();
            var wasFull = running.Count >= options.MaxRunning;
            running.TryRemove(KeyValuePair.Create(item.Id, run));
            if (Rooms[item.Kind].Release() || wasFull) next.Now();
        }
    }

    private async Task Fail(WorkItem item, Exception fault)
    {
        var kind = Handlers[item.Kind].Kind;
        var free = fault is DeferException || (fault is OperationCanceledException && stopping.IsCancellationRequested);
        var attempts = free ? item.Attempts - 1 : item.Attempts;
        var dead = !free && attempts >= kind.MaxAttempts;
        var wait = fault switch
        {
            DeferException defer => defer.Wait,
            RetryAfterException retry => retry.Wait,
            _ when free => TimeSpan.Zero,
            _ => kind.Backoff(attempts),
        };
        var state = !dead ? WorkState.Live : kind.OnDead == OnDead.Block ? WorkState.Blocking : WorkState.Dead;
        if (!free) LogFailed(fault, item.Kind, item.Id, item.Attempts, dead);
        var due = clock.GetUtcNow() + wait;
        var why = fault.Message.Length > 2000 ? fault.Message[..2000] : fault.Message;
        try
        {
            await store.Write(SystemScope.Queue, (db, c) => db.WorkItems.Where(i => i.Id == item.Id && i.Fence == item.Fence).ExecuteUpdateAsync(
                set => set.SetProperty(i => i.State, state).SetProperty(i => i.DueAt, due).SetProperty(i => i.Attempts, attempts).SetProperty(i => i.Error, why)
                    .SetProperty(i => i.LeaseUntil, (DateTimeOffset?)null).SetProperty(i => i.LeaseOwner, (string?)null), c), CancellationToken.None);
        }
        catch (Exception second)
        {
            // The lease ends by itself, and the item is claimed again then.
            LogPumpFault(second, Service);
            next.By(clock.GetUtcNow() + options.Lease);
            return;
        }

        // What is dead makes way for what comes after it.
        next.By(state == WorkState.Live ? due : DateTimeOffset.MinValue);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The queue of {Service} cannot work with its database")]
    private partial void LogPumpFault(Exception fault, string service);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Lost}")]
    private partial void LogLeaseLost(string lost);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Work item {Kind} {Item} failed at attempt {Attempt}; dead: {Dead}")]
    private partial void LogFailed(Exception fault, string kind, long item, int attempt, bool dead);

    private sealed class Running
    {
        public Task Task { get; set; } = Task.CompletedTask;
    }
}

/// <summary>How a process runs its queues.</summary>
public sealed record DeliveryOptions
{
    /// <summary>How long an item belongs to a process that no longer renews it: the bound of recovery after a kill.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(9);

    /// <summary>The longest time between two looks. The pump knows when the next item is due and is woken by what happens in its process;
    /// this is for what another process put in and could not begin itself.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Items that run at once in a service.</summary>
    public int MaxRunning { get; init; } = 1024;

    /// <summary>Items claimed at once.</summary>
    public int ClaimBatch { get; init; } = 64;

    /// <summary>How long handlers may go on while the process stops.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>No other process can hold a lease (SQLite): leases found at start are a dead process's.</summary>
    public bool SingleProcess { get; init; }
}
