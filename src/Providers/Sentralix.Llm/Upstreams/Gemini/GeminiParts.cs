using System.Text;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>Writes the content of a message, a string or parts, as parts.</summary>
internal static class GeminiParts
{
    /// <param name="parts">Takes them.</param>
    /// <param name="content">A string, parts, or nothing.</param>
    /// <param name="textOnly">Nothing but text may stand here.</param>
    /// <param name="param">How the content is called in a refusal.</param>
    /// <param name="signature">Of the thought behind the content; goes with its last text.</param>
    public static OpenAiError? Write(PartList parts, RawJson content, bool textOnly, string param, RawJson signature = default)
    {
        if (!content.IsGiven || content.IsString)
        {
            WriteText(parts, content, signature);
            return null;
        }

        if (!content.IsArray) return Refuse.InvalidValue(param, "The content of a message is a string or a list of parts.");
        var last = !signature.IsGiven ? -1 : LastIndex(content);
        var items = content.Items;
        while (items.MoveNext())
        {
            var part = ChatPart.Read(items.Current);
            if (WritePart(parts, part, textOnly, $"{param}[{items.Index}]", items.Index == last ? signature : default) is { } refusal) return refusal;
        }

        return null;
    }

    /// <summary>The text of a content that must be text.</summary>
    public static OpenAiError? TextOf(RawJson content, string param, out ReadOnlySpan<byte> text)
    {
        text = content.IsString ? content.Unescaped() : default;
        if (!content.IsGiven || content.IsString) return null;
        if (!content.IsArray) return Refuse.InvalidValue(param, "The content of a message is a string or a list of parts.");
        List<byte> joined = [];
        var items = content.Items;
        while (items.MoveNext())
        {
            var part = ChatPart.Read(items.Current);
            if (!part.Type.Is("text"u8) || !part.Text.IsString)
                return Refuse.UnsupportedValue($"{param}[{items.Index}].type", $"{GeminiDialect.Provider} takes the results of tools as text.");
            joined.AddRange(part.Text.Unescaped());
        }

        text = joined.ToArray();
        return null;
    }

    private static int LastIndex(RawJson parts)
    {
        var last = -1;
        var items = parts.Items;
        while (items.MoveNext()) last = items.Index;
        return last;
    }

    private static OpenAiError? WritePart(PartList parts, in ChatPart part, bool textOnly, string param, RawJson signature)
    {
        if (part.Type.Is("text"u8) || part.Type.Is("refusal"u8))
        {
            var text = part.Type.Is("text"u8) ? part.Text : part.Refusal;
            if (!text.IsString) return Refuse.InvalidValue(param, "A part of text needs its text.");
            WriteText(parts, text, signature);
            return null;
        }

        if (!textOnly && part.Type.Is("image_url"u8)) return WriteImage(parts, part.ImageUrl, $"{param}.image_url.url");
        if (!textOnly && part.Type.Is("input_audio"u8)) return WriteAudio(parts, part, $"{param}.input_audio");
        if (!textOnly && part.Type.Is("file"u8)) return WriteFile(parts, part, $"{param}.file");
        return Refuse.UnsupportedValue($"{param}.type", $"{GeminiDialect.Provider} takes no such part here.");
    }

    private static void WriteText(PartList parts, RawJson text, RawJson signature)
    {
        // Empty parts are refused, except that one may carry a signature.
        var isEmpty = !text.HasText;
        if (isEmpty && !signature.IsGiven) return;
        var json = parts.Begin();
        if (isEmpty) json.WriteString("text"u8, ""u8);
        else json.WriteRaw("text"u8, text);
        if (signature.IsGiven) json.WriteRaw("thoughtSignature"u8, signature);
        json.WriteEndObject();
    }

    private static OpenAiError? WriteImage(PartList parts, RawJson address, string param)
    {
        if (!address.IsString) return Refuse.InvalidValue(param, "An image needs its address.");
        var url = address.Unescaped();
        if (DataUrl.TryRead(url, out var data))
        {
            if (!data.MediaType.StartsWith("image/", StringComparison.Ordinal)) return Refuse.UnsupportedValue(param, "This is not an image.");
            WriteInline(parts, data.MediaType, data.Base64);
            return null;
        }

        if (url.Length < 8 || !Ascii.EqualsIgnoreCase(url[..8], "https://"u8))
            return Refuse.UnsupportedValue(param, $"{GeminiDialect.Provider} takes images from https addresses and inside the request, in base64.");
        // Google fetches public addresses by itself but wants to be told what it will find there.
        if (ImageAddress.MediaType(url) is not { } mediaType)
            return Refuse.UnsupportedValue(param, "The address of an image must end in .png, .jpg, .jpeg, .webp, .heic or .heif: its type has to be named.");
        var json = parts.Begin();
        json.WriteStartObject("fileData"u8);
        json.WriteString("mimeType"u8, mediaType);
        json.WriteString("fileUri"u8, url);
        json.WriteEndObject();
        json.WriteEndObject();
        return null;
    }

    private static OpenAiError? WriteAudio(PartList parts, in ChatPart part, string param)
    {
        if (!part.AudioData.IsString) return Refuse.InvalidValue($"{param}.data", "Sound needs its data.");
        if (!part.AudioFormat.Is("wav"u8) && !part.AudioFormat.Is("mp3"u8)) return Refuse.UnsupportedValue($"{param}.format", "Sound must be wav or mp3.");
        WriteInline(parts, part.AudioFormat.Is("wav"u8) ? "audio/wav" : "audio/mp3", part.AudioData.Unescaped());
        return null;
    }

    private static OpenAiError? WriteFile(PartList parts, in ChatPart part, string param)
    {
        if (!part.FileData.IsString)
            return Refuse.UnsupportedValue(param, "A file must come inside the request: the provider knows no file by an id from here.");
        if (!DataUrl.TryRead(part.FileData.Unescaped(), out var data) || data.MediaType.Length == 0)
            return Refuse.UnsupportedValue($"{param}.file_data", "A file must be a data: address with its type, in base64.");
        WriteInline(parts, data.MediaType, data.Base64);
        return null;
    }

    private static void WriteInline(PartList parts, string mediaType, ReadOnlySpan<byte> base64)
    {
        var json = parts.Begin();
        json.WriteStartObject("inlineData"u8);
        json.WriteString("mimeType"u8, mediaType);
        json.WriteString("data"u8, base64);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
