using Sentralix.Connectors.Messaging.Composing;

namespace Sentralix.Connectors.JivoSite.Sending;

/// <summary>A formatted text where nothing but text can be shown: an address that stood behind words stands after them.</summary>
internal static class PlainText
{
    public static string Write(FormattedText text)
    {
        var plain = text.Text;
        foreach (var link in text.Spans.Where(span => span is { Type: "link", Url: not null }).OrderByDescending(span => span.Offset + span.Length))
        {
            var end = link.Offset + link.Length;
            if (!text.Text[link.Offset..end].Contains(Shown(link.Url!), StringComparison.OrdinalIgnoreCase)) plain = plain.Insert(end, $" ({link.Url})");
        }

        return plain.Trim();
    }

    // People write an address without its scheme and the slash at its end.
    private static string Shown(string url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : url.IndexOf(':', StringComparison.Ordinal) + 1;
        return url[scheme..].TrimEnd('/');
    }
}
