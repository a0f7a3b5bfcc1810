using System.Text;
using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>Values of one schema's keywords. The metaschema has seen to their kinds, but a dialect of somebody's own may promise less,
/// and a place that a reference names has not been held against any; so each is looked at again, and a wrong one is told.</summary>
internal abstract class KeywordSource(SchemaCompiler compiler, SchemaSite site)
{
    protected SchemaCompiler Compiler => compiler;

    protected SchemaSite Site => site;

    protected TapeView View => site.View;

    protected int Find(string keyword) => site.Find(Encoding.UTF8.GetBytes(keyword));

    /// <summary>A keyword's value of a kind; -1: it is not there, or it is of another kind, which is told.</summary>
    protected int Find(string keyword, JsonKind kind)
    {
        var at = Find(keyword);
        if (at < 0 || View[at].Kind == kind) return at;
        Wrong(keyword);
        return -1;
    }

    protected string? FindText(string keyword) => Find(keyword, JsonKind.String) is >= 0 and var at ? View.String(at) : null;

    protected bool TryFindNumber(string keyword, out ExactNumber number, out string text)
    {
        number = default;
        text = "";
        var at = Find(keyword, JsonKind.Number);
        if (at < 0) return false;
        text = Encoding.ASCII.GetString(View.Text(at));
        if (text.Length <= MaxDigits && ExactNumber.TryRead(View.Text(at), out number)) return true;
        compiler.Faults.Add(SchemaFaultCodes.NumberUnsupported, site, keyword, "a number with too many digits", "в числе слишком много цифр");
        return false;
    }

    /// <summary>A count; null: it is not there. More than can ever be reached is all the same.</summary>
    protected long? FindCount(string keyword)
    {
        if (!TryFindNumber(keyword, out var number, out _)) return null;
        if (!number.IsInteger || number.IsNegative)
        {
            Wrong(keyword);
            return null;
        }

        return number.Exponent <= MostDigits && long.TryParse(number.Digits + new string('0', (int)number.Exponent), out var count) ? Math.Min(count, int.MaxValue) : int.MaxValue;
    }

    /// <summary>The one schema of a keyword.</summary>
    protected SchemaNode? FindSchema(string keyword) => Find(keyword) is >= 0 and var at ? compiler.Child(site, at) : null;

    /// <summary>The schemas of a keyword's list.</summary>
    protected SchemaNode[] FindSchemas(string keyword)
    {
        var at = Find(keyword, JsonKind.Array);
        var schemas = new List<SchemaNode>();
        for (var item = at + 1; at >= 0 && item < View[at].End; item = View[item].End)
        {
            if (compiler.Child(site, item) is { } schema) schemas.Add(schema);
        }

        return [.. schemas];
    }

    /// <summary>The schemas of a keyword, by their names.</summary>
    protected List<(string Name, SchemaNode Schema)> FindNamed(string keyword)
    {
        var at = Find(keyword, JsonKind.Object);
        var schemas = new List<(string Name, SchemaNode Schema)>();
        for (var name = at + 1; at >= 0 && name < View[at].End; name = View[name + 1].End)
        {
            if (compiler.Child(site, name + 1) is { } schema) schemas.Add((View.String(name), schema));
        }

        return schemas;
    }

    /// <summary>The strings of a list.</summary>
    protected List<string> Texts(string keyword, int at)
    {
        var texts = new List<string>();
        if (View[at].Kind != JsonKind.Array) Wrong(keyword);
        for (var item = at + 1; View[at].Kind == JsonKind.Array && item < View[at].End; item = View[item].End)
        {
            if (View[item].Kind == JsonKind.String) texts.Add(View.String(item));
            else Wrong(keyword);
        }

        return texts;
    }

    protected void Wrong(string keyword) => compiler.Faults.Add(
        SchemaFaultCodes.Invalid,
        site,
        TapePointer.Escape(keyword),
        $"'{keyword}' cannot hold this",
        $"'{keyword}' не может такого содержать");

    private const int MaxDigits = 1_000;
    private const int MostDigits = 18;
}
