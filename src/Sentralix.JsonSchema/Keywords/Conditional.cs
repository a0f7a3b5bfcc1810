using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"if" with "then" and "else".</summary>
internal sealed class Conditional(SchemaSite site, SchemaNode test, SchemaNode? whenHolds, SchemaNode? otherwise) : Keyword("if", site)
{
    public override Kinds Kinds => Kinds.All;

    public override IEnumerable<SchemaNode> InPlace => new[] { test, whenHolds, otherwise }.OfType<SchemaNode>();

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        var log = run.Silence();
        var own = run.TrackLike(marks);
        var holds = test.Holds(ref run, at, own);
        if (holds) run.Merge(marks, own);
        run.Release(own);
        run.Resume(log);
        if (run.Stopped is not null) return false;
        var next = holds ? whenHolds : otherwise;
        return next is null || next.Holds(ref run, at, marks);
    }
}
