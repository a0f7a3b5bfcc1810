namespace Sentralix.Expressions.Values;

/// <summary>Equality and order of values.</summary>
internal static class Comparison
{
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    /// <param name="meter">Counts the elements that are looked at; null: nobody counts.</param>
    public static bool AreEqual(in Value left, in Value right, Meter? meter)
    {
        if (left.Kind != right.Kind) return left.IsNumber && right.IsNumber && left.Number == right.Number;
        switch (left.Kind)
        {
            case ValueKind.Null: return true;
            case ValueKind.Bool: return left.Bool == right.Bool;
            case ValueKind.Whole: return left.Whole == right.Whole;
            case ValueKind.Decimal: return left.Decimal == right.Decimal;
            case ValueKind.Text: return string.Equals(left.Text, right.Text);
            case ValueKind.Bytes: return left.Bytes == right.Bytes;
            case ValueKind.Timestamp or ValueKind.Duration: return left.Ticks == right.Ticks;
            case ValueKind.List: return AreEqual(left.List, right.List, meter);
            default: return AreEqual(left.Map, right.Map, meter);
        }
    }

    /// <summary>Whether two values of these kinds have an order.</summary>
    public static bool HaveOrder(ValueKind left, ValueKind right) => (left, right) switch
    {
        (ValueKind.Whole or ValueKind.Decimal, ValueKind.Whole or ValueKind.Decimal) => true,
        (ValueKind.Text, ValueKind.Text) or (ValueKind.Timestamp, ValueKind.Timestamp) or (ValueKind.Duration, ValueKind.Duration) => true,
        _ => false,
    };

    /// <summary>The order of two values that have one. Texts are ordered by their UTF-16 codes: the same everywhere, in every language.</summary>
    public static int Order(in Value left, in Value right) => left.Kind switch
    {
        ValueKind.Whole when right.Kind == ValueKind.Whole => left.Whole.CompareTo(right.Whole),
        ValueKind.Text => string.CompareOrdinal(left.Text, right.Text),
        ValueKind.Timestamp or ValueKind.Duration => left.Ticks.CompareTo(right.Ticks),
        _ => left.Number.CompareTo(right.Number),
    };

    private static bool AreEqual(ValueList left, ValueList right, Meter? meter)
    {
        if (left.Count != right.Count) return false;
        if (ReferenceEquals(left, right)) return true;
        meter?.Charge(left.Count);
        for (var i = 0; i < left.Count; i++)
            if (!AreEqual(left[i], right[i], meter)) return false;
        return true;
    }

    private static bool AreEqual(ValueMap left, ValueMap right, Meter? meter)
    {
        if (left.Count != right.Count) return false;
        if (ReferenceEquals(left, right)) return true;
        meter?.Charge(left.Count);
        foreach (var name in left.Names)
            if (!right.TryGet(name, out var other) || !AreEqual(left[name], other, meter)) return false;
        return true;
    }
}
