using System.Text;
using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Formats;
using Sentralix.JsonSchema.Json;
using Sentralix.JsonSchema.Keywords;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>Reads keywords about a value itself.</summary>
internal sealed class ValidationKeywords(SchemaCompiler compiler, SchemaSite site) : KeywordSource(compiler, site)
{
    public void Read(List<Keyword> keywords)
    {
        ReadType(keywords);
        ReadLimits(keywords);
        ReadValues(keywords);
        if (FindText("pattern") is { } source && Compiler.Pattern(Site, "pattern", source) is { } pattern) keywords.Add(new PatternKeyword(Site, pattern));
        if (Find("uniqueItems") is >= 0 and var unique && View[unique].Kind == JsonKind.True) keywords.Add(new UniqueItems(Site));
        ReadDependentRequired(keywords);
    }

    public void ReadFormat(List<Keyword> keywords)
    {
        if (FindText("format") is { } format && FormatChecks.Find(format) is { } check) keywords.Add(new FormatKeyword(Site, format, check));
    }

    private void ReadType(List<Keyword> keywords)
    {
        var at = Find("type");
        if (at < 0) return;
        var names = View[at].Kind == JsonKind.String ? [View.String(at)] : Texts("type", at);
        var allowed = Kinds.None;
        var hasInteger = false;
        foreach (var name in names)
        {
            hasInteger |= name == "integer";
            var kind = name switch
            {
                "null" => Kinds.Null,
                "boolean" => Kinds.Boolean,
                "number" or "integer" => Kinds.Number,
                "string" => Kinds.String,
                "array" => Kinds.Array,
                "object" => Kinds.Object,
                _ => Kinds.None,
            };
            if (kind == Kinds.None) Wrong("type");
            allowed |= kind;
        }

        keywords.Add(new TypeKeyword(Site, allowed, hasInteger && !names.Contains("number"), string.Join(" | ", names)));
    }

    private void ReadLimits(List<Keyword> keywords)
    {
        foreach (var name in (string[])["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
        {
            if (TryFindNumber(name, out var limit, out var text)) keywords.Add(new NumberLimit(name, Site, limit, text));
        }

        if (TryFindNumber("multipleOf", out var unit, out var unitText))
        {
            if (unit.IsZero || unit.IsNegative) Wrong("multipleOf");
            else keywords.Add(new MultipleOf(Site, unit, unitText));
        }

        foreach (var name in (string[])["minLength", "maxLength"])
        {
            if (FindCount(name) is { } limit) keywords.Add(new StringLength(name, Site, limit));
        }

        foreach (var name in (string[])["minItems", "maxItems", "minProperties", "maxProperties"])
        {
            if (FindCount(name) is { } limit) keywords.Add(new CountLimit(name, Site, limit));
        }
    }

    private void ReadValues(List<Keyword> keywords)
    {
        if (Find("const") is >= 0 and var only) keywords.Add(new EnumKeyword("const", Site, new ValueSet(Site.Document.Tape, [only])));
        var at = Find("enum", JsonKind.Array);
        if (at < 0) return;
        var values = new List<int>(View[at].Count);
        for (var item = at + 1; item < View[at].End; item = View[item].End) values.Add(item);
        keywords.Add(new EnumKeyword("enum", Site, new ValueSet(Site.Document.Tape, values)));
    }

    private void ReadDependentRequired(List<Keyword> keywords)
    {
        var at = Find("dependentRequired", JsonKind.Object);
        if (at < 0) return;
        var rules = new List<(byte[] Name, byte[][] Needs)>();
        for (var name = at + 1; name < View[at].End; name = View[name + 1].End)
        {
            rules.Add((View.Text(name).ToArray(), [.. Texts("dependentRequired", name + 1).Select(Encoding.UTF8.GetBytes)]));
        }

        keywords.Add(new DependentRequired("dependentRequired", Site, [.. rules]));
    }
}
