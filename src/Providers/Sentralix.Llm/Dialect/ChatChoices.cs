using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>Fields of a chat request that choose one of a few forms. The reader stands on the field's name before, and on its
/// value's last token afterwards.</summary>
internal static class ChatChoices
{
    public static void ToolChoice(ref Utf8JsonReader reader, ref ChatFaults faults)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return;
            case JsonTokenType.String:
                if (!reader.ValueTextEquals("auto"u8) && !reader.ValueTextEquals("none"u8) && !reader.ValueTextEquals("required"u8))
                    faults.Add("tool_choice", "invalid_value", "it may be 'none', 'auto', 'required' or an object.");
                return;
            case JsonTokenType.StartObject:
                ToolChoiceObject(ref reader, ref faults);
                return;
            default:
                faults.Add("tool_choice", "invalid_type", "it must be a string or an object.");
                reader.Skip();
                return;
        }
    }

    public static void ResponseFormat(ref Utf8JsonReader reader, ref ChatFaults faults)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            faults.Add("response_format", "invalid_type", "it must be an object.");
            reader.Skip();
            return;
        }

        var (isKnown, isSchema, hasSchema) = (false, false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isBody) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("json_schema"u8));
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                isSchema = reader.ValueTextEquals("json_schema"u8);
                isKnown = isSchema || reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("json_object"u8);
            }

            if (isBody)
            {
                hasSchema = true;
                JsonSchema(ref reader, ref faults);
            }
            else
            {
                reader.Skip();
            }
        }

        if (!isKnown) faults.Add("response_format.type", "invalid_value", "it may be 'text', 'json_object' or 'json_schema'.");
        if (isSchema && !hasSchema) faults.Add("response_format.json_schema", "missing_required_parameter", "it is required.");
    }

    private static void ToolChoiceObject(ref Utf8JsonReader reader, ref ChatFaults faults)
    {
        var (isKnown, isFunction, hasName) = (false, false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isBody) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("function"u8));
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                isFunction = reader.ValueTextEquals("function"u8);
                isKnown = isFunction || reader.ValueTextEquals("allowed_tools"u8) || reader.ValueTextEquals("custom"u8);
            }

            if (isBody && reader.TokenType == JsonTokenType.StartObject) hasName = HasName(ref reader);
            else reader.Skip();
        }

        if (!isKnown) faults.Add("tool_choice.type", "invalid_value", "it may be 'function', 'allowed_tools' or 'custom'.");
        if (isFunction && !hasName) faults.Add("tool_choice.function.name", "missing_required_parameter", "it is required.");
    }

    private static bool HasName(ref Utf8JsonReader reader)
    {
        var has = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = reader.ValueTextEquals("name"u8);
            reader.Read();
            has |= isName && reader.TokenType == JsonTokenType.String;
            reader.Skip();
        }

        return has;
    }

    private static void JsonSchema(ref Utf8JsonReader reader, ref ChatFaults faults)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            faults.Add("response_format.json_schema", "invalid_type", "it must be an object.");
            reader.Skip();
            return;
        }

        var hasName = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isName, isSchema) = (reader.ValueTextEquals("name"u8), reader.ValueTextEquals("schema"u8));
            reader.Read();
            if (isName)
            {
                hasName = true;
                if (!ChatTools.IsName(ref reader))
                    faults.Add("response_format.json_schema.name", "invalid_value", "it must match the pattern '^[a-zA-Z0-9_-]{1,64}$'.");
            }
            else if (isSchema && reader.TokenType != JsonTokenType.Null)
            {
                var start = reader;
                if (SchemaFace.Fault(ref reader) is { } why)
                {
                    faults.Add("response_format.json_schema.schema", "invalid_json_schema", why);
                    // The check has stopped somewhere inside.
                    reader = start;
                }
            }

            reader.Skip();
        }

        if (!hasName) faults.Add("response_format.json_schema.name", "missing_required_parameter", "it is required.");
    }
}
