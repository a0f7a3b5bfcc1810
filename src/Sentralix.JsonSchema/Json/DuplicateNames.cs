using System.Buffers;

namespace Sentralix.JsonSchema.Json;

/// <summary>Finds a name that an object has twice.</summary>
internal static class DuplicateNames
{
    // Up to here looking at every pair costs less than a table.
    private const int Few = 12;

    /// <summary>The second member of the same name; -1: every name is there once.</summary>
    /// <param name="view">The tape as far as it is laid.</param>
    /// <param name="at">The object, closed.</param>
    public static int Find(TapeView view, int at) => view[at].Count <= Few ? AmongFew(view, at) : AmongMany(view, at);

    private static int AmongFew(TapeView view, int at)
    {
        var end = view[at].End;
        for (var later = view[at + 2].End; later < end; later = view[later + 1].End)
        {
            var name = view.Text(later);
            for (var earlier = at + 1; earlier < later; earlier = view[earlier + 1].End)
            {
                if (view[earlier].Length == name.Length && view.Text(earlier).SequenceEqual(name)) return later;
            }
        }

        return -1;
    }

    private static int AmongMany(TapeView view, int at)
    {
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)view[at].Count * 2);
        var table = ArrayPool<int>.Shared.Rent(size);
        try
        {
            // 0 is an empty place: no name is the first node.
            table.AsSpan(0, size).Clear();
            for (var i = at + 1; i < view[at].End; i = view[i + 1].End)
            {
                var name = view.Text(i);
                var place = ByteHash.Of(name) & (size - 1);
                for (; table[place] != 0; place = (place + 1) & (size - 1))
                {
                    if (view.Text(table[place]).SequenceEqual(name)) return i;
                }

                table[place] = i;
            }

            return -1;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(table);
        }
    }
}
