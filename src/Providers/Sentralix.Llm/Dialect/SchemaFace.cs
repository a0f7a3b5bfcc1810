using System.Text;
using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>Whether a value is a JSON schema on its face: the words that every draft knows hold what they must hold. What providers
/// support of it is for them to say.</summary>
internal static class SchemaFace
{
    /// <summary>Checks the value that the reader stands on, and leaves the reader on its last token where it is good.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <param name="mustBeObject">It describes an object: the arguments of a function.</param>
    /// <returns>What is wrong and where; null: nothing.</returns>
    public static string? Fault(ref Utf8JsonReader reader, bool mustBeObject = false)
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False && !mustBeObject) return null;
        if (reader.TokenType != JsonTokenType.StartObject) return "a schema must be an object.";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var word = WordOf(ref reader);
            var name = reader.ValueSpan;
            reader.Read();
            if (FaultOf(word, ref reader, mustBeObject) is { } why) return Within(name, why);
        }

        return null;
    }

    private static Word WordOf(ref Utf8JsonReader reader) => FieldName.Length(ref reader) switch
    {
        2 when reader.ValueTextEquals("if"u8) => Word.Schema,
        3 when reader.ValueTextEquals("not"u8) => Word.Schema,
        4 when reader.ValueTextEquals("type"u8) => Word.Type,
        4 when reader.ValueTextEquals("enum"u8) => Word.List,
        4 when reader.ValueTextEquals("then"u8) || reader.ValueTextEquals("else"u8) => Word.Schema,
        5 when reader.ValueTextEquals("items"u8) => Word.SchemaOrSchemas,
        5 when reader.ValueTextEquals("anyOf"u8) || reader.ValueTextEquals("oneOf"u8) || reader.ValueTextEquals("allOf"u8) => Word.Schemas,
        5 when reader.ValueTextEquals("$defs"u8) => Word.NamedSchemas,
        8 when reader.ValueTextEquals("required"u8) => Word.Names,
        8 when reader.ValueTextEquals("contains"u8) => Word.Schema,
        10 when reader.ValueTextEquals("properties"u8) => Word.NamedSchemas,
        11 when reader.ValueTextEquals("prefixItems"u8) => Word.Schemas,
        11 when reader.ValueTextEquals("definitions"u8) => Word.NamedSchemas,
        17 when reader.ValueTextEquals("patternProperties"u8) => Word.NamedSchemas,
        20 when reader.ValueTextEquals("additionalProperties"u8) => Word.Schema,
        _ => Word.Other,
    };

    private static string? FaultOf(Word word, ref Utf8JsonReader reader, bool mustBeObject)
    {
        switch (word)
        {
            case Word.Type:
                return FaultOfType(ref reader, mustBeObject);
            case Word.Schema:
                return Fault(ref reader);
            case Word.SchemaOrSchemas:
                return reader.TokenType == JsonTokenType.StartArray ? FaultOfSchemas(ref reader) : Fault(ref reader);
            case Word.Schemas:
                return FaultOfSchemas(ref reader);
            case Word.NamedSchemas:
                return FaultOfNamed(ref reader);
            case Word.Names:
                return FaultOfNames(ref reader);
            case Word.List when reader.TokenType != JsonTokenType.StartArray:
                return "it must be an array.";
            default:
                reader.Skip();
                return null;
        }
    }

    private static string? FaultOfType(ref Utf8JsonReader reader, bool mustBeObject)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            if (!IsType(ref reader)) return $"'{reader.GetString()}' is not a type.";
            return mustBeObject && !reader.ValueTextEquals("object"u8) ? "it must be 'object': arguments are an object." : null;
        }

        if (reader.TokenType != JsonTokenType.StartArray) return "it must be a string or an array of strings.";
        var hasObject = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String) return "it must be a string or an array of strings.";
            if (!IsType(ref reader)) return $"'{reader.GetString()}' is not a type.";
            hasObject |= reader.ValueTextEquals("object"u8);
        }

        return mustBeObject && !hasObject ? "it must be 'object': arguments are an object." : null;
    }

    private static bool IsType(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("string"u8) || reader.ValueTextEquals("object"u8) || reader.ValueTextEquals("integer"u8)
        || reader.ValueTextEquals("number"u8) || reader.ValueTextEquals("boolean"u8) || reader.ValueTextEquals("array"u8)
        || reader.ValueTextEquals("null"u8);

    private static string? FaultOfSchemas(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return "it must be an array of schemas.";
        var index = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Fault(ref reader) is { } why) return $"[{index}]{Joint(why)}";
            index++;
        }

        return null;
    }

    private static string? FaultOfNamed(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return "it must be an object of schemas.";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (Fault(ref reader) is { } why) return Within(name, why);
        }

        return null;
    }

    private static string? FaultOfNames(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return "it must be an array of strings.";
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String) return "it must be an array of strings.";
        }

        return null;
    }

    // Paths are put together on the way out, so that a good schema costs no memory.
    private static string Within(ReadOnlySpan<byte> name, string why) => string.Concat(Encoding.UTF8.GetString(name), Joint(why));

    private static string Joint(string why) => why[0] switch
    {
        '[' => why,
        _ when why.StartsWith("it ", StringComparison.Ordinal) || why.StartsWith("a ", StringComparison.Ordinal) || why[0] == '\'' => $": {why}",
        _ => $".{why}",
    };

    private enum Word
    {
        Other,
        Type,
        Schema,
        Schemas,
        SchemaOrSchemas,
        NamedSchemas,
        Names,
        List,
    }
}
