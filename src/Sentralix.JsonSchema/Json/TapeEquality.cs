namespace Sentralix.JsonSchema.Json;

/// <summary>Whether two values are one: numbers by value, members in any order.</summary>
internal static class TapeEquality
{
    /// <param name="one">The tape of one value.</param>
    /// <param name="at">Where it is there.</param>
    /// <param name="other">The tape of the other.</param>
    /// <param name="otherAt">Where that is there.</param>
    /// <param name="steps">What is left of the budget. Once it is below zero the answer means nothing.</param>
    public static bool AreEqual(TapeView one, int at, TapeView other, int otherAt, ref long steps)
    {
        steps--;
        ref readonly var node = ref one[at];
        ref readonly var otherNode = ref other[otherAt];
        if (node.Kind != otherNode.Kind || node.Count != otherNode.Count) return false;
        switch (node.Kind)
        {
            case JsonKind.String:
                steps -= node.Length >> 6;
                return node.Length == otherNode.Length && one.Text(at).SequenceEqual(other.Text(otherAt));
            case JsonKind.Number:
                return AreEqualNumbers(one.Text(at), other.Text(otherAt), ref steps);
            case JsonKind.Array:
                for (int i = at + 1, j = otherAt + 1; i < node.End; i = one[i].End, j = other[j].End)
                {
                    if (steps < 0 || !AreEqual(one, i, other, j, ref steps)) return false;
                }

                return true;
            case JsonKind.Object:
                return AreEqualObjects(one, at, other, otherAt, ref steps);
            default:
                return true;
        }
    }

    private static bool AreEqualNumbers(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, ref long steps)
    {
        steps -= (one.Length + other.Length) >> 4;
        if (one.SequenceEqual(other)) return true;
        return ExactNumber.TryRead(one, out var number) && ExactNumber.TryRead(other, out var otherNumber) && number.Equals(otherNumber);
    }

    private static bool AreEqualObjects(TapeView one, int at, TapeView other, int otherAt, ref long steps)
    {
        var expected = otherAt + 1;
        for (var i = at + 1; i < one[at].End; i = one[i + 1].End)
        {
            // Mostly both were written in the same order.
            var name = one.Text(i);
            var match = expected < other[otherAt].End && other.Text(expected).SequenceEqual(name) ? expected + 1 : other.Member(otherAt, name);
            if (match != expected + 1) steps -= other[otherAt].Count;
            if (match < 0 || steps < 0 || !AreEqual(one, i + 1, other, match, ref steps)) return false;
            expected = other[match].End;
        }

        return true;
    }
}
