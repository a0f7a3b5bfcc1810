using System.Diagnostics.CodeAnalysis;

namespace Sentralix.Connectors.Sandbox;

/// <summary>Things by name, of which the oldest go where there are too many of them or too many bytes. One that is larger than all there is
/// room for is not kept.</summary>
internal sealed class Recent<TKey, TValue>(int most, long mostBytes = long.MaxValue, Func<TValue, long>? weigh = null)
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> byKey = [];
    private readonly LinkedList<(TKey Key, TValue Value)> order = new();
    private long bytes;

    public IReadOnlyList<TValue> Values
    {
        get
        {
            lock (gate) return [.. order.Select(item => item.Value)];
        }
    }

    public TValue this[TKey key]
    {
        set
        {
            lock (gate)
            {
                if (byKey.TryGetValue(key, out var old)) Drop(old);
                byKey[key] = order.AddLast((key, value));
                bytes += Weigh(value);
                while (order.First is { } oldest && (order.Count > most || bytes > mostBytes)) Drop(oldest);
            }
        }
    }

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (gate)
        {
            var found = byKey.TryGetValue(key, out var node);
            value = found ? node!.Value.Value : default;
            return found;
        }
    }

    public TValue? GetValueOrDefault(TKey key) => TryGetValue(key, out var value) ? value : default;

    public bool TryRemove(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (gate)
        {
            var found = byKey.TryGetValue(key, out var node);
            value = found ? node!.Value.Value : default;
            if (found) Drop(node!);
            return found;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            byKey.Clear();
            order.Clear();
            bytes = 0;
        }
    }

    private long Weigh(TValue value) => weigh?.Invoke(value) ?? 0;

    private void Drop(LinkedListNode<(TKey Key, TValue Value)> node)
    {
        order.Remove(node);
        byKey.Remove(node.Value.Key);
        bytes -= Weigh(node.Value.Value);
    }
}
