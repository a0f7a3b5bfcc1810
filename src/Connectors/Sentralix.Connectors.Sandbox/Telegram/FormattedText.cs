using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>A span of a text. Offsets are UTF-16 code units.</summary>
/// <param name="Type">Telegram's name of it, such as <c>bold</c>.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Detail">The one further member that some types have, such as <c>url</c>.</param>
/// <param name="Value">Its value as JSON.</param>
internal sealed record Entity(string Type, int Offset, int Length, string? Detail = null, string? Value = null);

/// <summary>A text and its spans.</summary>
internal sealed partial record FormattedText(string Text, IReadOnlyList<Entity> Entities)
{
    public static readonly FormattedText Empty = new("", []);

    private static readonly Dictionary<string, string?> Details = new()
    {
        ["bold"] = null, ["italic"] = null, ["underline"] = null, ["strikethrough"] = null, ["spoiler"] = null, ["blockquote"] = null,
        ["expandable_blockquote"] = null, ["code"] = null, ["pre"] = "language", ["text_link"] = "url", ["text_mention"] = "user",
        ["custom_emoji"] = "custom_emoji_id", ["date_time"] = "unix_time",
    };

    /// <summary>As Telegram itself finds spans in a text that has none: commands, mentions, hashtags, addresses.</summary>
    public static FormattedText Plain(string text)
    {
        if (text.AsSpan().IndexOfAny("/@#:.") < 0) return new FormattedText(text, []);
        var found = new List<Entity>();
        foreach (Match match in Found().Matches(text))
        {
            foreach (var type in (string[])["bot_command", "url", "email", "mention", "hashtag"])
            {
                if (match.Groups[type] is { Success: true } group) found.Add(new Entity(type, group.Index, group.Length));
            }
        }

        return new FormattedText(text, found);
    }

    /// <summary>Reads a text argument with its <c>parse_mode</c> or its spans. Null: it is well.</summary>
    public static ApiAnswer? Read(Arguments arguments, string field, string entitiesField, out FormattedText text)
    {
        text = Empty;
        var said = arguments.Text(field) ?? "";
        if (arguments.Text("parse_mode") is { Length: > 0 } mode)
        {
            var problem = mode.ToUpperInvariant() switch
            {
                "HTML" => HtmlMarks.Read(said, out text),
                "MARKDOWNV2" => MarkdownMarks.Read(said, out text),
                _ => "unsupported parse_mode",
            };
            if (problem is not null) return ApiAnswer.Bad(problem);
        }
        else if (!arguments.Structure(entitiesField, out var given))
        {
            return ApiAnswer.Bad("can't parse entities: Can't parse entities JSON object");
        }
        else if (given is { ValueKind: JsonValueKind.Array } spans)
        {
            var entities = new List<Entity>();
            foreach (var span in spans.EnumerateArray())
            {
                if (Span(span, said.Length, entities) is { } problem) return ApiAnswer.Bad(problem);
            }

            text = new FormattedText(said, entities);
        }
        else
        {
            text = Plain(said);
        }

        text = text.Trimmed();
        return null;
    }

    public void Write(Utf8JsonWriter json, string field, string entitiesField)
    {
        json.WriteString(field, Text);
        if (Entities.Count == 0) return;
        json.WriteStartArray(entitiesField);
        foreach (var entity in Entities)
        {
            json.WriteStartObject();
            json.WriteNumber("offset", entity.Offset);
            json.WriteNumber("length", entity.Length);
            json.WriteString("type", entity.Type);
            if (entity.Detail is { } detail)
            {
                json.WritePropertyName(detail);
                json.WriteRawValue(entity.Value!);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    [GeneratedRegex(@"(?<![\w/])(?<bot_command>/[A-Za-z0-9_]{1,64}(@\w{3,32})?)|(?<url>https?://[^\s<>""]*[^\s<>"".,!?;:)])|(?<email>[\w.+-]+@[\w-]+\.[\w.-]*\w)|(?<!\w)(?<mention>@[A-Za-z]\w{3,31})|(?<!\w)(?<hashtag>#\w*[^\W\d]\w*)")]
    private static partial Regex Found();

    private static string? Span(JsonElement span, int length, List<Entity> entities)
    {
        if (span.ValueKind is not JsonValueKind.Object) return "can't parse entities: expected an Object";
        if (!span.TryGetProperty("type", out var named) || named.GetString() is not { } type) return "can't parse MessageEntity: Can't find field \"type\"";
        if (!span.TryGetProperty("offset", out var from) || !from.TryGetInt32(out var offset)) return "can't parse MessageEntity: Can't find field \"offset\"";
        if (!span.TryGetProperty("length", out var wide) || !wide.TryGetInt32(out var width)) return "can't parse MessageEntity: Can't find field \"length\"";

        // Kinds that Telegram finds itself, and unknown ones, are let be; what lies outside of the text is cut off.
        if (!Details.TryGetValue(type, out var detail)) return null;
        if (offset < 0 || width <= 0 || offset >= length) return null;
        width = Math.Min(width, length - offset);
        if (detail is null || !span.TryGetProperty(detail, out var value))
        {
            if (type is "text_link") return "can't parse MessageEntity: Can't find field \"url\"";
            entities.Add(new Entity(type, offset, width));
            return null;
        }

        entities.Add(new Entity(type, offset, width, detail, value.GetRawText()));
        return null;
    }

    /// <summary>Telegram cuts white space off at both ends.</summary>
    private FormattedText Trimmed()
    {
        var trimmed = Text.Trim();
        if (trimmed.Length == Text.Length) return this;
        var lead = Text.Length - Text.TrimStart().Length;
        var kept = new List<Entity>();
        foreach (var entity in Entities)
        {
            var from = Math.Max(0, entity.Offset - lead);
            var to = Math.Min(trimmed.Length, entity.Offset + entity.Length - lead);
            if (to > from) kept.Add(entity with { Offset = from, Length = to - from });
        }

        return new FormattedText(trimmed, kept);
    }
}
