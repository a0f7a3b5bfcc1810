using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"minimum", "maximum" and their exclusive sisters.</summary>
internal sealed class NumberLimit(string name, SchemaSite site, ExactNumber limit, string limitText) : Keyword(name, site)
{
    private readonly bool isMost = name is "maximum" or "exclusiveMaximum";
    private readonly bool isExclusive = name is "exclusiveMinimum" or "exclusiveMaximum";

    public override Kinds Kinds => Kinds.Number;

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        if (!NumberRead.TryRead(ref run, at, out var number)) return false;
        var order = isMost ? limit.CompareTo(number) : number.CompareTo(limit);
        if (order > 0 || (order == 0 && !isExclusive)) return true;
        return run.Collects && run.Fail(this, at, ErrorWords.Limit(Sign, limitText));
    }

    private string Sign => (isMost, isExclusive) switch
    {
        (true, true) => "<",
        (true, false) => "≤",
        (false, true) => ">",
        _ => "≥",
    };
}
