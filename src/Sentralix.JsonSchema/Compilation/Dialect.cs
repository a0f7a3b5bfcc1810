namespace Sentralix.JsonSchema.Compilation;

/// <summary>Sets of keywords that a dialect turns on.</summary>
[Flags]
internal enum Vocabularies
{
    None = 0,
    Core = 1,
    Applicator = 2,
    Unevaluated = 4,
    Validation = 8,
    MetaData = 16,
    FormatAnnotation = 32,
    FormatAssertion = 64,
    Content = 128,
    Standard = Core | Applicator | Unevaluated | Validation | MetaData | FormatAnnotation | Content,
}

/// <summary>What the keywords of a schema mean.</summary>
/// <param name="Vocabularies">The keywords that count.</param>
/// <param name="OlderDraft">An older draft, of which only what 2020-12 means the same way is taken; null: 2020-12 itself.</param>
internal sealed record Dialect(Vocabularies Vocabularies, OlderDraft? OlderDraft = null)
{
    public const string StandardUri = "https://json-schema.org/draft/2020-12/schema";

    private const string VocabularyPrefix = "https://json-schema.org/draft/2020-12/vocab/";

    public static Dialect Standard { get; } = new(Vocabularies.Standard);

    public bool Has(Vocabularies wanted) => (Vocabularies & wanted) != 0;

    /// <summary>The vocabulary of a URI; none: it is not known.</summary>
    public static Vocabularies VocabularyOf(string uri) => !uri.StartsWith(VocabularyPrefix, StringComparison.Ordinal)
        ? Vocabularies.None
        : uri[VocabularyPrefix.Length..] switch
        {
            "core" => Vocabularies.Core,
            "applicator" => Vocabularies.Applicator,
            "unevaluated" => Vocabularies.Unevaluated,
            "validation" => Vocabularies.Validation,
            "meta-data" => Vocabularies.MetaData,
            "format-annotation" => Vocabularies.FormatAnnotation,
            "format-assertion" => Vocabularies.FormatAssertion,
            "content" => Vocabularies.Content,
            _ => Vocabularies.None,
        };
}
