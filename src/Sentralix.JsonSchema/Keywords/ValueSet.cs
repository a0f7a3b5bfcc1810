using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>Values that a schema names, found by their hash where there are many.</summary>
internal sealed class ValueSet
{
    // Up to here comparing with each costs less than hashing.
    private const int Few = 8;

    private readonly TapeDocument document;
    private readonly int[] values;
    private readonly Dictionary<int, List<int>>? byHash;

    public ValueSet(TapeDocument document, IReadOnlyList<int> values)
    {
        this.document = document;
        this.values = [.. values];
        if (values.Count <= Few) return;
        byHash = [];
        foreach (var value in values)
        {
            var hash = TapeHash.Of(document.View, value);
            if (!byHash.TryGetValue(hash, out var same)) byHash[hash] = same = [];
            same.Add(value);
        }
    }

    public IEnumerable<string> Texts => values.Select(Text);

    public bool Contains(TapeView view, int at, ref long steps)
    {
        var own = document.View;
        if (byHash is null)
        {
            foreach (var value in values)
            {
                if (TapeEquality.AreEqual(view, at, own, value, ref steps)) return true;
            }

            return false;
        }

        steps -= 1 + (view[at].End - at) + (view[at].Length >> 4);
        if (steps < 0 || !byHash.TryGetValue(TapeHash.Of(view, at), out var candidates)) return false;
        foreach (var value in candidates)
        {
            if (TapeEquality.AreEqual(view, at, own, value, ref steps)) return true;
        }

        return false;
    }

    private string Text(int value)
    {
        var text = new System.Buffers.ArrayBufferWriter<byte>();
        CanonicalJson.Write(document.View, value, text);
        return System.Text.Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
