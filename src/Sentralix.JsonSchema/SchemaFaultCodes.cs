namespace Sentralix.JsonSchema;

/// <summary>Codes of faults of schemas. They do not change.</summary>
public static class SchemaFaultCodes
{
    /// <summary>The text is not JSON, or has a name twice in one object.</summary>
    public const string NotJson = "schema_not_json";

    /// <summary>More bytes, schemas or patterns than the limits allow.</summary>
    public const string TooLarge = "schema_too_large";

    /// <summary>Nested deeper than the limits allow.</summary>
    public const string TooDeep = "schema_too_deep";

    /// <summary>It is not a schema: a keyword holds what it must not hold.</summary>
    public const string Invalid = "schema_invalid";

    /// <summary>A reference names nothing that is known. Nothing is fetched: documents are registered.</summary>
    public const string RefUnknown = "schema_ref_unknown";

    /// <summary>A reference comes back to itself without a step into the value, and no value could ever be judged.</summary>
    public const string RefLoop = "schema_ref_loop";

    /// <summary>Two schemas have one identifier.</summary>
    public const string IdDuplicate = "schema_id_duplicate";

    /// <summary>$schema names a dialect that is not known.</summary>
    public const string DialectUnknown = "schema_dialect_unknown";

    /// <summary>The dialect demands a vocabulary that is not known.</summary>
    public const string VocabularyUnknown = "schema_vocabulary_unknown";

    /// <summary>An older draft's keyword means something else in 2020-12, or nothing.</summary>
    public const string DraftDiffers = "schema_draft_differs";

    /// <summary>A pattern is no regular expression.</summary>
    public const string PatternInvalid = "schema_pattern_invalid";

    /// <summary>A pattern cannot be run here within limits.</summary>
    public const string PatternUnsupported = "schema_pattern_unsupported";

    /// <summary>A number has more digits, or a larger exponent, than is counted with.</summary>
    public const string NumberUnsupported = "schema_number_unsupported";
}
