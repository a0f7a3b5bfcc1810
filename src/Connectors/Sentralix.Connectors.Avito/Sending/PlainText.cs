using Sentralix.Connectors.Messaging.Composing;

namespace Sentralix.Connectors.Avito.Sending;

/// <summary>A formatted text without its formatting. Avito shows marks as they are written, so none are left; where a link's words hide an
/// address, it stands behind them.</summary>
internal static class PlainText
{
    public static string Of(FormattedText text)
    {
        var said = text.Text;
        foreach (var link in text.Spans.Where(span => span is { Type: "link", Url: not null }).OrderByDescending(span => span.Offset))
        {
            var (words, end) = (said.Substring(link.Offset, link.Length), link.Offset + link.Length);
            if (Shown(link.Url!) is var address && !words.Contains(address, StringComparison.OrdinalIgnoreCase)) said = said.Insert(end, $" ({address})");
        }

        return said;
    }

    // A number or a mailbox is read by people without its scheme.
    private static string Shown(string url)
    {
        foreach (var scheme in (ReadOnlySpan<string>)["tel:", "mailto:"])
            if (url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return url[scheme.Length..];
        return url;
    }
}
