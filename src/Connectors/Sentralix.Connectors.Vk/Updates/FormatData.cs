using System.Text.Json;
using Sentralix.Connectors.Vk.Wire;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Vk.Updates;

/// <summary>VK's formatting and the platform's spans; both count UTF-16 code units. VK knows bold, italic, underlined and links.</summary>
internal static class FormatData
{
    public static IReadOnlyList<TextSpan>? Read(JsonElement? format, string text)
    {
        if (format is not { } data) return null;
        var spans = data.Items("items").Select(item => Read(item, text)).OfType<TextSpan>().ToArray();
        return spans.Length > 0 ? spans : null;
    }

    /// <summary>VK's name of a span's look; null: it has none.</summary>
    public static string? NameOf(TextSpan span) => span.Type switch
    {
        "bold" or "heading" => "bold",
        "italic" => "italic",
        "underline" or "highlight" => "underline",
        "link" when Uri.TryCreate(span.Url, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" => "url",
        _ => null,
    };

    /// <summary>Spans as VK takes them; null: there are none.</summary>
    public static string? Write(IReadOnlyList<TextSpan>? spans)
    {
        var items = spans?.Select(Item).OfType<Dictionary<string, object>>().ToArray();
        return items is { Length: > 0 } ? JsonSerializer.Serialize(new Dictionary<string, object> { ["version"] = "1", ["items"] = items }) : null;
    }

    private static Dictionary<string, object>? Item(TextSpan span)
    {
        if (NameOf(span) is not { } name) return null;
        var item = new Dictionary<string, object> { ["type"] = name, ["offset"] = span.Offset, ["length"] = span.Length };
        if (name == "url") item["url"] = span.Url!;
        return item;
    }

    private static TextSpan? Read(JsonElement item, string text)
    {
        if (item.Number("offset") is not (>= 0 and var offset) || item.Number("length") is not (> 0 and var length) || length > text.Length - offset) return null;
        TextSpan Span(string type, string? url = null) => new(type, (int)offset, (int)length, url);
        return item.Text("type") switch
        {
            "bold" => Span("bold"),
            "italic" => Span("italic"),
            "underline" => Span("underline"),
            "url" => Span("link", item.Text("url")),
            _ => null,
        };
    }
}
