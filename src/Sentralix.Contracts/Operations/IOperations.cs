using Refit;

namespace Sentralix.Contracts.Operations;

/// <summary>What every service lets its operator see and mend: work that waits, runs or was given up. Scope <c>operations:*</c>.</summary>
[Contract("~")]
public interface IOperations
{
    /// <summary>Work items, oldest first.</summary>
    /// <param name="state"><c>live</c>, <c>dead</c> or <c>blocking</c>; left out: all.</param>
    /// <param name="kind">Such as <c>session.turn</c>; left out: all.</param>
    /// <param name="limit">1–200.</param>
    /// <param name="after">Cursor.</param>
    /// <param name="cancellation">Cancels.</param>
    [Get("/~/v1/operations/work-items"), Scope("operations:read")]
    Task<Result<Page<WorkItemView>>> List(WorkItemState? state, string? kind, int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>Makes a dead item live again, or a waiting one due now.</summary>
    [Post("/~/v1/operations/work-items/{id}/retry"), Scope("operations:write")]
    Task<Result<Done>> Retry(string id, CancellationToken cancellation);

    /// <summary>Drops a dead item for good; later items of its key go on. A live one is refused with <c>still_live</c>.</summary>
    [Post("/~/v1/operations/work-items/{id}/drop"), Scope("operations:write")]
    Task<Result<Done>> Drop(string id, CancellationToken cancellation);
}

/// <summary>States of a work item.</summary>
public enum WorkItemState
{
    /// <summary>Due, running or waiting for its time.</summary>
    Live,

    /// <summary>Given up; later items of its key went on.</summary>
    Dead,

    /// <summary>Given up; later items of its key wait.</summary>
    Blocking,
}

/// <summary>A work item, without its payload.</summary>
public sealed record WorkItemView(
    string Id, string Kind, string? OrderingKey, WorkItemState State, int Attempts, bool Running, DateTimeOffset DueAt, DateTimeOffset CreatedAt, string? Error);
