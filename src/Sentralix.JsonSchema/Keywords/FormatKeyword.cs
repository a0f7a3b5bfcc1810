using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Formats;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"format", where it asserts.</summary>
internal sealed class FormatKeyword(SchemaSite site, string format, FormatCheck check) : Keyword("format", site)
{
    public override Kinds Kinds => Kinds.String;

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        var text = run.Instance.Text(at);
        if (!run.Spend(text.Length >> 3)) return false;
        return check(run.Decode(text)) || (run.Collects && run.Fail(this, at, ErrorWords.Format(format)));
    }
}
