using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Responses;

/// <summary>What an input item holds, as the parts of a chat message.</summary>
internal static class InputParts
{
    /// <summary>Writes the field <c>content</c>: a string where one text is all there is, because not every server takes parts.</summary>
    public static OpenAiError? Write(Utf8JsonWriter json, RawJson content, string at)
    {
        if (!content.IsGiven) return Refuse.Missing(at);
        if (content.IsString)
        {
            json.WriteRaw("content"u8, content);
            return null;
        }

        if (!content.IsArray) return Refuse.InvalidType(at, "a string or an array");
        if (OnlyText(content) is { IsString: true } only)
        {
            json.WriteRaw("content"u8, only);
            return null;
        }

        json.WriteStartArray("content"u8);
        var index = 0;
        foreach (var part in content.Items)
        {
            if (WritePart(json, part, $"{at}[{index++}]") is { } refusal) return refusal;
        }

        json.WriteEndArray();
        return null;
    }

    public static bool IsText(RawJson type) => type.Is("input_text"u8) || type.Is("output_text"u8) || type.Is("text"u8);

    private static RawJson OnlyText(RawJson parts)
    {
        var only = default(RawJson);
        foreach (var part in parts.Items)
        {
            if (only.IsGiven || !IsText(part["type"u8]) || part["prompt_cache_breakpoint"u8].IsGiven) return default;
            only = part["text"u8];
        }

        return only;
    }

    private static OpenAiError? WritePart(Utf8JsonWriter json, RawJson part, string at)
    {
        if (!part.IsObject) return Refuse.InvalidType(at, "an object");
        var type = part["type"u8];
        if (IsText(type)) return WriteText(json, part, at);
        if (type.Is("input_image"u8)) return WriteImage(json, part, at);
        if (type.Is("input_file"u8)) return WriteFile(json, part, at);
        if (type.Is("input_audio"u8))
        {
            // The same in both forms.
            json.WriteRaw(part);
            return null;
        }

        return type.IsString
            ? CannotSay.Value($"{at}.type", $"parts of the type '{type.Text()}' cannot be translated.")
            : Refuse.Missing($"{at}.type");
    }

    private static OpenAiError? WriteText(Utf8JsonWriter json, RawJson part, string at)
    {
        if (!part["text"u8].IsString) return Refuse.Missing($"{at}.text");
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteRaw("text"u8, part["text"u8]);
        End(json, part);
        return null;
    }

    private static OpenAiError? WriteImage(Utf8JsonWriter json, RawJson part, string at)
    {
        if (part["file_id"u8].IsGiven) return CannotSay.Value($"{at}.file_id", "files are not kept here; send the image as a data URL.");
        if (!part["image_url"u8].IsString) return Refuse.Missing($"{at}.image_url");
        json.WriteStartObject();
        json.WriteString("type"u8, "image_url"u8);
        json.WriteStartObject("image_url"u8);
        json.WriteRaw("url"u8, part["image_url"u8]);
        json.WriteRaw("detail"u8, part["detail"u8]);
        json.WriteEndObject();
        End(json, part);
        return null;
    }

    private static OpenAiError? WriteFile(Utf8JsonWriter json, RawJson part, string at)
    {
        if (part["file_id"u8].IsGiven) return CannotSay.Value($"{at}.file_id", "files are not kept here; send 'file_data'.");
        if (part["file_url"u8].IsGiven) return CannotSay.Value($"{at}.file_url", "addresses are not fetched here; send 'file_data'.");
        if (!part["file_data"u8].IsString) return Refuse.Missing($"{at}.file_data");
        json.WriteStartObject();
        json.WriteString("type"u8, "file"u8);
        json.WriteStartObject("file"u8);
        json.WriteRaw("filename"u8, part["filename"u8]);
        json.WriteRaw("file_data"u8, part["file_data"u8]);
        json.WriteEndObject();
        End(json, part);
        return null;
    }

    private static void End(Utf8JsonWriter json, RawJson part)
    {
        json.WriteRaw("prompt_cache_breakpoint"u8, part["prompt_cache_breakpoint"u8]);
        json.WriteEndObject();
    }
}
