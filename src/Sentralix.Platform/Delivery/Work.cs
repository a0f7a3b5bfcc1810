using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Platform.Storage;

namespace Sentralix.Platform.Delivery;

/// <summary>One item while it runs.</summary>
public sealed class Work
{
    private readonly WorkItem item;
    private readonly IWorkQueue queue;

    internal Work(WorkItem item, IWorkQueue queue) => (this.item, this.queue) = (item, queue);

    /// <summary>The item's tenant.</summary>
    public string Tenant => item.TenantId;

    /// <summary>From 1; higher after a crash or a failure.</summary>
    public int Attempt => item.Attempts;

    /// <summary>When it was enqueued.</summary>
    public DateTimeOffset CreatedAt => item.CreatedAt;

    /// <summary>Whether <see cref="CompleteIn"/> has been committed or begun.</summary>
    internal bool Completed { get; private set; }

    /// <summary>What it is about.</summary>
    public T Payload<T>() => JsonSerializer.Deserialize<T>(item.Payload, SentralixJson.Options)
        ?? throw new InvalidOperationException($"Work item {item.Id} has an empty payload.");

    /// <summary>Names the item to another process that completes it (a grain).</summary>
    public WorkTicket Ticket => new(item.Id, item.Fence, item.OrderingKey);

    /// <summary>The holder of the <see cref="Ticket"/> has completed the item.</summary>
    public void CompletedElsewhere() => Completed = true;

    /// <summary>Completes the item in the transaction of what it did, so that it is done exactly when that is durable.</summary>
    /// <exception cref="LeaseLostException">Another process runs it now: the transaction must fail.</exception>
    public async Task CompleteIn(ServiceDbContext db, CancellationToken cancellation)
    {
        await Ticket.CompleteIn(db, queue, cancellation);
        db.AfterCommit(() => Completed = true);
    }
}

/// <summary>A leased work item, by name: whoever shows it may complete the item while the lease stands.</summary>
/// <param name="Id">The item.</param>
/// <param name="Fence">The lease.</param>
/// <param name="OrderingKey">The item's key.</param>
public sealed record WorkTicket(long Id, long Fence, string? OrderingKey)
{
    /// <summary>Fails unless the lease still stands: for writes in the middle of long work.</summary>
    /// <exception cref="LeaseLostException">Another process runs the item now.</exception>
    public async Task HoldIn(ServiceDbContext db, CancellationToken cancellation)
    {
        if (!await db.WorkItems.AnyAsync(i => i.Id == Id && i.Fence == Fence, cancellation)) throw new LeaseLostException(Id);
    }

    internal async Task CompleteIn(ServiceDbContext db, IWorkQueue queue, CancellationToken cancellation)
    {
        var done = await db.WorkItems.Where(i => i.Id == Id && i.Fence == Fence).ExecuteDeleteAsync(cancellation);
        if (done == 0) throw new LeaseLostException(Id);
        if (OrderingKey is not null) await queue.ClaimNext(db, this, cancellation);
    }
}

/// <summary>The part of a queue that its running items need.</summary>
internal interface IWorkQueue
{
    /// <summary>Leases the next item of the same key in the transaction that completes the one before.</summary>
    Task ClaimNext(ServiceDbContext db, WorkTicket done, CancellationToken cancellation);
}
