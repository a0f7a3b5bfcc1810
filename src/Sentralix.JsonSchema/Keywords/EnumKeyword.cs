using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"enum" and "const".</summary>
internal sealed class EnumKeyword(string name, SchemaSite site, ValueSet values) : Keyword(name, site)
{
    // More would not be read, and a message has its limit anyway.
    private const int Told = 50;

    private Words? expected;

    public override Kinds Kinds => Kinds.All;

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        var isOne = values.Contains(run.Instance, at, ref run.Steps);
        if (!run.Spend(0)) return false;
        return isOne || (run.Collects && run.Fail(this, at, Expected()));
    }

    // Values may be large, so the sentence is made once. Two threads that make it at once make the same.
    private Words Expected() => expected ??= Name == "const" ? ErrorWords.Const(values.Texts.First()) : ErrorWords.Enum(values.Texts.Take(Told));
}
