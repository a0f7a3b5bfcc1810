using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"propertyNames": a name is judged as a string.</summary>
internal sealed class PropertyNames(SchemaSite site, SchemaNode schema) : Keyword("propertyNames", site)
{
    public override Kinds Kinds => Kinds.Object;

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        var end = run.Instance[at].End;
        var holds = true;
        for (var name = at + 1; name < end; name = run.Instance[name + 1].End)
        {
            if (schema.IsFalse && run.Collects) holds = run.Fail(this, name, ErrorWords.PropertyName(run.Instance.Excerpt(name)));
            else holds &= schema.Holds(ref run, name, Marks.None);
            if (!holds && (!run.Collects || run.Stopped is not null)) return false;
        }

        return holds;
    }
}
