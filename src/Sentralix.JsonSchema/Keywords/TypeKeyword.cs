using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Keywords;

/// <summary>"type". It is asked only about kinds that it may refuse.</summary>
internal sealed class TypeKeyword(SchemaSite site, Kinds allowed, bool onlyIntegers, string expected) : Keyword("type", site)
{
    public override Kinds Kinds => (Kinds.All & ~allowed) | (onlyIntegers ? Kinds.Number : Kinds.None);

    public override bool Holds(ref Run run, int at, Marks marks)
    {
        var kind = run.Instance[at].Kind;
        if (kind == JsonKind.Number && onlyIntegers)
        {
            var text = run.Instance.Text(at);
            if (!text.ContainsAny("."u8[0], "e"u8[0], "E"u8[0])) return true;
            if (!NumberRead.TryRead(ref run, at, out var number)) return false;
            if (number.IsInteger) return true;
        }

        return run.Collects && run.Fail(this, at, ErrorWords.Type(expected, NameOf(kind)));
    }

    private static string NameOf(JsonKind kind) => kind switch
    {
        JsonKind.Null => "null",
        JsonKind.False or JsonKind.True => "boolean",
        JsonKind.Number => "number",
        JsonKind.String => "string",
        JsonKind.Array => "array",
        _ => "object",
    };
}
