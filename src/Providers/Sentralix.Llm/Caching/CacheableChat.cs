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
        foreach (var field in new RawJson(request).Fields)
        {
            if (!field.Value.IsGiven) continue;

            // A tool's result is of its moment, and so is what a search finds; sound is too large, and probabilities have no place in what is replayed.
            if (field.Is("tools"u8) || field.Is("functions"u8))
            {
                if (HasItems(field.Value.Bytes)) return false;
            }
            else if (field.Is("web_search_options"u8) || field.Is("audio"u8) || field.Is("modalities"u8))
            {
                return false;
            }
            else if (field.Is("logprobs"u8))
            {
                if (field.Value.IsTrue) return false;
            }
            else if (field.Is("messages"u8) && !AreMessages(field.Value.Bytes))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreMessages(ReadOnlySpan<byte> messages)
    {
        var items = new RawJson(messages).Items;
        while (items.MoveNext())
        {
            foreach (var field in items.Current.Fields)
            {
                if (!field.Value.IsGiven) continue;
                if (field.Is("tool_calls"u8) || field.Is("function_call"u8) || field.Is("tool_call_id"u8) || field.Is("audio"u8)) return false;
                if (field.Is("content"u8) && !AreParts(field.Value.Bytes)) return false;
            }
        }

        return true;
    }

    private static bool AreParts(ReadOnlySpan<byte> content)
    {
        var parts = new RawJson(content).Items;
        while (parts.MoveNext())
        {
            if (parts.Current.IsString) continue;
            switch (parts.Current["type"u8].MendedText())
            {
                case "text" or "refusal":
                    continue;

                // The picture itself is in the key; what stands behind an address may change.
                case "image_url" when parts.Current["image_url"u8]["url"u8].MendedText()?.StartsWith("data:", StringComparison.Ordinal) == true:
                    continue;
                default:
                    return false;
            }
        }

        return true;
    }

    private static bool HasItems(ReadOnlySpan<byte> list)
    {
        var items = new RawJson(list).Items;
        return !new RawJson(list).IsArray || items.MoveNext();
    }
}
