using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Keywords;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>Reads "$ref" and "$dynamicRef".</summary>
internal sealed class ReferenceKeywords(SchemaCompiler compiler, SchemaSite site) : KeywordSource(compiler, site)
{
    public void Read(List<Keyword> keywords)
    {
        if (FindText("$ref") is { } reference && Compiler.Library.Resolve(Site, "$ref", reference) is { } target)
        {
            keywords.Add(new Reference("$ref", Site, Compiler.NodeOf(target)));
        }

        if (FindText("$dynamicRef") is { } dynamic && Compiler.Library.Resolve(Site, "$dynamicRef", dynamic) is { } initial) keywords.Add(Dynamic(dynamic, initial));
    }

    // It is dynamic only where it is written by the name that its first target has as a $dynamicAnchor; else it is a plain reference.
    private Keyword Dynamic(string reference, SchemaSite initial)
    {
        var anchor = Uri.UnescapeDataString(UriReference.SplitFragment(reference).Fragment);
        var isDynamic = initial.Resource.DynamicAnchors.TryGetValue(anchor, out var named) && named == initial.At;
        if (!isDynamic) return new Reference("$dynamicRef", Site, Compiler.NodeOf(initial));
        Compiler.NeedsDynamic(anchor);
        return new DynamicReference(Site, anchor, Compiler.NodeOf(initial));
    }
}
