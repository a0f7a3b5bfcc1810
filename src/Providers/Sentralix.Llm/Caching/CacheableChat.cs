using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Caching;

/// <summary>Whether a chat request is one whose answer can be given again.</summary>
internal static class CacheableChat
{
    /// <exception cref="JsonException">The request is not JSON.</exception>
    public static bool Is(ReadOnlySpan<byte> request, in ChatRequestShape shape)
    {
        if (shape.Choices != 1) return false;
        var fields = new JsonFields(request);
        while (fields.Next())
        {
            if (fields.IsNull) continue;

            // A tool's result is of its moment, and so is what a search finds; sound is too large, and probabilities have no place in what is replayed.
            if (fields.Is("tools"u8) || fields.Is("functions"u8))
            {
                if (HasItems(fields.Value)) return false;
            }
            else if (fields.Is("web_search_options"u8) || fields.Is("audio"u8) || fields.Is("modalities"u8))
            {
                return false;
            }
            else if (fields.Is("logprobs"u8))
            {
                if (fields.Kind == JsonTokenType.True) return false;
            }
            else if (fields.Is("messages"u8) && !AreMessages(fields.Value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreMessages(ReadOnlySpan<byte> messages)
    {
        var items = new JsonItems(messages);
        while (items.Next())
        {
            var fields = new JsonFields(items.Value);
            while (fields.Next())
            {
                if (fields.IsNull) continue;
                if (fields.Is("tool_calls"u8) || fields.Is("function_call"u8) || fields.Is("tool_call_id"u8) || fields.Is("audio"u8)) return false;
                if (fields.Is("content"u8) && !AreParts(fields.Value)) return false;
            }
        }

        return true;
    }

    private static bool AreParts(ReadOnlySpan<byte> content)
    {
        var parts = new JsonItems(content);
        while (parts.Next())
        {
            if (parts.Kind == JsonTokenType.String) continue;
            switch (JsonText.String(JsonFields.Find(parts.Value, "type"u8)))
            {
                case "text" or "refusal":
                    continue;

                // The picture itself is in the key; what stands behind an address may change.
                case "image_url" when JsonText.String(JsonFields.Find(JsonFields.Find(parts.Value, "image_url"u8), "url"u8))?.StartsWith("data:", StringComparison.Ordinal) == true:
                    continue;
                default:
                    return false;
            }
        }

        return true;
    }

    private static bool HasItems(ReadOnlySpan<byte> list)
    {
        var items = new JsonItems(list);
        return !items.IsArray || items.Next();
    }
}
