using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"multipleOf", exact: 0.3 is a multiple of 0.1.</summary>
internal sealed class MultipleOf(SchemaSite site, ExactNumber unit, string unitText) : Keyword("multipleOf", site)
{
    public override Kinds Kinds => Kinds.Number;

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        if (!NumberRead.TryRead(ref run, at, out var number)) return false;

        // A long unit makes every digit of the number cost the more.
        if (unitText.Length > 18 && !run.Spend(run.Instance[at].Length / 18L * (unitText.Length / 18))) return false;
        return number.IsMultipleOf(unit) || (run.Collects && run.Fail(this, at, ErrorWords.MultipleOf(unitText)));
    }
}
