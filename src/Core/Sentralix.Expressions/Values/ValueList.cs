using System.Collections;

namespace Sentralix.Expressions.Values;

/// <summary>A list that does not change.</summary>
public sealed class ValueList : IReadOnlyList<Value>
{
    public static readonly ValueList Empty = new([]);
    private readonly Value[] items;

    /// <param name="items">Given away: nobody may change it afterwards.</param>
    private ValueList(Value[] items) => this.items = items;

    public int Count => items.Length;

    public Value this[int index] => items[index];

    public static ValueList Of(IEnumerable<Value> items) => new([.. items]);

    internal static ValueList Owning(Value[] items) => items.Length == 0 ? Empty : new(items);

    internal ReadOnlySpan<Value> Items => items;

    public IEnumerator<Value> GetEnumerator() => ((IEnumerable<Value>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
}
