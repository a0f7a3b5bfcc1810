using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary><c>parse_mode</c> HTML: a short list of tags, all closed, and four named entities.</summary>
internal static partial class HtmlMarks
{
    private static readonly Dictionary<string, string> Types = new()
    {
        ["b"] = "bold", ["strong"] = "bold", ["i"] = "italic", ["em"] = "italic", ["u"] = "underline", ["ins"] = "underline",
        ["s"] = "strikethrough", ["strike"] = "strikethrough", ["del"] = "strikethrough", ["span"] = "spoiler", ["tg-spoiler"] = "spoiler",
        ["a"] = "text_link", ["code"] = "code", ["pre"] = "pre", ["blockquote"] = "blockquote", ["tg-emoji"] = "custom_emoji", ["tg-time"] = "date_time",
    };

    /// <summary>Null: it is well. Otherwise Telegram's words.</summary>
    public static string? Read(string source, out FormattedText text)
    {
        text = FormattedText.Empty;
        var plain = new StringBuilder(source.Length);
        var open = new Stack<(string Tag, string Attributes, int At)>();
        var found = new List<Entity>();
        for (var i = 0; i < source.Length;)
        {
            if (source[i] == '&' && Named().Match(source, i) is { Success: true } named)
            {
                plain.Append(WebUtility.HtmlDecode(named.Value));
                i += named.Length;
            }
            else if (source[i] != '<')
            {
                plain.Append(source[i++]);
            }
            else
            {
                var end = source.IndexOf('>', i);
                if (end < 0) return $"can't parse entities: Unclosed start tag at byte offset {Bytes(source, i)}";
                var tag = source[(i + 1)..end];
                if (tag.StartsWith('/'))
                {
                    var name = tag[1..].Trim().ToLowerInvariant();
                    if (!open.TryPop(out var opened)) return $"can't parse entities: Unexpected end tag at byte offset {Bytes(source, i)}";
                    if (name.Length > 0 && name != opened.Tag) return $"can't parse entities: Unmatched end tag at byte offset {Bytes(source, i)}, expected \"</{opened.Tag}>\", found \"</{name}>\"";
                    if (plain.Length > opened.At) found.Add(Of(opened.Tag, opened.Attributes, opened.At, plain.Length - opened.At));
                }
                else
                {
                    var space = tag.IndexOf(' ');
                    var name = (space < 0 ? tag : tag[..space]).ToLowerInvariant();
                    var attributes = space < 0 ? "" : tag[space..];
                    if (!Types.ContainsKey(name)) return $"can't parse entities: Unsupported start tag \"{name}\" at byte offset {Bytes(source, i)}";
                    if (name is "span" && Attribute(attributes, "class") != "tg-spoiler") return $"can't parse entities: Tag \"span\" must have class \"tg-spoiler\" at byte offset {Bytes(source, i)}";
                    open.Push((name, attributes, plain.Length));
                }

                i = end + 1;
            }
        }

        if (open.TryPeek(out var left)) return $"can't parse entities: Can't find end tag corresponding to start tag \"{left.Tag}\"";
        text = new FormattedText(plain.ToString(), [.. Merged(found).OrderBy(entity => entity.Offset).ThenByDescending(entity => entity.Length)]);
        return null;
    }

    [GeneratedRegex(@"\G&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")]
    private static partial Regex Named();

    private static Entity Of(string tag, string attributes, int offset, int length)
    {
        var type = Types[tag];
        return tag switch
        {
            "a" => new Entity(type, offset, length, "url", JsonSerializer.Serialize(Attribute(attributes, "href") ?? "")),
            "tg-emoji" => new Entity(type, offset, length, "custom_emoji_id", JsonSerializer.Serialize(Attribute(attributes, "emoji-id") ?? "")),
            "tg-time" => new Entity(type, offset, length, "unix_time", long.TryParse(Attribute(attributes, "unix"), out var unix) ? $"{unix}" : "0"),
            "blockquote" when attributes.Contains("expandable", StringComparison.Ordinal) => new Entity("expandable_blockquote", offset, length),
            "code" when Attribute(attributes, "class") is { } language && language.StartsWith("language-", StringComparison.Ordinal) =>
                new Entity(type, offset, length, "language", JsonSerializer.Serialize(language["language-".Length..])),
            _ => new Entity(type, offset, length),
        };
    }

    /// <summary>Code with a language inside of pre is one span: pre with the language.</summary>
    private static IEnumerable<Entity> Merged(List<Entity> found)
    {
        foreach (var entity in found)
        {
            if (entity.Type is "code")
            {
                if (found.Exists(outer => outer.Type is "pre" && outer.Offset == entity.Offset && outer.Length == entity.Length)) continue;
                yield return entity with { Detail = null, Value = null };
            }
            else if (entity.Type is "pre" && found.Find(inner => inner.Type is "code" && inner.Offset == entity.Offset && inner.Length == entity.Length) is { Detail: not null } code)
            {
                yield return entity with { Detail = code.Detail, Value = code.Value };
            }
            else
            {
                yield return entity;
            }
        }
    }

    private static string? Attribute(string attributes, string name)
    {
        var match = Regex.Match(attributes, $@"(?:^|\s){name}\s*=\s*(?:""(?<v>[^""]*)""|'(?<v>[^']*)'|(?<v>\S+))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        return match.Success ? WebUtility.HtmlDecode(match.Groups["v"].Value) : null;
    }

    private static int Bytes(string source, int at) => Encoding.UTF8.GetByteCount(source.AsSpan(0, at));
}
