using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Messages;

/// <summary>Whose content blocks belong to.</summary>
internal enum BlockPlace
{
    System,
    User,
    Assistant,
    Tool,

    /// <summary>A tool that says it has failed.</summary>
    FailedTool,
}

/// <summary>Content blocks as the parts of a chat message.</summary>
internal static class ContentParts
{
    /// <summary>Chat has no field that says a tool has failed; the model is told in words.</summary>
    public static ReadOnlySpan<byte> FailureMark => "Error:"u8;

    /// <summary>Writes the field <c>content</c>: a string where one plain text is all there is, because not every server takes
    /// parts, and parts otherwise. Blocks that have a place of their own in chat (calls, results, thoughts) are passed over.</summary>
    public static OpenAiError? Write(Utf8JsonWriter json, RawJson content, string at, BlockPlace place)
    {
        if (content.IsString)
        {
            WriteText(json, content, place);
            return null;
        }

        if (!content.IsArray) return Refuse.InvalidType(at, "a string or an array");
        if (OnlyText(content, place) is { IsString: true } only)
        {
            WriteText(json, only, place);
            return null;
        }

        json.WriteStartArray("content"u8);
        if (place == BlockPlace.FailedTool) WriteMark(json);
        var index = 0;
        foreach (var block in content.Items)
        {
            if (WriteBlock(json, block, $"{at}[{index++}]", place) is { } refusal) return refusal;
        }

        json.WriteEndArray();
        return null;
    }

    public static OpenAiError Unsupported(RawJson type, string at, string where) => type.IsString
        ? CannotSay.Value($"{at}.type", $"blocks of the type '{type.Text()}' cannot be translated in {where}.")
        : Refuse.Missing($"{at}.type");

    /// <summary>The text of the only block, where that is a text and nothing else.</summary>
    private static RawJson OnlyText(RawJson blocks, BlockPlace place)
    {
        var only = default(RawJson);
        foreach (var block in blocks.Items)
        {
            if (!block.IsObject) return default;
            var type = block["type"u8];
            if (HasItsOwnPlace(type, place)) continue;
            if (!type.Is("text"u8) || only.IsGiven || block["cache_control"u8].IsGiven) return default;
            only = block["text"u8];
        }

        return only;
    }

    private static bool HasItsOwnPlace(RawJson type, BlockPlace place) => place switch
    {
        BlockPlace.User => type.Is("tool_result"u8),
        BlockPlace.Assistant => !type.Is("text"u8),
        _ => false,
    };

    private static OpenAiError? WriteBlock(Utf8JsonWriter json, RawJson block, string at, BlockPlace place)
    {
        if (!block.IsObject) return Refuse.InvalidType(at, "an object");
        var type = block["type"u8];
        if (HasItsOwnPlace(type, place)) return null;
        if (type.Is("text"u8))
        {
            var text = block["text"u8];
            if (!text.IsString) return Refuse.Missing($"{at}.text");
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteRaw("text"u8, text);
            json.WriteRaw("cache_control"u8, block["cache_control"u8]);
            json.WriteEndObject();
            return null;
        }

        if (place == BlockPlace.System) return Unsupported(type, at, "instructions");
        if (type.Is("image"u8)) return SourceParts.WriteImage(json, block, at);
        if (type.Is("document"u8)) return SourceParts.WriteDocument(json, block, at);
        return Unsupported(type, at, place == BlockPlace.User ? "a user's message" : "a tool's result");
    }

    private static void WriteText(Utf8JsonWriter json, RawJson text, BlockPlace place)
    {
        if (place == BlockPlace.FailedTool) json.WriteEscaped("content"u8, FailureMark, " "u8, text.Escaped);
        else json.WriteRaw("content"u8, text);
    }

    private static void WriteMark(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, FailureMark);
        json.WriteEndObject();
    }
}
