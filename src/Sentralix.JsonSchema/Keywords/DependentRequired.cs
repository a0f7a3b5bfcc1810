using System.Text;
using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"dependentRequired": where one name is given, others must be too.</summary>
internal sealed class DependentRequired(string name, SchemaSite site, (byte[] Name, byte[][] Needs)[] rules) : Keyword(name, site)
{
    public override Kinds Kinds => Kinds.Object;

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        var holds = true;
        foreach (var (given, needs) in rules)
        {
            if (!run.Spend(1 + (run.Instance[at].Count >> 3))) return false;
            if (run.Instance.Member(at, given) < 0) continue;
            foreach (var need in needs)
            {
                if (!run.Spend(1 + (run.Instance[at].Count >> 3))) return false;
                if (run.Instance.Member(at, need) >= 0) continue;
                if (!run.Collects) return false;
                holds = run.Fail(this, at, ErrorWords.MissingBeside(Encoding.UTF8.GetString(need), Encoding.UTF8.GetString(given)));
            }
        }

        return holds;
    }
}
