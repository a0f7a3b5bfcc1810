using Sentralix.Contracts.Orchestrator;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;

namespace Sentralix.Connectors.Telegram.Updates;

/// <summary>Telegram's entities and the platform's spans; both count UTF-16 code units.</summary>
internal static class Spans
{
    /// <summary>How many entities Telegram looks at in one message; it drops the rest without a word.</summary>
    public const int Most = 100;

    public static IReadOnlyList<TextSpan>? Read(MessageEntity[]? entities, string? text)
    {
        if (entities is null || text is null) return null;
        var spans = entities.Select(entity => Read(entity, text)).OfType<TextSpan>().ToArray();
        return spans.Length > 0 ? spans : null;
    }

    /// <summary>The entities of spans.</summary>
    public static MessageEntity[]? Write(IReadOnlyList<TextSpan>? spans)
    {
        var entities = spans?.Select(Write).OfType<MessageEntity>().Take(Most).ToArray();
        return entities is { Length: > 0 } ? entities : null;
    }

    /// <summary>Whether Telegram can show a span, or finds it itself.</summary>
    public static bool CanWrite(TextSpan span) => span.Type is "mention" or "command" || Write(span) is not null;

    private static TextSpan? Read(MessageEntity entity, string text)
    {
        if (entity.Offset < 0 || entity.Length <= 0 || entity.Length > text.Length - entity.Offset) return null;
        var words = text.Substring(entity.Offset, entity.Length);
        TextSpan Span(string type, string? url = null, string? language = null) => new(type, entity.Offset, entity.Length, url, language);
        return entity.Type switch
        {
            MessageEntityType.Bold => Span("bold"),
            MessageEntityType.Italic => Span("italic"),
            MessageEntityType.Underline => Span("underline"),
            MessageEntityType.Strikethrough => Span("strike"),
            MessageEntityType.Spoiler => Span("spoiler"),
            MessageEntityType.Code => Span("code"),
            MessageEntityType.Pre => Span("pre", language: entity.Language),
            MessageEntityType.TextLink => Span("link", entity.Url),
            MessageEntityType.Url => Span("link", words.Contains("://", StringComparison.Ordinal) ? words : $"http://{words}"),
            MessageEntityType.Email => Span("link", $"mailto:{words}"),
            MessageEntityType.PhoneNumber => Span("link", $"tel:{words}"),
            MessageEntityType.Mention or MessageEntityType.TextMention => Span("mention"),
            MessageEntityType.BotCommand => Span("command"),
            MessageEntityType.CustomEmoji => Span("emoji"),
            MessageEntityType.Blockquote or MessageEntityType.ExpandableBlockquote => Span("quote"),
            _ => null,
        };
    }

    private static MessageEntity? Write(TextSpan span)
    {
        MessageEntity Entity(MessageEntityType type) => new() { Type = type, Offset = span.Offset, Length = span.Length };
        switch (span.Type)
        {
            case "bold" or "heading": return Entity(MessageEntityType.Bold);
            case "italic": return Entity(MessageEntityType.Italic);
            case "underline" or "highlight": return Entity(MessageEntityType.Underline);
            case "strike": return Entity(MessageEntityType.Strikethrough);
            case "spoiler": return Entity(MessageEntityType.Spoiler);
            case "code": return Entity(MessageEntityType.Code);
            case "quote": return Entity(MessageEntityType.Blockquote);
            case "pre":
                var pre = Entity(MessageEntityType.Pre);
                pre.Language = span.Language;
                return pre;
            case "link" when span.Url is { Length: > 0 }:
                var link = Entity(MessageEntityType.TextLink);
                link.Url = span.Url;
                return link;
            default: return null;
        }
    }
}
