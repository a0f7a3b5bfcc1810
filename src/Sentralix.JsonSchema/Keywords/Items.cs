using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"prefixItems" and "items": the second is about what the first leaves.</summary>
internal sealed class Items(SchemaSite site, SchemaNode[] prefix, SchemaNode? rest) : Keyword("items", site)
{
    public override Kinds Kinds => Kinds.Array;

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        var end = run.Instance[at].End;
        var holds = true;
        var index = 0;
        for (var item = at + 1; item < end; item = run.Instance[item].End, index++)
        {
            var schema = index < prefix.Length ? prefix[index] : rest;
            if (schema is null) break;
            run.Mark(marks, index);
            if (HoldsItem(schema, ref run, item, index)) continue;
            if (!run.Collects || run.Stopped is not null) return false;
            holds = false;
        }

        return holds;
    }

    private bool HoldsItem(SchemaNode schema, ref Run run, int item, int index) => schema.IsFalse && run.Collects
        ? run.Fail(this, item, ErrorWords.UnexpectedItem(index))
        : schema.Holds(ref run, item, Marks.None);
}
