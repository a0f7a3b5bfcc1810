using System.Buffers;
using System.Numerics;
using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"uniqueItems".</summary>
internal sealed class UniqueItems(SchemaSite site) : Keyword("uniqueItems", site)
{
    // Up to here looking at every pair costs less than hashing.
    private const int Few = 6;

    public override Kinds Kinds => Kinds.Array;

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        var count = run.Instance[at].Count;
        if (count < 2) return true;
        var twice = count <= Few ? AmongFew(ref run, at) : AmongMany(ref run, at);
        if (!run.Spend(0)) return false;
        return twice < 0 || (run.Collects && run.Fail(this, twice, ErrorWords.NotUnique));
    }

    private static int AmongFew(ref Run run, int at)
    {
        var view = run.Instance;
        for (var later = view[at + 1].End; later < view[at].End; later = view[later].End)
        {
            for (var earlier = at + 1; earlier < later; earlier = view[earlier].End)
            {
                if (TapeEquality.AreEqual(view, earlier, view, later, ref run.Steps)) return later;
            }
        }

        return -1;
    }

    private static int AmongMany(ref Run run, int at)
    {
        var view = run.Instance;

        // Every value below is hashed once.
        if (!run.Spend((view[at].End - at) + (view[at].Length >> 4))) return -1;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)view[at].Count * 2);
        var table = ArrayPool<(int Item, int Hash)>.Shared.Rent(size);
        try
        {
            // Item 0 is an empty place: no item is the first node.
            table.AsSpan(0, size).Clear();
            for (var item = at + 1; item < view[at].End; item = view[item].End)
            {
                var hash = TapeHash.Of(view, item);
                var place = hash & (size - 1);
                for (; table[place].Item != 0; place = (place + 1) & (size - 1))
                {
                    if (!run.Spend(1)) return -1;
                    if (table[place].Hash == hash && TapeEquality.AreEqual(view, table[place].Item, view, item, ref run.Steps)) return item;
                }

                table[place] = (item, hash);
            }

            return -1;
        }
        finally
        {
            ArrayPool<(int Item, int Hash)>.Shared.Return(table);
        }
    }
}
