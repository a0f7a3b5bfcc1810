using System.Diagnostics.CodeAnalysis;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Translation;

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
    /// <param name="passesImages">Pictures are passed over: they have a place of their own.</param>
    public static bool TryRead(
        RawJson content, string provider, int message, out RawJson text, [NotNullWhen(false)] out OpenAiError? refusal, bool passesImages = false)
    {
        refusal = null;
        text = content;
        if (!content.IsGiven)
        {
            text = new RawJson("\"\""u8);
            return true;
        }

        if (content.IsString) return true;
        if (!content.IsArray)
        {
            refusal = OpenAiError.InvalidRequest("The content of a message must be a string or parts.", $"messages[{message}].content", "invalid_type");
            return false;
        }

        var joined = new JoinedText();
        foreach (var part in content.Items)
        {
            var words = TextOf(part, out var type);
            if (!words.IsGiven && passesImages && type == "image_url") continue;
            if (!words.IsGiven)
            {
                refusal = Unsupported.Value(provider, $"messages[{message}].content", $"can hold text only, not '{type}'");
                return false;
            }

            joined.Add(words, BetweenParts);
        }

        text = joined.Close();
        return true;
    }

    private static RawJson TextOf(RawJson part, out string type)
    {
        RawJson text = default, refused = default;
        type = "?";
        foreach (var field in part.Fields)
        {
            if (field.Is("type"u8)) type = field.Value.MendedText() ?? type;
            else if (field.Is("text"u8)) text = field.Value;
            else if (field.Is("refusal"u8)) refused = field.Value;
        }

        var words = type switch { "text" => text, "refusal" => refused, _ => default };
        return words.IsString ? words : default;
    }
}
