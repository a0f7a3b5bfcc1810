using Sentralix.Platform.Storage;

namespace Sentralix.Platform.Delivery;

/// <summary>The one durable queue, in the service's own schema.</summary>
public interface IDelivery<in TContext>
    where TContext : ServiceDbContext
{
    /// <summary>Enqueues in the transaction of the change that causes the work. Where this process is free, the item is born leased to it
    /// and starts after the commit, without another one.</summary>
    /// <param name="db">The unit of work.</param>
    /// <param name="kind">A registered kind.</param>
    /// <param name="payload">What the handler needs.</param>
    /// <param name="orderingKey">Same key: one after another; null: on its own.</param>
    /// <param name="due">Not before; null: now.</param>
    /// <param name="cancellation">Cancels.</param>
    Task Enqueue<TPayload>(TContext db, string kind, TPayload payload, string? orderingKey, DateTimeOffset? due, CancellationToken cancellation);

    /// <summary>Enqueues several items of a kind, as <see cref="Enqueue"/> does one, in the order given, with a few statements for all.</summary>
    Task EnqueueAll<TPayload>(TContext db, string kind, IReadOnlyCollection<NewWork<TPayload>> work, CancellationToken cancellation);

    /// <summary>Completes an item that a handler gave out by its ticket, in the transaction of what it did, and leases the next one of
    /// its key to this process.</summary>
    /// <exception cref="LeaseLostException">Another process runs it now: the transaction must fail.</exception>
    Task CompleteIn(TContext db, WorkTicket ticket, CancellationToken cancellation);

    /// <summary>Makes deferred items of a key due now.</summary>
    Task Hasten(TContext db, string orderingKey, CancellationToken cancellation);
}

/// <summary>An item to be enqueued.</summary>
/// <param name="Payload">What the handler needs.</param>
/// <param name="OrderingKey">Same key: one after another; null: on its own.</param>
public sealed record NewWork<TPayload>(TPayload Payload, string? OrderingKey)
{
    /// <summary>Not before; null: now.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>W3C trace parent of its cause; null: there is none.</summary>
    public string? TraceParent { get; init; }
}
