using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Compliance.Storage;

/// <summary>A service's queue and its pump in a test.</summary>
public sealed class QueueKit<TContext> : IAsyncDisposable
    where TContext : ServiceDbContext
{
    private readonly Delivery<TContext> delivery;
    private bool running;

    internal QueueKit(Delivery<TContext> delivery) => this.delivery = delivery;

    /// <summary>For enqueueing; also without a running pump.</summary>
    public IDelivery<TContext> Delivery => delivery;

    /// <summary>Starts to claim.</summary>
    public async Task<QueueKit<TContext>> Start()
    {
        running = true;
        await delivery.StartAsync(CancellationToken.None);
        return this;
    }

    /// <summary>Stops as a process that ends gracefully.</summary>
    public async Task Stop()
    {
        if (!running) return;
        running = false;
        await delivery.StopAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Stop();
        delivery.Dispose();
    }
}
