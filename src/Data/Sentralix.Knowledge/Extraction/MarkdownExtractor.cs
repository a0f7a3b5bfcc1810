using Markdig;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Sentralix.Knowledge.Extraction;

/// <summary>
/// Markdown, by way of HTML: Markdown may hold HTML anywhere, and so what is hidden or dropped there is hidden or
/// dropped here by the same code.
/// </summary>
internal sealed class MarkdownExtractor(HtmlExtractor html) : IDocumentExtractor
{
    public IReadOnlyCollection<string> MediaTypes => ["text/markdown", "text/x-markdown"];

    public IReadOnlyCollection<string> FileEndings => [".md", ".markdown", ".mdx"];

    public ExtractionOutcome Extract(ReadOnlySpan<byte> content, string? charset)
    {
        if (TextDecoding.Decode(content, charset) is not { } text)
            return new ExtractionOutcome.Unreadable(UnreadableCodes.NotText, "The file is not readable text in UTF-8, UTF-16, Windows-1251, KOI8-R or CP866.");

        // Nobody writes Markdown that the parser gives up on; it is kept as what it also is, plain text.
        return Rendered(text, out var title) is { } markup
            ? html.Read(markup, new StructuredDocumentBuilder { Title = title })
            : PlainTextExtractor.Read(text);
    }

    private static string? Rendered(string text, out string? title)
    {
        title = null;
        if (!MarkdownCost.Allows(text)) return null;
        var pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseYamlFrontMatter().UseEmphasisExtras().UseFootnotes().UseDefinitionLists().UseTaskLists();
        MarkdownCost.Limit(pipeline);
        try
        {
            var built = pipeline.Build();
            var document = Markdown.Parse(text, built);
            title = TitleOf(document);
            Shorten(document);
            return document.ToHtml(built);
        }
        catch (ArgumentException)
        {
            // "Markdown elements in the input are too deeply nested": Markdig's own limit of 128.
            return null;
        }
        catch (MarkdownTooCostlyException)
        {
            return null;
        }
    }

    // Addresses are no text, and a long one that is defined once and referred to often would be written out each time.
    private static void Shorten(MarkdownDocument document)
    {
        foreach (var link in document.Descendants<LinkInline>())
            (link.Url, link.Title, link.GetDynamicUrl) = ("", null, null);
        foreach (var reference in document.Descendants<FootnoteLink>().ToList())
            reference.Remove();
    }

    private static string? TitleOf(MarkdownDocument document)
    {
        if (document.Count == 0 || document[0] is not YamlFrontMatterBlock frontMatter) return null;
        foreach (var line in frontMatter.Lines.ToString().Split('\n'))
            if (line.StartsWith("title:", StringComparison.Ordinal)) return line["title:".Length..].Trim().Trim('"', '\'');
        return null;
    }
}
