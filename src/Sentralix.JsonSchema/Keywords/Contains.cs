using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"contains" with "minContains" and "maxContains".</summary>
internal sealed class Contains(SchemaSite site, SchemaNode schema, long? minContains, long? maxContains)
    : Keyword("contains", site)
{
    private readonly long least = minContains ?? 1;
    private readonly long most = maxContains ?? long.MaxValue;

    public override Kinds Kinds => Kinds.Array;

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        var end = run.Instance[at].End;
        long found = 0;
        var index = 0;
        var log = run.Silence();
        for (var item = at + 1; item < end; item = run.Instance[item].End, index++)
        {
            if (!schema.Holds(ref run, item, Marks.None))
            {
                if (run.Stopped is not null) break;
                continue;
            }

            found++;
            run.Mark(marks, index);
            if (found > most || (found >= least && most == long.MaxValue && !marks.Tracks)) break;
        }

        run.Resume(log);
        if (run.Stopped is not null) return false;
        if (found < least) return run.Collects && run.Fail(minContains is null ? Name : "minContains", Site, at, ErrorWords.Contains(false, least));
        return found <= most || (run.Collects && run.Fail("maxContains", Site, at, ErrorWords.Contains(true, most)));
    }
}
