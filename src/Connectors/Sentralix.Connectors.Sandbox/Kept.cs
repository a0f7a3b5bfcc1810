using System.Collections.Concurrent;

namespace Sentralix.Connectors.Sandbox;

/// <summary>The latest so many of something, in order.</summary>
internal sealed class Kept<T>(int most)
{
    private readonly ConcurrentQueue<T> items = new();

    public int Count => items.Count;

    public IReadOnlyList<T> All => [.. items];

    /// <summary>Adds one, and drops those that are too many.</summary>
    /// <param name="item">The newest.</param>
    /// <param name="drop">Is told what was dropped.</param>
    public void Add(T item, Action<T>? drop = null)
    {
        items.Enqueue(item);

        // Counting is not free, and most stand-ins keep everything.
        if (most == int.MaxValue) return;
        while (items.Count > most && items.TryDequeue(out var oldest)) drop?.Invoke(oldest);
    }
}
