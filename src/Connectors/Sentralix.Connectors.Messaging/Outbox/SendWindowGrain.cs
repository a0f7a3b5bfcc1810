using Sentralix.Platform.Cluster;

namespace Sentralix.Connectors.Messaging.Outbox;

/// <inheritdoc cref="ISendWindowGrain"/>
[RunsWithService]
internal sealed class SendWindowGrain(TimeProvider clock) : Grain, ISendWindowGrain
{
    private readonly SendWindow window = new(clock);

    public Task<TimeSpan> Take(SendPlace place, WindowLimits limits) => Task.FromResult(window.Take(place, limits));

    public Task<TimeSpan> Leave(SendPlace place, WindowLimits limits) => Task.FromResult(window.Leave(place, limits));

    public Task Freeze(string? thread, TimeSpan wait)
    {
        window.Freeze(thread, wait);
        return Task.CompletedTask;
    }
}
