using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"anyOf" and "oneOf".</summary>
internal sealed class AnyOf(string name, SchemaSite site, SchemaNode[] schemas) : Keyword(name, site)
{
    private readonly bool isOne = name == "oneOf";

    public override Kinds Kinds => Kinds.All;

    public override IEnumerable<SchemaNode> InPlace => schemas;

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        // The sentence about the whole stands before what is wrong with each variant, and all of it is taken back when one holds.
        var position = run.LogPosition;
        if (run.Collects) run.Fail(this, at, ErrorWords.AnyOf(schemas.Length));
        var holding = 0;
        foreach (var schema in schemas)
        {
            var own = run.TrackLike(marks);
            var holds = schema.Holds(ref run, at, own);
            if (holds) run.Merge(marks, own);
            run.Release(own);
            if (run.Stopped is not null) return false;
            if (!holds) continue;
            holding++;
            if (isOne ? holding > 1 : !marks.Tracks) break;
        }

        if (holding == 0) return false;
        run.RewindLog(position);
        return !isOne || holding == 1 || (run.Collects && run.Fail(this, at, ErrorWords.OneOf(schemas.Length)));
    }
}
