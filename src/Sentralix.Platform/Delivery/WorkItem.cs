using Sentralix.Platform.Storage;

namespace Sentralix.Platform.Delivery;

/// <summary>An item of the durable queue. A timer is an item with a due time.</summary>
public sealed class WorkItem : ITenantOwned
{
    /// <summary>Given by the database while the ordering key is locked, so that it is the order of commits within the key.</summary>
    public long Id { get; init; }

    /// <inheritdoc/>
    public string TenantId { get; set; } = "";

    /// <summary>Names the handler.</summary>
    public required string Kind { get; init; }

    /// <summary>Items with the same key run one after another, in the order of their ids; null: on its own.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>What the handler needs, as JSON.</summary>
    public required string Payload { get; init; }

    /// <summary>Who caused it.</summary>
    public required string Actor { get; init; }

    /// <summary>W3C trace parent of the cause: one trace from the webhook to the reply.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Not before.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>When it was enqueued.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often it was begun.</summary>
    public int Attempts { get; set; }

    /// <summary>Live (also while leased) or dead.</summary>
    public WorkState State { get; set; }

    /// <summary>The process that runs it.</summary>
    public string? LeaseOwner { get; set; }

    /// <summary>When the lease ends unless it is renewed.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Rises with every lease; a handler's writes fail when it is no longer theirs.</summary>
    public long Fence { get; set; }

    /// <summary>Why the last attempt failed.</summary>
    public string? Error { get; set; }
}

/// <summary>Whether an item still runs by itself.</summary>
public enum WorkState
{
    /// <summary>Due, leased or waiting for its time.</summary>
    Live,

    /// <summary>Given up; a person retries or drops it. Later items of its key go on.</summary>
    Dead,

    /// <summary>Given up, and later items of its key wait until a person has retried or dropped it.</summary>
    Blocking,
}
