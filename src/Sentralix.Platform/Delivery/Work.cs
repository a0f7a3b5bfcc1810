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

    /// <summary>Completes the item in the transaction of what it did, so that it is done exactly when that is durable.</summary>
    /// <exception cref="LeaseLostException">Another process runs it now: the transaction must fail.</exception>
    public async Task CompleteIn(ServiceDbContext db, CancellationToken cancellation)
    {
        var done = await db.WorkItems.Where(i => i.Id == item.Id && i.Fence == item.Fence).ExecuteDeleteAsync(cancellation);
        if (done == 0) throw new LeaseLostException(item.Id);
        db.AfterCommit(() => Completed = true);
        if (item.OrderingKey is not null) await queue.ClaimNext(db, item, cancellation);
    }

    /// <summary>Fails unless this process still holds the item: for writes in the middle of long work.</summary>
    /// <exception cref="LeaseLostException">Another process runs it now.</exception>
    public async Task HoldIn(ServiceDbContext db, CancellationToken cancellation)
    {
        if (!await db.WorkItems.AnyAsync(i => i.Id == item.Id && i.Fence == item.Fence, cancellation)) throw new LeaseLostException(item.Id);
    }
}

/// <summary>The part of a queue that its running items need.</summary>
internal interface IWorkQueue
{
    /// <summary>Leases the next item of the same key in the transaction that completes the one before.</summary>
    Task ClaimNext(ServiceDbContext db, WorkItem done, CancellationToken cancellation);
}
