namespace Sentralix.Platform.Delivery;

/// <summary>The room that a kind has in this process. Items that are leased beyond it (a claim takes several at once) wait at its door.</summary>
internal sealed class KindRoom(WorkKind kind) : IDisposable
{
    private readonly SemaphoreSlim? door = kind.MaxAtOnce is { } most ? new SemaphoreSlim(most) : null;
    private int leased;

    /// <summary>Whether no more should be leased now.</summary>
    public bool IsFull => kind.MaxAtOnce is { } most && Volatile.Read(ref leased) >= most;

    public void Lease() => Interlocked.Increment(ref leased);

    public Task Enter(CancellationToken cancellation) => door?.WaitAsync(cancellation) ?? Task.CompletedTask;

    public void Leave() => door?.Release();

    /// <returns>Whether there is room again where there was none.</returns>
    public bool Release()
    {
        var wasFull = IsFull;
        Interlocked.Decrement(ref leased);
        return wasFull;
    }

    public void Dispose() => door?.Dispose();
}
