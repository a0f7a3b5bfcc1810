using Sentralix.Platform.Delivery;

namespace Sentralix.Platform.Tests.Delivery;

/// <summary>A handler that does what the test says.</summary>
internal sealed class Worker(string kind, Func<Work, CancellationToken, Task> handle) : IWorkHandler
{
    public WorkKind Kind { get; init; } = new(kind);

    public Task Handle(Work work, CancellationToken cancellation) => handle(work, cancellation);
}

/// <summary>What the items of these tests carry.</summary>
internal sealed record Job(string Key, int Number);
