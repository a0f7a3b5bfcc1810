using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"$ref", and a "$dynamicRef" whose target is the same from wherever one comes.</summary>
internal sealed class Reference(string name, SchemaSite site, SchemaNode target) : Keyword(name, site)
{
    public override Kinds Kinds => Kinds.All;

    public override IEnumerable<SchemaNode> InPlace => [target];

    public override bool Holds(ref Run run, int at, Marks marks) => target.Holds(ref run, at, marks);
}
