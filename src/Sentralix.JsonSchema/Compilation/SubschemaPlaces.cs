namespace Sentralix.JsonSchema.Compilation;

/// <summary>How a keyword holds schemas.</summary>
internal enum SubschemaPlace
{
    None,
    One,
    List,
    Named,
}

/// <summary>Which keywords hold schemas. Everything else is a value, whatever it looks like: an "$id" in an "enum" identifies nothing.</summary>
internal static class SubschemaPlaces
{
    public static SubschemaPlace Of(string keyword, Dialect dialect) => keyword switch
    {
        "$defs" or "definitions" => SubschemaPlace.Named,
        "unevaluatedItems" or "unevaluatedProperties" => When(dialect, Vocabularies.Unevaluated, SubschemaPlace.One),
        "contentSchema" => When(dialect, Vocabularies.Content, SubschemaPlace.One),
        "items" or "contains" or "additionalProperties" or "propertyNames" or "if" or "then" or "else" or "not" => When(dialect, Vocabularies.Applicator, SubschemaPlace.One),
        "prefixItems" or "allOf" or "anyOf" or "oneOf" => When(dialect, Vocabularies.Applicator, SubschemaPlace.List),
        "properties" or "patternProperties" or "dependentSchemas" or "dependencies" => When(dialect, Vocabularies.Applicator, SubschemaPlace.Named),
        _ => SubschemaPlace.None,
    };

    private static SubschemaPlace When(Dialect dialect, Vocabularies vocabulary, SubschemaPlace place) => dialect.Has(vocabulary) ? place : SubschemaPlace.None;
}
