using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>A formatted part of a text, in UTF-16 units.</summary>
internal sealed partial record MaxMarkup(string Type, int From, int Length, string? Url)
{
    private static readonly (string Mark, string Type)[] Marks =
        [("**", "strong"), ("__", "strong"), ("~~", "strikethrough"), ("++", "underline"), ("^^", "highlighted"), ("`", "monospaced"), ("*", "emphasized"), ("_", "emphasized")];

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", Type);
        json.WriteNumber("from", From);
        json.WriteNumber("length", Length);
        if (Url is not null) json.WriteString("url", Url);
        json.WriteEndObject();
    }

    /// <summary>The text as people see it, and what is formatted in it.</summary>
    public static (string Text, IReadOnlyList<MaxMarkup> Markup) Read(string text, string? format) => format switch
    {
        "html" => Html(text),
        "markdown" => Markdown(text),
        _ => (text, []),
    };

    [GeneratedRegex("""<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:\s+href\s*=\s*["']([^"']*)["'])?[^>]*>""")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\G\[([^\]]+)\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    private static string? TypeOf(string tag) => tag switch
    {
        "b" or "strong" => "strong",
        "i" or "em" => "emphasized",
        "u" or "ins" => "underline",
        "s" or "del" => "strikethrough",
        "code" or "pre" => "monospaced",
        "mark" => "highlighted",
        "h1" => "heading",
        "a" => "link",
        _ => null,
    };

    private static (string, IReadOnlyList<MaxMarkup>) Html(string html)
    {
        var text = new StringBuilder(html.Length);
        var found = new List<MaxMarkup>();
        var open = new Stack<(string Tag, int From, string? Url)>();
        var read = 0;
        foreach (Match tag in Tag().Matches(html))
        {
            text.Append(WebUtility.HtmlDecode(html[read..tag.Index]));
            read = tag.Index + tag.Length;

            // Tags that MAX does not know are dropped, their text stays.
            var name = tag.Groups[2].Value.ToLowerInvariant();
            if (TypeOf(name) is not { } type) continue;
            if (tag.Groups[1].Length == 0) open.Push((name, text.Length, tag.Groups[3].Success ? tag.Groups[3].Value : null));
            else if (open.TryPeek(out var opened) && opened.Tag == name)
            {
                open.Pop();
                found.Add(new MaxMarkup(type, opened.From, text.Length - opened.From, type == "link" ? WebUtility.HtmlDecode(opened.Url) : null));
            }
        }

        text.Append(WebUtility.HtmlDecode(html[read..]));
        return (text.ToString(), found);
    }

    private static (string, IReadOnlyList<MaxMarkup>) Markdown(string markdown)
    {
        var text = new StringBuilder(markdown.Length);
        var found = new List<MaxMarkup>();
        Append(markdown);
        return (text.ToString(), found);

        void Append(string part)
        {
            for (var i = 0; i < part.Length;)
            {
                var from = text.Length;
                if (Link().Match(part, i) is { Success: true } link)
                {
                    Append(link.Groups[1].Value);
                    found.Add(new MaxMarkup("link", from, text.Length - from, link.Groups[2].Value));
                    i += link.Length;
                }
                else if (Span(part, i) is var (inner, type, length))
                {
                    if (type == "monospaced") text.Append(inner);
                    else Append(inner);
                    found.Add(new MaxMarkup(type, from, text.Length - from, null));
                    i += length;
                }
                else
                {
                    text.Append(part[i++]);
                }
            }
        }
    }

    private static (string Inner, string Type, int Length)? Span(string part, int at)
    {
        foreach (var (mark, type) in Marks)
        {
            if (string.CompareOrdinal(part, at, mark, 0, mark.Length) != 0) continue;
            var end = part.IndexOf(mark, at + mark.Length, StringComparison.Ordinal);
            if (end > at + mark.Length) return (part[(at + mark.Length)..end], type, end + mark.Length - at);
        }

        return null;
    }
}
