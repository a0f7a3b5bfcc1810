using Sentralix.Llm.Dialect;

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
    public static bool TryRead(RawJson format, out ResponseFormatKind kind, out RawJson schema)
    {
        kind = ResponseFormatKind.Text;
        schema = default;
        if (!format.IsGiven) return true;
        RawJson type = default, wrapper = default;
        foreach (var field in format.Fields)
        {
            if (field.Is("type"u8)) type = field.Value;
            else if (field.Is("json_schema"u8)) wrapper = field.Value;
        }

        if (type.Is("text"u8)) return true;
        if (type.Is("json_object"u8))
        {
            kind = ResponseFormatKind.Json;
            return true;
        }

        if (!type.Is("json_schema"u8)) return false;
        kind = ResponseFormatKind.Schema;
        foreach (var part in wrapper.Fields)
        {
            if (part.Is("schema"u8)) schema = part.Value;
        }

        return schema.IsObject;
    }
}
