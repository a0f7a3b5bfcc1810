using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"unevaluatedProperties" and "unevaluatedItems": what no other keyword of the schema has looked at.</summary>
internal sealed class Unevaluated(string name, SchemaSite site, SchemaNode schema) : Keyword(name, site)
{
    public override Kinds Kinds => Name == "unevaluatedItems" ? Kinds.Array : Kinds.Object;

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        ref readonly var node = ref run.Instance[at];
        if (!run.Spend(node.Count >> 3)) return false;
        var skip = node.Kind == JsonKind.Object ? 1 : 0;
        var holds = true;
        var ordinal = 0;
        for (var child = at + 1; child < node.End; child = run.Instance[child + skip].End, ordinal++)
        {
            if (run.IsMarked(marks, ordinal)) continue;
            if (!run.Spend(1)) return false;
            if (schema.IsFalse && run.Collects)
            {
                holds = run.Fail(this, child, skip == 1 ? ErrorWords.Unexpected(run.Instance.Excerpt(child)) : ErrorWords.UnexpectedItem(ordinal));
            }
            else
            {
                holds &= schema.Holds(ref run, child + skip, Marks.None);
            }

            if (!holds && (!run.Collects || run.Stopped is not null)) return false;
        }

        if (holds) run.MarkAll(marks);
        return holds;
    }
}
