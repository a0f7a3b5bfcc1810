using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>The form of the answer: GigaChat's is flat, <c>{type, schema, strict}</c>.</summary>
internal static class GigaChatFormat
{
    public static OpenAiError? Write(Utf8JsonWriter json, RawJson format)
    {
        string? type = null;
        RawJson schema = default, strict = default;
        foreach (var field in format.Fields)
        {
            if (field.Is("type"u8)) type = field.Value.MendedText();
            if (!field.Is("json_schema"u8) || !field.Value.IsGiven) continue;
            schema = field.Value["schema"u8];
            strict = field.Value["strict"u8];
        }

        switch (type)
        {
            case "text":
                return null;
            case "json_object":
                // GigaChat has no such form, but any object is a schema too.
                WriteSchema(json, new RawJson("""{"type":"object"}"""u8), default);
                return null;
            case "json_schema" when schema.IsGiven:
                WriteSchema(json, schema, strict);
                return null;
            case "json_schema":
                return OpenAiError.InvalidRequest("The response format has no schema.", "response_format.json_schema.schema", "missing_required_parameter");
            default:
                return Unsupported.Value(GigaChatDialect.Name, "response_format", "can be 'text', 'json_object' or 'json_schema' only");
        }
    }

    private static void WriteSchema(Utf8JsonWriter json, RawJson schema, RawJson strict)
    {
        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WriteRaw("schema"u8, schema);
        json.WriteRaw("strict"u8, strict);
        json.WriteEndObject();
    }
}
