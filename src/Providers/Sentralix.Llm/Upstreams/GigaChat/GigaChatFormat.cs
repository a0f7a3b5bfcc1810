using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>The form of the answer: GigaChat's is flat, <c>{type, schema, strict}</c>.</summary>
internal static class GigaChatFormat
{
    public static OpenAiError? Write(Utf8JsonWriter json, ReadOnlySpan<byte> format)
    {
        string? type = null;
        ReadOnlySpan<byte> schema = default, strict = default;
        var fields = new JsonFields(format);
        while (fields.Next())
        {
            if (fields.Is("type"u8)) type = JsonText.String(fields.Value);
            if (!fields.Is("json_schema"u8) || fields.IsNull) continue;
            schema = JsonFields.Find(fields.Value, "schema"u8);
            strict = JsonFields.Find(fields.Value, "strict"u8);
        }

        switch (type)
        {
            case "text":
                return null;
            case "json_object":
                // GigaChat has no such form, but any object is a schema too.
                WriteSchema(json, """{"type":"object"}"""u8, default);
                return null;
            case "json_schema" when !schema.IsEmpty:
                WriteSchema(json, schema, strict);
                return null;
            case "json_schema":
                return OpenAiError.InvalidRequest("The response format has no schema.", "response_format.json_schema.schema", "missing_required_parameter");
            default:
                return Unsupported.Value(GigaChatDialect.Name, "response_format", "can be 'text', 'json_object' or 'json_schema' only");
        }
    }

    private static void WriteSchema(Utf8JsonWriter json, ReadOnlySpan<byte> schema, ReadOnlySpan<byte> strict)
    {
        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WritePropertyName("schema"u8);
        json.WriteRawValue(schema, skipInputValidation: true);
        if (!strict.IsEmpty)
        {
            json.WritePropertyName("strict"u8);
            json.WriteRawValue(strict, skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
