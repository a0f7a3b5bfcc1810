using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sentralix.Knowledge.Extraction;
using Xunit;

namespace Sentralix.Knowledge.Tests.Extraction;

/// <summary>Reads documents the way the service does, and writes their blocks so that tests can be read.</summary>
internal static class Read
{
    private static readonly HtmlExtractor HtmlPages = new(ExtractionLimits.Default);

    public static readonly DocumentExtraction Service = new(
        [new PlainTextExtractor(), new MarkdownExtractor(HtmlPages), HtmlPages], ExtractionLimits.Default, NullLogger<DocumentExtraction>.Instance);

    public static ExtractionOutcome Outcome(string text, string mediaType) => Service.Extract(Encoding.UTF8.GetBytes(text), mediaType, null);

    public static StructuredDocument Html(string html) => Document(html, "text/html");

    public static StructuredDocument Markdown(string markdown) => Document(markdown, "text/markdown");

    public static StructuredDocument Text(string text) => Document(text, "text/plain");

    /// <summary>All text of a page in one line.</summary>
    public static string Words(StructuredDocument document) => string.Join(' ', document.Blocks.Select(block => block.Text));

    /// <summary>One line a block: "h2: text", "p: text", "li1: text", "table1: rows", "code: lines", with line ends as ↵.</summary>
    public static string[] Lines(StructuredDocument document) => [.. document.Blocks.Select(block =>
    {
        var kind = block.Kind switch
        {
            BlockKind.Heading => $"h{block.Level}",
            BlockKind.ListItem => $"li{block.Level}",
            BlockKind.Table => $"table{block.Level}",
            BlockKind.Code => "code",
            _ => "p",
        };
        return $"{kind}: {block.Text.Replace('\n', '↵')}";
    })];

    public static string Refusal(ExtractionOutcome outcome) => Assert.IsType<ExtractionOutcome.Unreadable>(outcome).Code;

    private static StructuredDocument Document(string text, string mediaType) =>
        Assert.IsType<ExtractionOutcome.Readable>(Outcome(text, mediaType)).Document;
}
