using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>A draft before 2020-12. Generators still write its URI into schemas that read the same in both; such a schema is taken,
/// one that would be judged otherwise is refused and not misread.</summary>
internal sealed record OlderDraft(string Name, int Number)
{
    private const int Draft6 = 6;
    private const int Draft2019 = 8;

    // What a draft does not know it skips, and 2020-12 obeys.
    private static readonly HashSet<string> NewIn2019 = new(StringComparer.Ordinal)
    {
        "$anchor", "$vocabulary", "dependentRequired", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems", "minContains", "maxContains",
    };

    private static readonly HashSet<string> NewIn2020 = new(StringComparer.Ordinal) { "prefixItems", "$dynamicRef", "$dynamicAnchor" };

    // Beside "$ref" these say nothing about a value.
    private static readonly HashSet<string> Silent = new(StringComparer.Ordinal)
    {
        "$ref", "$comment", "title", "description", "default", "examples", "definitions", "$defs", "deprecated", "readOnly", "writeOnly", "$schema",
    };

    /// <summary>The draft of a URI; null: it is none of those.</summary>
    public static OlderDraft? Find(string uri) => uri.TrimEnd('#') switch
    {
        "http://json-schema.org/draft-06/schema" or "https://json-schema.org/draft-06/schema" => new OlderDraft("draft-06", Draft6),
        "http://json-schema.org/draft-07/schema" or "https://json-schema.org/draft-07/schema" => new OlderDraft("draft-07", 7),
        "https://json-schema.org/draft/2019-09/schema" or "http://json-schema.org/draft/2019-09/schema" => new OlderDraft("2019-09", Draft2019),
        _ => null,
    };

    /// <summary>A keyword of a schema that means something else there than here; null: there is none.</summary>
    public string? Difference(TapeView view, int at)
    {
        var hasReference = view.Member(at, "$ref"u8) >= 0;
        for (var i = at + 1; i < view[at].End; i = view[i + 1].End)
        {
            var keyword = view.String(i);
            var differs = keyword switch
            {
                "items" => view[i + 1].Kind == JsonKind.Array,
                "additionalItems" => true,
                "$recursiveRef" or "$recursiveAnchor" => true,
                "unevaluatedItems" => true,
                "if" or "then" or "else" => Number == Draft6,
                "$id" => view[i + 1].Kind == JsonKind.String && view.Text(i + 1).Contains("#"u8[0]) && !view.Text(i + 1).EndsWith("#"u8),
                _ => NewIn2020.Contains(keyword) || (Number < Draft2019 && NewIn2019.Contains(keyword)),
            };
            if (differs || (hasReference && Number < Draft2019 && !Silent.Contains(keyword))) return keyword;
        }

        return null;
    }
}
