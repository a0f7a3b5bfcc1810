using Microsoft.Extensions.Logging;

namespace Sentralix.Knowledge.Extraction;

/// <summary>Finds the extractor for a document and keeps whatever goes wrong in it inside: a bad file is a refusal.</summary>
internal sealed partial class DocumentExtraction(IEnumerable<IDocumentExtractor> extractors, ExtractionLimits limits, ILogger<DocumentExtraction> logger)
{
    private readonly IDocumentExtractor[] _extractors = [.. extractors];

    /// <param name="content">The bytes of the file.</param>
    /// <param name="mediaType">Its Content-Type, with parameters or without, if known.</param>
    /// <param name="fileName">Its name, which decides where the media type is missing or says nothing.</param>
    public ExtractionOutcome Extract(ReadOnlySpan<byte> content, string? mediaType, string? fileName)
    {
        if (Find(mediaType, fileName) is not { } extractor)
            return new ExtractionOutcome.Unreadable(UnreadableCodes.UnsupportedType, "Documents may be plain text, Markdown or HTML.");
        if (content.Length > limits.MaxBytes)
            return new ExtractionOutcome.Unreadable(UnreadableCodes.TooLarge, $"The document is larger than {limits.MaxBytes} bytes.");

        try
        {
            return extractor.Extract(content, Parameter(mediaType, "charset"));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The parsers are other people's code and the file may be an attack on it: what they throw is about the file.
            Log.ExtractorFailed(logger, extractor.GetType().Name, fault);
            return new ExtractionOutcome.Unreadable(UnreadableCodes.Malformed, "The document could not be read.");
        }
    }

    /// <summary>Whether documents of this type can be read at all: to refuse an upload before it is stored.</summary>
    public bool Supports(string? mediaType, string? fileName) => Find(mediaType, fileName) is not null;

    private IDocumentExtractor? Find(string? mediaType, string? fileName)
    {
        var type = mediaType?.Split(';')[0].Trim().ToLowerInvariant();
        // Browsers send these for files that they do not know, Markdown among them.
        if (type is not (null or "" or "application/octet-stream" or "text/plain"))
            return Array.Find(_extractors, extractor => extractor.MediaTypes.Contains(type));

        var ending = Path.GetExtension(fileName)?.ToLowerInvariant();
        return Array.Find(_extractors, extractor => extractor.FileEndings.Contains(ending ?? ""))
            ?? Array.Find(_extractors, extractor => extractor.MediaTypes.Contains(type ?? ""));
    }

    private static string? Parameter(string? mediaType, string name) => mediaType?
        .Split(';')
        .Skip(1)
        .Select(parameter => parameter.Split('=', 2))
        .Where(parameter => parameter.Length == 2 && parameter[0].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(parameter => parameter[1].Trim().Trim('"'))
        .FirstOrDefault();

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Extractor} failed on a document; it is refused as malformed.")]
        public static partial void ExtractorFailed(ILogger logger, string extractor, Exception fault);
    }
}
