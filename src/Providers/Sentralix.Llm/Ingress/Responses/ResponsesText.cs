using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Responses;

/// <summary>The form of the answer's text.</summary>
internal static class ResponsesText
{
    public static OpenAiError? Write(Utf8JsonWriter json, RawJson text)
    {
        if (!text.IsGiven) return null;
        if (!text.IsObject) return Refuse.InvalidType("text", "an object");
        json.WriteRaw("verbosity"u8, text["verbosity"u8]);
        var format = text["format"u8];
        if (!format.IsGiven) return null;
        var type = format["type"u8];
        if (type.Is("text"u8)) return null;
        if (type.Is("json_object"u8))
        {
            json.WriteRaw("response_format"u8, format);
            return null;
        }

        if (!type.Is("json_schema"u8)) return CannotSay.Value("text.format.type", "it may be 'text', 'json_object' or 'json_schema'.");
        if (!format["name"u8].IsString) return Refuse.Missing("text.format.name");
        if (!format["schema"u8].IsObject) return Refuse.Missing("text.format.schema");
        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WriteStartObject("json_schema"u8);
        json.WriteRaw("name"u8, format["name"u8]);
        json.WriteRaw("description"u8, format["description"u8]);
        json.WriteRaw("schema"u8, format["schema"u8]);
        json.WriteRaw("strict"u8, format["strict"u8]);
        json.WriteEndObject();
        json.WriteEndObject();
        return null;
    }
}
