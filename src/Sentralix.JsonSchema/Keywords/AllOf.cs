using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"allOf".</summary>
internal sealed class AllOf(SchemaSite site, SchemaNode[] schemas) : Keyword("allOf", site)
{
    public override Kinds Kinds => Kinds.All;

    public override IEnumerable<SchemaNode> InPlace => schemas;

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        var holds = true;
        foreach (var schema in schemas)
        {
            holds &= schema.Holds(ref run, at, marks);
            if (!holds && (!run.Collects || run.Stopped is not null)) return false;
        }

        return holds;
    }
}
