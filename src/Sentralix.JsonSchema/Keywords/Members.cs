using System.Text;
using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Patterns;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>A name that a schema knows.</summary>
/// <param name="Name">In UTF-8.</param>
/// <param name="Schema">What "properties" says about its value.</param>
/// <param name="IsRequired">Whether "required" lists it.</param>
internal sealed record KnownName(byte[] Name, SchemaNode? Schema, bool IsRequired);

/// <summary>"properties", "patternProperties", "additionalProperties" and "required" in one walk over the members.</summary>
/// <param name="site">Where the schema stands.</param>
/// <param name="known">Names of "properties" and "required".</param>
/// <param name="patterns">"patternProperties".</param>
/// <param name="rest">"additionalProperties".</param>
internal sealed class Members(SchemaSite site, IReadOnlyList<KnownName> known, (SchemaPattern Pattern, SchemaNode Schema)[] patterns, SchemaNode? rest)
    : Keyword("properties", site)
{
    private readonly NameTable names = new([.. known.Select(k => k.Name)]);
    private readonly KnownName[] known = [.. known];
    private readonly int required = known.Count(k => k.IsRequired);

    public override Kinds Kinds => Kinds.Object;

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        ref readonly var node = ref run.Instance[at];
        if (node.Count < required && !run.Collects) return false;
        if (!run.Spend(node.Count >> 2)) return false;
        var holds = true;
        int expected = 0, met = 0, ordinal = 0;
        for (var name = at + 1; name < node.End; name = run.Instance[name + 1].End, ordinal++)
        {
            var found = known.Length == 0 ? -1 : names.Find(run.Instance.Text(name), expected);
            var matches = false;
            if (found >= 0)
            {
                expected = found + 1 == known.Length ? 0 : found + 1;
                var match = known[found];
                if (match.IsRequired) met++;
                if (match.Schema is not null)
                {
                    matches = true;
                    holds &= HoldsMember(match.Schema, ref run, name, "properties");
                }
            }

            if (patterns.Length > 0) holds &= HoldsPatterns(ref run, name, ref matches);
            if (!matches && rest is not null)
            {
                matches = true;
                if (!run.Spend(1)) return false;
                holds &= HoldsMember(rest, ref run, name, "additionalProperties");
            }

            if (matches) run.Mark(marks, ordinal);
            if (!holds && (!run.Collects || run.Stopped is not null)) return false;
        }

        return met == required ? holds : run.Collects && FailMissing(ref run, at);
    }

    // "false" says no more than that a name must not be there, so it is the name that is told.
    private static bool HoldsMember(SchemaNode schema, ref Run run, int name, string keyword) => schema.IsFalse && run.Collects
        ? run.Fail(keyword, new KeywordPlace(schema.Site, ""), name, ErrorWords.Unexpected(run.Instance.Excerpt(name)))
        : schema.Holds(ref run, name + 1, Marks.None);

    private bool HoldsPatterns(ref Run run, int name, ref bool matches)
    {
        var holds = true;
        foreach (var (pattern, schema) in patterns)
        {
            if (!run.Spend(1)) return false;
            if (!pattern.IsFoundIn(ref run, run.Instance.Text(name))) continue;
            matches = true;
            holds &= HoldsMember(schema, ref run, name, "patternProperties");
            if (!holds && !run.Collects) return false;
        }

        return holds && run.Stopped is null;
    }

    private bool FailMissing(ref Run run, int at)
    {
        foreach (var name in known)
        {
            if (!name.IsRequired) continue;
            if (!run.Spend(1 + (run.Instance[at].Count >> 3))) return false;
            if (run.Instance.Member(at, name.Name) < 0) run.Fail("required", Site, at, ErrorWords.Missing(Encoding.UTF8.GetString(name.Name)));
        }

        return false;
    }
}
