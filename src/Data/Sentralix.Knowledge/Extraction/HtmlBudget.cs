using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Text;

namespace Sentralix.Knowledge.Extraction;

/// <summary>
/// Stops the HTML parser at the first element too many or too deep. It counts inside the parser, because a scan of the
/// tags before it can be misled: what nests and what is repeated (every unclosed &lt;b&gt; in every later paragraph)
/// is decided by the whole of the HTML parsing rules.
/// </summary>
internal sealed class HtmlBudget(ExtractionLimits limits)
{
    private int _elements;
    private IElement? _previous;

    /// <summary>A browsing context whose element factory counts, the copies of formatting elements included.</summary>
    public IBrowsingContext CountingContext()
    {
        var elements = BrowsingContext.New(Configuration.Default).GetService<IElementFactory<Document, HtmlElement>>()
            ?? throw new InvalidOperationException("AngleSharp has no HTML element factory in its default configuration.");
        return BrowsingContext.New(Configuration.Default.WithOnly<IElementFactory<Document, HtmlElement>>(new Counting(elements, this)));
    }

    /// <summary>The parser's callback for every tag. The element has no parent yet, so the depth is that of the one before.</summary>
    public void OnCreated(IElement element, TextPosition position)
    {
        // SVG and MathML elements come from other factories.
        if (element is not IHtmlElement) Count();

        var depth = 0;
        for (var ancestor = _previous?.Parent; ancestor is not null; ancestor = ancestor.Parent)
            if (++depth > limits.MaxDepth)
                throw new HtmlBudgetExceededException(UnreadableCodes.NestedTooDeeply, $"Elements are nested deeper than {limits.MaxDepth}.");
        _previous = element;
    }

    private void Count()
    {
        if (++_elements > limits.MaxElements)
            throw new HtmlBudgetExceededException(UnreadableCodes.TooManyElements, $"The page has more than {limits.MaxElements} elements.");
    }

    private sealed class Counting(IElementFactory<Document, HtmlElement> elements, HtmlBudget budget) : IElementFactory<Document, HtmlElement>
    {
        public HtmlElement Create(Document document, string localName, string? prefix = null, NodeFlags flags = NodeFlags.None)
        {
            budget.Count();
            return elements.Create(document, localName, prefix, flags);
        }
    }
}

/// <summary>Leaves the parser, which knows no other way to stop; caught by <see cref="HtmlExtractor"/>.</summary>
internal sealed class HtmlBudgetExceededException(string code, string reason) : Exception(reason)
{
    public ExtractionOutcome.Unreadable Refusal { get; } = new(code, reason);
}
