using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Messages;

/// <summary>Images and documents: blocks with a source.</summary>
internal static class SourceParts
{
    public static OpenAiError? WriteImage(Utf8JsonWriter json, RawJson block, string at)
    {
        var source = block["source"u8];
        var type = source["type"u8];
        var (isUrl, isData) = (type.Is("url"u8), type.Is("base64"u8));
        if (!isUrl && !isData) return CannotSay.Value($"{at}.source", "an image must be given as 'base64' or 'url': files are not kept here.");
        var given = isUrl ? source["url"u8] : source["data"u8];
        if (!given.IsString) return Refuse.Missing(isUrl ? $"{at}.source.url" : $"{at}.source.data");
        var media = source["media_type"u8];
        if (isData && !media.IsString) return Refuse.Missing($"{at}.source.media_type");

        json.WriteStartObject();
        json.WriteString("type"u8, "image_url"u8);
        json.WriteStartObject("image_url"u8);
        if (isUrl) json.WriteRaw("url"u8, given);
        else json.WriteEscaped("url"u8, "data:"u8, media.Escaped, ";base64,"u8, given.Escaped);
        json.WriteEndObject();
        json.WriteRaw("cache_control"u8, block["cache_control"u8]);
        json.WriteEndObject();
        return null;
    }

    public static OpenAiError? WriteDocument(Utf8JsonWriter json, RawJson block, string at)
    {
        if (block["citations"u8]["enabled"u8].IsTrue)
            return CannotSay.Value($"{at}.citations", "answers are given without citations of documents here.");
        var source = block["source"u8];
        var type = source["type"u8];
        if (type.Is("base64"u8)) return WriteFile(json, block, source, at);
        if (type.Is("text"u8)) return WriteText(json, block, source["data"u8], $"{at}.source.data");
        if (type.Is("content"u8) && source["content"u8].IsString)
            return WriteText(json, block, source["content"u8], $"{at}.source.content");
        return CannotSay.Value($"{at}.source", "a document must be given as 'base64' or 'text': files and addresses are not fetched here.");
    }

    private static OpenAiError? WriteFile(Utf8JsonWriter json, RawJson block, RawJson source, string at)
    {
        var media = source["media_type"u8];
        var data = source["data"u8];
        var title = block["title"u8];
        if (!data.IsString) return Refuse.Missing($"{at}.source.data");
        if (!media.IsString) return Refuse.Missing($"{at}.source.media_type");
        json.WriteStartObject();
        json.WriteString("type"u8, "file"u8);
        json.WriteStartObject("file"u8);
        if (title.HasText) json.WriteRaw("filename"u8, title);
        else json.WriteString("filename"u8, "document.pdf"u8);
        json.WriteEscaped("file_data"u8, "data:"u8, media.Escaped, ";base64,"u8, data.Escaped);
        json.WriteEndObject();
        json.WriteRaw("cache_control"u8, block["cache_control"u8]);
        json.WriteEndObject();
        return null;
    }

    private static OpenAiError? WriteText(Utf8JsonWriter json, RawJson block, RawJson text, string at)
    {
        if (!text.IsString) return Refuse.Missing(at);
        var title = block["title"u8];
        var context = block["context"u8];
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WritePropertyName("text"u8);
        // A line break inside a JSON string is an escape.
        var separator = """\n\n"""u8;
        if (title.HasText && context.HasText)
            json.WriteEscapedValue([.. title.Escaped, .. separator, .. context.Escaped], separator, text.Escaped);
        else if (title.HasText) json.WriteEscapedValue(title.Escaped, separator, text.Escaped);
        else if (context.HasText) json.WriteEscapedValue(context.Escaped, separator, text.Escaped);
        else json.WriteRaw(text);
        json.WriteRaw("cache_control"u8, block["cache_control"u8]);
        json.WriteEndObject();
        return null;
    }
}
