using System.Text;
using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Json;
using Sentralix.JsonSchema.Keywords;
using Sentralix.JsonSchema.Patterns;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>Reads keywords that apply schemas.</summary>
internal sealed class ApplicatorKeywords(SchemaCompiler compiler, SchemaSite site) : KeywordSource(compiler, site)
{
    /// <summary>Those about members and items.</summary>
    public void ReadForChildren(List<Keyword> keywords, bool applies, bool validates)
    {
        ReadMembers(keywords, applies, validates);
        if (!applies) return;
        var prefix = FindSchemas("prefixItems");
        var rest = FindSchema("items");
        if (prefix.Length > 0 || rest is not null) keywords.Add(new Items(Site, prefix, rest));
        if (FindSchema("contains") is { } contained)
        {
            var least = validates ? FindCount("minContains") : null;
            var most = validates ? FindCount("maxContains") : null;
            keywords.Add(new Contains(Site, contained, least, most));
        }

        if (FindSchema("propertyNames") is { } names) keywords.Add(new PropertyNames(Site, names));
    }

    /// <summary>Those about the value itself.</summary>
    public void ReadInPlace(List<Keyword> keywords)
    {
        if (FindSchemas("allOf") is { Length: > 0 } all) keywords.Add(new AllOf(Site, all));
        foreach (var name in (string[])["anyOf", "oneOf"])
        {
            if (FindSchemas(name) is { Length: > 0 } some) keywords.Add(new AnyOf(name, Site, some));
        }

        if (FindSchema("not") is { } refused) keywords.Add(new Not(Site, refused));
        if (FindSchema("if") is { } test) keywords.Add(new Conditional(Site, test, FindSchema("then"), FindSchema("else")));
        var dependent = FindNamed("dependentSchemas");
        if (dependent.Count > 0) keywords.Add(new DependentSchemas("dependentSchemas", Site, [.. dependent.Select(d => (Encoding.UTF8.GetBytes(d.Name), d.Schema))]));
        ReadDependencies(keywords);
    }

    public Unevaluated? ReadUnevaluated(string name) => FindSchema(name) is { } schema ? new Unevaluated(name, Site, schema) : null;

    private void ReadMembers(List<Keyword> keywords, bool applies, bool validates)
    {
        var required = validates && Find("required", JsonKind.Array) is >= 0 and var at ? Texts("required", at) : [];
        var properties = applies ? FindNamed("properties") : [];
        var rest = applies ? FindSchema("additionalProperties") : null;
        var patterns = new List<(SchemaPattern Pattern, SchemaNode Schema)>();
        foreach (var (source, schema) in applies ? FindNamed("patternProperties") : [])
        {
            if (Compiler.Pattern(Site, $"patternProperties/{TapePointer.Escape(source)}", source) is { } pattern) patterns.Add((pattern, schema));
        }

        if (required.Count + properties.Count + patterns.Count == 0 && rest is null) return;
        var wanted = required.ToHashSet(StringComparer.Ordinal);
        var known = properties.Select(p => new KnownName(Encoding.UTF8.GetBytes(p.Name), p.Schema, wanted.Contains(p.Name))).ToList();
        wanted.ExceptWith(properties.Select(p => p.Name));
        known.AddRange(required.Where(wanted.Remove).Select(name => new KnownName(Encoding.UTF8.GetBytes(name), null, true)));
        keywords.Add(new Members(Site, known, [.. patterns], rest));
    }

    // The keyword of older drafts, which 2020-12 lets one keep: whoever writes it means it.
    private void ReadDependencies(List<Keyword> keywords)
    {
        var at = Find("dependencies", JsonKind.Object);
        if (at < 0) return;
        var schemas = FindNamed("dependencies");
        if (schemas.Count > 0) keywords.Add(new DependentSchemas("dependencies", Site, [.. schemas.Select(d => (Encoding.UTF8.GetBytes(d.Name), d.Schema))]));
        var rules = new List<(byte[] Name, byte[][] Needs)>();
        for (var name = at + 1; name < View[at].End; name = View[name + 1].End)
        {
            if (View[name + 1].Kind == JsonKind.Array) rules.Add((View.Text(name).ToArray(), [.. Texts("dependencies", name + 1).Select(Encoding.UTF8.GetBytes)]));
        }

        if (rules.Count > 0) keywords.Add(new DependentRequired("dependencies", Site, [.. rules]));
    }
}
