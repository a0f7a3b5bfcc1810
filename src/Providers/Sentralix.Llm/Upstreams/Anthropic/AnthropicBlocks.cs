using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>Writes the content of a message, a string or parts, as blocks.</summary>
internal static class AnthropicBlocks
{
    private static readonly string[] Images = ["image/jpeg", "image/png", "image/gif", "image/webp"];

    /// <param name="blocks">Takes them.</param>
    /// <param name="content">A string, parts, or nothing.</param>
    /// <param name="cacheControl">The message's own, which goes to its last block.</param>
    /// <param name="textOnly">Nothing but text may stand here.</param>
    /// <param name="param">How the content is called in a refusal.</param>
    public static OpenAiError? Write(BlockList blocks, RawJson content, RawJson cacheControl, bool textOnly, string param)
    {
        if (!content.IsGiven) return null;
        if (content.IsString)
        {
            WriteText(blocks, content, cacheControl);
            return null;
        }

        if (!content.IsArray) return Refuse.InvalidValue(param, "The content of a message is a string or a list of parts.");
        var last = !cacheControl.IsGiven ? -1 : LastIndex(content);
        var items = content.Items;
        while (items.MoveNext())
        {
            var part = ChatPart.Read(items.Current);
            if (!part.CacheControl.IsGiven && items.Index == last) part.CacheControl = cacheControl;
            if (WritePart(blocks, part, textOnly, $"{param}[{items.Index}]") is { } refusal) return refusal;
        }

        return null;
    }

    private static int LastIndex(RawJson parts)
    {
        var last = -1;
        var items = parts.Items;
        while (items.MoveNext())
        {
            var part = ChatPart.Read(items.Current);
            if (!part.Type.Is("text"u8) || part.Text.SaysSomething()) last = items.Index;
        }

        return last;
    }

    private static OpenAiError? WritePart(BlockList blocks, in ChatPart part, bool textOnly, string param)
    {
        if (part.Type.Is("text"u8) || part.Type.Is("refusal"u8))
        {
            var text = part.Type.Is("text"u8) ? part.Text : part.Refusal;
            if (!text.IsString) return Refuse.InvalidValue(param, "A part of text needs its text.");
            WriteText(blocks, text, part.CacheControl);
            return null;
        }

        if (!textOnly && part.Type.Is("image_url"u8)) return WriteImage(blocks, part, param);
        if (!textOnly && part.Type.Is("file"u8)) return WriteFile(blocks, part, param);
        return Refuse.UnsupportedValue($"{param}.type", $"{AnthropicDialect.Provider} takes no such part here.");
    }

    private static void WriteText(BlockList blocks, RawJson text, RawJson cacheControl)
    {
        // A block of text that says nothing is refused there, and says nothing.
        if (!text.SaysSomething()) return;
        var json = blocks.Begin("text"u8);
        json.WriteRaw("text"u8, text);
        End(json, cacheControl);
    }

    private static OpenAiError? WriteImage(BlockList blocks, in ChatPart part, string param)
    {
        param = $"{param}.image_url.url";
        if (!part.ImageUrl.IsString) return Refuse.InvalidValue(param, "An image needs its address.");
        var url = part.ImageUrl.Unescaped();
        if (DataUrl.TryRead(url, out var data))
        {
            if (!Images.Contains(data.MediaType))
                return Refuse.UnsupportedValue(param, $"{AnthropicDialect.Provider} takes images of the types {string.Join(", ", Images)}.");
            var json = blocks.Begin("image"u8);
            WriteSource(json, data);
            End(json, part.CacheControl);
            return null;
        }

        if (url.Length < 8 || !Ascii.EqualsIgnoreCase(url[..8], "https://"u8))
            return Refuse.UnsupportedValue(param, $"{AnthropicDialect.Provider} takes images from https addresses and inside the request, in base64.");
        var image = blocks.Begin("image"u8);
        image.WriteStartObject("source"u8);
        image.WriteString("type"u8, "url"u8);
        image.WriteString("url"u8, url);
        image.WriteEndObject();
        End(image, part.CacheControl);
        return null;
    }

    private static OpenAiError? WriteFile(BlockList blocks, in ChatPart part, string param)
    {
        if (!part.FileData.IsString)
            return Refuse.UnsupportedValue($"{param}.file", "A file must come inside the request: the provider knows no file by an id from here.");
        if (!DataUrl.TryRead(part.FileData.Unescaped(), out var data) || data.MediaType != "application/pdf")
            return Refuse.UnsupportedValue($"{param}.file.file_data", $"{AnthropicDialect.Provider} takes files of the type application/pdf, in base64.");
        var json = blocks.Begin("document"u8);
        WriteSource(json, data);
        if (part.FileName.HasText) json.WriteRaw("title"u8, part.FileName);
        End(json, part.CacheControl);
        return null;
    }

    private static void WriteSource(Utf8JsonWriter json, DataUrl data)
    {
        json.WriteStartObject("source"u8);
        json.WriteString("type"u8, "base64"u8);
        json.WriteString("media_type"u8, data.MediaType);
        json.WriteString("data"u8, data.Base64);
        json.WriteEndObject();
    }

    private static void End(Utf8JsonWriter json, RawJson cacheControl)
    {
        if (cacheControl.IsGiven) json.WriteRaw("cache_control"u8, cacheControl);
        json.WriteEndObject();
    }
}
