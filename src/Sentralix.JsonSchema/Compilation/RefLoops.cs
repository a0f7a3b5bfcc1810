using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>Finds schemas that apply themselves to the value that they are applied to.</summary>
internal static class RefLoops
{
    public static void Find(IReadOnlyList<SchemaSite> sites, FaultLog faults)
    {
        var done = new HashSet<SchemaNode>(ReferenceEqualityComparer.Instance);
        var open = new HashSet<SchemaNode>(ReferenceEqualityComparer.Instance);
        foreach (var site in sites)
        {
            if (done.Contains(site.Node!) || LoopFrom(site.Node!, done, open) is not { } loop) continue;
            var at = sites.First(s => s.Node == loop);
            faults.Add(
                SchemaFaultCodes.RefLoop,
                at,
                "",
                "the schema applies itself to the same value, without end",
                "схема без конца применяет саму себя к тому же значению");
            return;
        }
    }

    // Depth first, with a stack of its own: a chain of references may be long.
    private static SchemaNode? LoopFrom(SchemaNode start, HashSet<SchemaNode> done, HashSet<SchemaNode> open)
    {
        var way = new Stack<(SchemaNode Node, IEnumerator<SchemaNode> Next)>();
        way.Push((start, start.InPlace.GetEnumerator()));
        open.Add(start);
        while (way.Count > 0)
        {
            var (node, next) = way.Peek();
            if (!next.MoveNext())
            {
                way.Pop();
                open.Remove(node);
                done.Add(node);
                continue;
            }

            if (open.Contains(next.Current)) return next.Current;
            if (done.Contains(next.Current)) continue;
            way.Push((next.Current, next.Current.InPlace.GetEnumerator()));
            open.Add(next.Current);
        }

        return null;
    }
}
