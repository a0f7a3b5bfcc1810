namespace Sentralix.Platform.Delivery;

/// <summary>How items of one kind are run.</summary>
/// <param name="Name">Such as <c>session.turn</c>.</param>
public sealed record WorkKind(string Name)
{
    /// <summary>After so many failed attempts an item is dead.</summary>
    public int MaxAttempts { get; init; } = 12;

    /// <summary>How many run at once in a process at most; null: as many as the queue has room for. For work that must leave room to whoever
    /// makes it.</summary>
    public int? MaxAtOnce { get; init; }

    /// <summary>What a dead item does to later items of its key.</summary>
    public OnDead OnDead { get; init; } = OnDead.Continue;

    /// <summary>The wait after the first failure; it doubles, with jitter.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait between attempts.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMinutes(5);

    internal TimeSpan Backoff(int attempts)
    {
        var doubled = FirstBackoff * Math.Pow(2, Math.Min(attempts - 1, 20));
        var capped = doubled < MaxBackoff ? doubled : MaxBackoff;
        return capped * (0.75 + (Random.Shared.NextDouble() * 0.5));
    }
}

/// <summary>What a dead item does to later items of its key.</summary>
public enum OnDead
{
    /// <summary>They go on.</summary>
    Continue,

    /// <summary>They wait for a person.</summary>
    Block,
}

/// <summary>Runs items of one kind.</summary>
public interface IWorkHandler
{
    /// <summary>What it runs.</summary>
    WorkKind Kind { get; }

    /// <summary>Runs one item. Returning completes it; throwing retries it. An item may run more than once: what it does must bear that.</summary>
    Task Handle(Work work, CancellationToken cancellation);
}

/// <summary>Not now, and not a failure: the item waits without counting an attempt.</summary>
public sealed class DeferException(TimeSpan wait, string why) : Exception(why)
{
    /// <summary>How long.</summary>
    public TimeSpan Wait { get; } = wait;
}

/// <summary>The outside asked to wait: the failure counts, but this is the wait instead of the backoff.</summary>
public sealed class RetryAfterException(TimeSpan wait, string why) : Exception(why)
{
    /// <summary>How long.</summary>
    public TimeSpan Wait { get; } = wait;
}

/// <summary>The item is another process's now: this one's changes must not be committed.</summary>
public sealed class LeaseLostException(long item) : Exception($"The lease of work item {item} is lost.");
