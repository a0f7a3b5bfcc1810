using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Patterns;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"pattern".</summary>
internal sealed class PatternKeyword(SchemaSite site, SchemaPattern pattern) : Keyword("pattern", site)
{
    public override Kinds Kinds => Kinds.String;

    public override bool Holds(ref Run run, int at, Marks marks) =>
        pattern.IsFoundIn(ref run, run.Instance.Text(at)) || (run.Collects && run.Fail(this, at, ErrorWords.Pattern(pattern.Source)));
}
