using Microsoft.Extensions.Time.Testing;

namespace Sentralix.Llm.Tests.Batches;

/// <summary>A clock that a test pushes on, again and again, until what it waits for has happened: how long that takes on the machine says nothing.</summary>
internal sealed class PushedClock : IAsyncDisposable
{
    private readonly CancellationTokenSource ended = new();
    private Task pushing = Task.CompletedTask;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Pushes from now on, a step at a time.</summary>
    public void Push(TimeSpan step) => pushing = Task.Run(async () =>
    {
        while (!ended.IsCancellationRequested)
        {
            Time.Advance(step);
            await Task.Delay(5);
        }
    });

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await pushing;
        ended.Dispose();
    }
}
