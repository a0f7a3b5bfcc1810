using System.Text;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary><c>parse_mode</c> MarkdownV2: eighteen reserved characters that must be escaped wherever they are not a mark.</summary>
internal static class MarkdownMarks
{
    private const string Reserved = "_*[]()~`>#+-=|{}.!";

    private static readonly (string Mark, string Type)[] Marks =
    [
        ("```", "pre"), ("||", "spoiler"), ("__", "underline"), ("*", "bold"), ("_", "italic"), ("~", "strikethrough"), ("`", "code"),
    ];

    /// <summary>Null: it is well. Otherwise Telegram's words.</summary>
    public static string? Read(string source, out FormattedText text)
    {
        text = FormattedText.Empty;
        var plain = new StringBuilder(source.Length);
        var open = new Stack<(string Mark, string Type, int At, string? Language)>();
        var found = new List<Entity>();
        for (var i = 0; i < source.Length;)
        {
            var verbatim = open.TryPeek(out var inner) && inner.Type is "code" or "pre";
            if (source[i] == '\\' && i + 1 < source.Length && source[i + 1] is > '\0' and < '\u007f')
            {
                plain.Append(source[i + 1]);
                i += 2;
            }
            else if (verbatim && !source.AsSpan(i).StartsWith(inner.Mark))
            {
                plain.Append(source[i++]);
            }
            else if (!verbatim && source[i] == '[')
            {
                open.Push(("]", "text_link", plain.Length, null));
                i++;
            }
            else if (!verbatim && source[i] == ']' && open.TryPeek(out var link) && link.Mark == "]")
            {
                open.Pop();
                var end = i + 1 < source.Length && source[i + 1] == '(' ? source.IndexOf(')', i + 2) : -1;
                if (end < 0) return $"can't parse entities: Can't find end of a URL at byte offset {Bytes(source, i)}";
                if (plain.Length > link.At) found.Add(new Entity(link.Type, link.At, plain.Length - link.At, "url", JsonSerializer.Serialize(source[(i + 2)..end])));
                i = end + 1;
            }
            else if (!verbatim && source[i] == '>' && (i == 0 || source[i - 1] == '\n'))
            {
                if (open.Count > 0) return Unescaped('>');
                open.Push(("\n", "blockquote", plain.Length, null));
                i++;
            }
            else if (open.TryPeek(out var quote) && quote.Mark == "\n" && source[i] == '\n')
            {
                // The next line may go on with the quote.
                if (i + 1 < source.Length && source[i + 1] == '>')
                {
                    plain.Append('\n');
                    i += 2;
                    continue;
                }

                open.Pop();
                if (plain.Length > quote.At) found.Add(new Entity("blockquote", quote.At, plain.Length - quote.At));
                plain.Append('\n');
                i++;
            }
            else if (Array.Find(Marks, mark => source.AsSpan(i).StartsWith(mark.Mark)) is { Mark: not null } mark)
            {
                i += mark.Mark.Length;
                if (open.TryPeek(out var last) && last.Mark == mark.Mark)
                {
                    open.Pop();
                    if (plain.Length > last.At) found.Add(new Entity(last.Type, last.At, plain.Length - last.At, last.Language is null ? null : "language", last.Language is null ? null : JsonSerializer.Serialize(last.Language)));
                    continue;
                }

                string? language = null;
                if (mark.Type is "pre") i = Language(source, i, out language);
                open.Push((mark.Mark, mark.Type, plain.Length, language));
            }
            else if (Reserved.Contains(source[i]))
            {
                return Unescaped(source[i]);
            }
            else
            {
                plain.Append(source[i++]);
            }
        }

        if (open.TryPeek(out var lastQuote) && lastQuote.Mark == "\n")
        {
            open.Pop();
            if (plain.Length > lastQuote.At) found.Add(new Entity("blockquote", lastQuote.At, plain.Length - lastQuote.At));
        }

        if (open.TryPeek(out var left)) return $"can't parse entities: Can't find end of the entity starting at byte offset {Encoding.UTF8.GetByteCount(plain.ToString(0, left.At))}";
        text = new FormattedText(plain.ToString(), [.. found.OrderBy(entity => entity.Offset).ThenByDescending(entity => entity.Length)]);
        return null;
    }

    private static int Language(string source, int at, out string? language)
    {
        language = null;
        var line = source.IndexOf('\n', at);
        if (line < 0) return at;
        var named = source[at..line];
        if (named.Any(c => char.IsWhiteSpace(c) || c == '`')) return at;
        if (named.Length > 0) language = named;
        return line + 1;
    }

    private static string Unescaped(char character) => $"can't parse entities: Character '{character}' is reserved and must be escaped with the preceding '\\'";

    private static int Bytes(string source, int at) => Encoding.UTF8.GetByteCount(source.AsSpan(0, at));
}
