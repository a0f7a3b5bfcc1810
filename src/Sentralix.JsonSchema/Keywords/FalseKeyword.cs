using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>The schema "false".</summary>
internal sealed class FalseKeyword(SchemaSite site) : Keyword("false", site)
{
    public override Kinds Kinds => Kinds.All;

    public override bool Holds(ref Run run, int at, Marks marks) => run.Collects && run.Fail(Name, new KeywordPlace(Site, ""), at, ErrorWords.Refused);
}
