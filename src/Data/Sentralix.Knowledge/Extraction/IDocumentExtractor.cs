namespace Sentralix.Knowledge.Extraction;

/// <summary>Reads documents of one format.</summary>
internal interface IDocumentExtractor
{
    /// <summary>The media types it reads, lower case.</summary>
    IReadOnlyCollection<string> MediaTypes { get; }

    /// <summary>The endings of file names (".md") by which its documents are known when no media type tells.</summary>
    IReadOnlyCollection<string> FileEndings { get; }

    /// <param name="content">The bytes, within <see cref="ExtractionLimits.MaxBytes"/>.</param>
    /// <param name="charset">What the sender declared, if anything; the bytes are believed before it.</param>
    ExtractionOutcome Extract(ReadOnlySpan<byte> content, string? charset);
}
