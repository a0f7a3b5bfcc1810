using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"$dynamicRef": the target is the anchor of this name in the outermost schema resource on the way here.</summary>
internal sealed class DynamicReference(SchemaSite site, string anchor, SchemaNode fallback) : Keyword("$dynamicRef", site)
{
    public override Kinds Kinds => Kinds.All;

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        var target = fallback;
        var cost = 0;
        foreach (var resource in run.Scope)
        {
            cost++;
            if (!resource.DynamicTargets.TryGetValue(anchor, out var outermost)) continue;
            target = outermost;
            break;
        }

        return run.Spend(cost) && target.Holds(ref run, at, marks);
    }
}
