using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"minItems", "maxItems", "minProperties" and "maxProperties".</summary>
internal sealed class CountLimit(string name, SchemaSite site, long limit) : Keyword(name, site)
{
    private readonly bool isMost = name is "maxItems" or "maxProperties";
    private readonly bool isOfItems = name is "minItems" or "maxItems";

    public override Kinds Kinds => isOfItems ? Kinds.Array : Kinds.Object;

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        var count = run.Instance[at].Count;
        if (isMost ? count <= limit : count >= limit) return true;
        return run.Collects && run.Fail(this, at, isOfItems ? ErrorWords.Items(isMost, limit) : ErrorWords.Members(isMost, limit));
    }
}
