using System.Text.Json;
using Sentralix.Connectors.Max.Wire;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Max.Updates;

/// <summary>MAX's marks as the platform's spans; both count UTF-16 code units.</summary>
internal static class Markup
{
    public static IReadOnlyList<TextSpan>? Read(JsonElement body, string text)
    {
        var spans = body.Items("markup").Select(mark => Span(mark, text)).OfType<TextSpan>().ToArray();
        return spans.Length > 0 ? spans : null;
    }

    private static TextSpan? Span(JsonElement mark, string text)
    {
        if (mark.Number("from") is not { } from || mark.Number("length") is not { } length || from < 0 || length <= 0 || from > text.Length || length > text.Length - from) return null;
        return Type(mark.Text("type")) is { } type ? new(type, (int)from, (int)length, type == "link" ? mark.Text("url") : null) : null;
    }

    private static string? Type(string? mark) => mark switch
    {
        "strong" => "bold",
        "emphasized" => "italic",
        "monospaced" => "code",
        "strikethrough" => "strike",
        "highlighted" => "highlight",
        "user_mention" => "mention",
        "link" or "underline" or "heading" or "quote" => mark,
        _ => null,
    };
}
