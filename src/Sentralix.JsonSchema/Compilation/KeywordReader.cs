using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Json;
using Sentralix.JsonSchema.Keywords;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>Reads the keywords of one schema. What costs least is asked first.</summary>
internal sealed class KeywordReader(SchemaCompiler compiler, SchemaSite site)
{
    private readonly Dialect dialect = site.Resource.Dialect;

    public void Fill(SchemaNode node)
    {
        switch (site.View[site.At].Kind)
        {
            case JsonKind.True:
                node.Fill([], null, null);
                return;
            case JsonKind.False:
                node.FillFalse(new FalseKeyword(site));
                return;
        }

        var keywords = new List<Keyword>();
        if (dialect.Has(Vocabularies.Validation)) new ValidationKeywords(compiler, site).Read(keywords);
        if (compiler.Options.AssertsFormat || dialect.Has(Vocabularies.FormatAssertion)) new ValidationKeywords(compiler, site).ReadFormat(keywords);
        var applicators = new ApplicatorKeywords(compiler, site);
        applicators.ReadForChildren(keywords, dialect.Has(Vocabularies.Applicator), dialect.Has(Vocabularies.Validation));
        if (dialect.Has(Vocabularies.Applicator)) applicators.ReadInPlace(keywords);
        new ReferenceKeywords(compiler, site).Read(keywords);
        var hasUnevaluated = dialect.Has(Vocabularies.Unevaluated);
        node.Fill(
            keywords,
            hasUnevaluated ? applicators.ReadUnevaluated("unevaluatedItems") : null,
            hasUnevaluated ? applicators.ReadUnevaluated("unevaluatedProperties") : null);
    }
}
