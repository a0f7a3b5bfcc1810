using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"dependentSchemas": where a name is given, a schema applies to the whole object.</summary>
internal sealed class DependentSchemas(string name, SchemaSite site, (byte[] Name, SchemaNode Schema)[] rules) : Keyword(name, site)
{
    public override Kinds Kinds => Kinds.Object;

    public override IEnumerable<SchemaNode> InPlace => rules.Select(r => r.Schema);

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        var holds = true;
        foreach (var (given, schema) in rules)
        {
            if (!run.Spend(1 + (run.Instance[at].Count >> 3))) return false;
            if (run.Instance.Member(at, given) < 0) continue;
            holds &= schema.Holds(ref run, at, marks);
            if (!holds && (!run.Collects || run.Stopped is not null)) return false;
        }

        return holds;
    }
}
