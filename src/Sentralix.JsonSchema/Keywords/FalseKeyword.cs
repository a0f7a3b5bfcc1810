using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>The schema "false".</summary>
internal sealed class FalseKeyword(string location) : Keyword("false", location)
{
    public override Kinds Kinds => Kinds.All;

    public override bool Holds(ref Run run, int at, Marks marks) => run.Collects && run.Fail(this, at, ErrorWords.Refused);
}
