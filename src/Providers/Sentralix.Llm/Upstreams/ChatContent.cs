using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams;

/// <summary>A message's <c>content</c> for providers whose messages are one text.</summary>
internal static class ChatContent
{
    private static ReadOnlySpan<byte> BetweenParts => "\\n"u8;

    /// <summary>Reads the content, a string or text parts, as one JSON string.</summary>
    /// <param name="content">The value of <c>content</c>; empty where there is none.</param>
    /// <param name="provider">Whose words a refusal is in.</param>
    /// <param name="message">Which message it is, for the refusal.</param>
    /// <param name="text">The string with its quotes.</param>
    /// <param name="refusal">Pictures, sound and files are not text.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> content, string provider, int message, out ReadOnlySpan<byte> text, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        refusal = null;
        text = content;
        if (content.IsEmpty)
        {
            text = "\"\""u8;
            return true;
        }

        if (JsonText.IsString(content)) return true;
        var parts = new JsonItems(content);
        if (!parts.IsArray)
        {
            refusal = OpenAiError.InvalidRequest("The content of a message must be a string or parts.", $"messages[{message}].content", "invalid_type");
            return false;
        }

        var joined = new JsonTextJoin();
        while (parts.Next())
        {
            var words = TextOf(parts, out var type);
            if (words.IsEmpty)
            {
                refusal = Unsupported.Value(provider, $"messages[{message}].content", $"can hold text only, not '{type}'");
                return false;
            }

            joined.Add(words, BetweenParts);
        }

        text = joined.Close();
        return true;
    }

    private static ReadOnlySpan<byte> TextOf(in JsonItems part, out string type)
    {
        ReadOnlySpan<byte> text = default, refused = default;
        type = "?";
        if (part.Kind != JsonTokenType.StartObject) return default;
        var fields = new JsonFields(part.Value);
        while (fields.Next())
        {
            if (fields.Is("type"u8)) type = JsonText.String(fields.Value) ?? type;
            else if (fields.Is("text"u8)) text = fields.Value;
            else if (fields.Is("refusal"u8)) refused = fields.Value;
        }

        var words = type switch { "text" => text, "refusal" => refused, _ => default };
        return JsonText.IsString(words) ? words : default;
    }
}
