using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;

namespace Sentralix.Knowledge.Extraction;

/// <summary>HTML pages and fragments: the text that a reader would see, as blocks. Nothing is fetched or run.</summary>
internal sealed partial class HtmlExtractor(ExtractionLimits limits) : IDocumentExtractor
{
    // The HTML standard has browsers look for the declaration here only.
    private const int MetaPrefix = 1024;

    public IReadOnlyCollection<string> MediaTypes => ["text/html", "application/xhtml+xml"];

    public IReadOnlyCollection<string> FileEndings => [".html", ".htm", ".xhtml"];

    public ExtractionOutcome Extract(ReadOnlySpan<byte> content, string? charset) =>
        TextDecoding.Decode(content, charset ?? DeclaredCharset(content)) is { } html
            ? Read(html, new StructuredDocumentBuilder())
            : new ExtractionOutcome.Unreadable(UnreadableCodes.NotText, "The page is not readable text in UTF-8, UTF-16, Windows-1251, KOI8-R or CP866.");

    /// <summary>Reads markup that is decoded already into a document that may have a title.</summary>
    public ExtractionOutcome Read(string html, StructuredDocumentBuilder document)
    {
        var budget = new HtmlBudget(limits);
        var parser = new HtmlParser(new HtmlParserOptions { OnCreated = budget.OnCreated }, budget.CountingContext());
        try
        {
            using var page = parser.ParseDocument(html);
            document.Title ??= page.Title;
            var main = page.QuerySelectorAll("main, [role=main]");
            new HtmlBlocks(document).Read(main.Length == 1 ? main[0] : page.Body ?? page.DocumentElement);
            return document.Build();
        }
        catch (HtmlBudgetExceededException exceeded)
        {
            return exceeded.Refusal;
        }
    }

    private static string? DeclaredCharset(ReadOnlySpan<byte> content)
    {
        var prefix = Encoding.Latin1.GetString(content[..Math.Min(content.Length, MetaPrefix)]);
        var declared = MetaCharset().Match(prefix);
        return declared.Success ? declared.Groups[1].Value : null;
    }

    [GeneratedRegex("""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex MetaCharset();
}
