using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Evaluation;

/// <summary>A schema, ready to judge: the keywords that matter, by the kind of the value. It is made empty, because schemas refer to
/// one another, and filled once.</summary>
internal sealed class SchemaNode(SchemaSite site)
{
    private readonly Keyword[][] byKind = [[], [], [], [], [], [], []];
    private Keyword[] all = [];
    private Keyword? unevaluatedItems;
    private Keyword? unevaluatedProperties;

    public SchemaSite Site => site;

    /// <summary>It is the schema "false".</summary>
    public bool IsFalse { get; private set; }

    /// <summary>The resource that a pass enters with it; null: nobody asks for the way here.</summary>
    public Resource? Scope { get; set; }

    public IEnumerable<SchemaNode> InPlace => all.SelectMany(k => k.InPlace);

    public void Fill(IEnumerable<Keyword> keywords, Keyword? lastForItems, Keyword? lastForProperties)
    {
        all = [.. keywords];
        for (var kind = 0; kind < byKind.Length; kind++) byKind[kind] = [.. all.Where(k => ((int)k.Kinds & (1 << kind)) != 0)];
        unevaluatedItems = lastForItems;
        unevaluatedProperties = lastForProperties;
    }

    public void FillFalse(Keyword refusal)
    {
        IsFalse = true;
        Fill([refusal], null, null);
    }

    public bool Holds(ref Run run, int at, Marks marks)
    {
        var scopeBefore = run.ScopeDepth;
        if (!run.Enter(Scope)) return false;
        var kind = run.Instance[at].Kind;
        var last = kind == JsonKind.Object ? unevaluatedProperties : kind == JsonKind.Array ? unevaluatedItems : null;
        var holds = last is null ? HoldsAll(byKind[(int)kind], ref run, at, marks) : HoldsWithLast(last, ref run, at, marks);
        run.Leave(scopeBefore);
        return holds;
    }

    private static bool HoldsAll(Keyword[] keywords, ref Run run, int at, Marks marks)
    {
        var holds = true;
        foreach (var keyword in keywords)
        {
            if (keyword.Holds(ref run, at, marks)) continue;
            if (!run.Collects || run.Stopped is not null) return false;
            holds = false;
        }

        return holds;
    }

    // What is unevaluated is said by this schema's own keywords alone: what its neighbours have looked at must not be seen here.
    private bool HoldsWithLast(Keyword last, ref Run run, int at, Marks marks)
    {
        ref readonly var node = ref run.Instance[at];
        var own = run.Track(node.Count);

        // After another error what is left over would be told wrongly.
        var holds = HoldsAll(byKind[(int)node.Kind], ref run, at, own) && last.Holds(ref run, at, own);
        if (holds) run.Merge(marks, own);
        run.Release(own);
        return holds;
    }
}
