namespace Sentralix.Knowledge.Extraction;

/// <summary>A document that was read, or why it was not.</summary>
internal abstract record ExtractionOutcome
{
    private ExtractionOutcome()
    {
    }

    public sealed record Readable(StructuredDocument Document) : ExtractionOutcome;

    /// <param name="Code">One of <see cref="UnreadableCodes"/>.</param>
    /// <param name="Reason">A sentence for the person who uploaded it; holds nothing of the document.</param>
    public sealed record Unreadable(string Code, string Reason) : ExtractionOutcome;
}

/// <summary>Why a document is refused; stable, clients depend on them.</summary>
internal static class UnreadableCodes
{
    public const string UnsupportedType = "document_unsupported_type";
    public const string TooLarge = "document_too_large";
    public const string NotText = "document_not_text";
    public const string NestedTooDeeply = "document_nested_too_deeply";
    public const string TooManyElements = "document_too_many_elements";
    public const string Empty = "document_empty";
    public const string Malformed = "document_malformed";
}
