namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>The kinds of <c>response_format</c>.</summary>
internal enum ResponseFormatKind
{
    Text,

    /// <summary><c>json_object</c>: some JSON or other.</summary>
    Json,

    /// <summary><c>json_schema</c>.</summary>
    Schema,
}

/// <summary>Reads <c>response_format</c>.</summary>
internal static class ResponseFormat
{
    /// <returns>False: it is none of OpenAI's kinds, or a schema without one.</returns>
    public static bool TryRead(JsonValue format, out ResponseFormatKind kind, out JsonValue schema)
    {
        kind = ResponseFormatKind.Text;
        schema = default;
        if (format.IsNothing) return true;
        JsonValue type = default, wrapper = default;
        var fields = new FieldWalk(format);
        while (fields.Next(out var value))
        {
            if (fields.Is("type"u8)) type = value;
            else if (fields.Is("json_schema"u8)) wrapper = value;
        }

        if (type.Is("text"u8)) return true;
        if (type.Is("json_object"u8))
        {
            kind = ResponseFormatKind.Json;
            return true;
        }

        if (!type.Is("json_schema"u8)) return false;
        kind = ResponseFormatKind.Schema;
        var wrapped = new FieldWalk(wrapper);
        while (wrapped.Next(out var value))
        {
            if (wrapped.Is("schema"u8)) schema = value;
        }

        return schema.IsObject;
    }
}
