namespace Sentralix.JsonSchema.Json;

/// <summary>A hash of a value: equal values have equal hashes, however they are written.</summary>
internal static class TapeHash
{
    public static int Of(TapeView view, int at)
    {
        ref readonly var node = ref view[at];
        switch (node.Kind)
        {
            case JsonKind.String:
                return ByteHash.Of(view.Text(at));
            case JsonKind.Number:
                return ExactNumber.TryRead(view.Text(at), out var number) ? number.GetHashCode() : ByteHash.Of(view.Text(at));
            case JsonKind.Array:
                var items = (int)JsonKind.Array;
                for (var i = at + 1; i < node.End; i = view[i].End) items = HashCode.Combine(items, Of(view, i));
                return items;
            case JsonKind.Object:
                // A sum: the order of members says nothing.
                var members = (int)JsonKind.Object;
                for (var i = at + 1; i < node.End; i = view[i + 1].End) members += HashCode.Combine(ByteHash.Of(view.Text(i)), Of(view, i + 1));
                return members;
            default:
                return (int)node.Kind;
        }
    }
}
