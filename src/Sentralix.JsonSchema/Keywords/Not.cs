using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"not".</summary>
internal sealed class Not(SchemaSite site, SchemaNode schema) : Keyword("not", site)
{
    public override Kinds Kinds => Kinds.All;

    public override IEnumerable<SchemaNode> InPlace => [schema];

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        var log = run.Silence();
        var holds = schema.Holds(ref run, at, Marks.None);
        run.Resume(log);

        // A schema that was given up has refused nothing.
        if (run.Stopped is not null) return false;
        return !holds || (run.Collects && run.Fail(this, at, ErrorWords.Not));
    }
}
