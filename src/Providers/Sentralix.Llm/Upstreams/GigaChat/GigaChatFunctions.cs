using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>Tools as GigaChat's functions, and the choice among them.</summary>
internal static class GigaChatFunctions
{
    public static OpenAiError? Write(Utf8JsonWriter json, ReadOnlySpan<byte> tools, ReadOnlySpan<byte> choice)
    {
        if (tools.IsEmpty) return null;
        byte[]? only = null;
        json.WriteStartArray("functions"u8);
        var items = new JsonItems(tools);
        while (items.Next())
        {
            var function = JsonFields.Find(items.Value, "function"u8);
            var name = JsonFields.Find(function, "name"u8);
            if (!JsonText.IsString(name)) return Unsupported.Value(GigaChatDialect.Name, $"tools[{items.Index}].type", "can be 'function' only");
            only = items.Index == 0 ? name.ToArray() : null;
            WriteFunction(json, function);
        }

        json.WriteEndArray();
        return items.Index < 0 || choice.IsEmpty ? null : WriteChoice(json, choice, only);
    }

    private static void WriteFunction(Utf8JsonWriter json, ReadOnlySpan<byte> function)
    {
        var hasParameters = false;
        json.WriteStartObject();
        var fields = new JsonFields(function);
        while (fields.Next())
        {
            // Whether arguments follow the schema exactly is for the client to check here as everywhere.
            if (fields.IsNull || fields.Is("strict"u8)) continue;
            hasParameters |= fields.Is("parameters"u8);
            fields.CopyTo(json);
        }

        if (!hasParameters)
        {
            json.WritePropertyName("parameters"u8);
            json.WriteRawValue("""{"type":"object","properties":{}}"""u8, skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    private static OpenAiError? WriteChoice(Utf8JsonWriter json, ReadOnlySpan<byte> choice, byte[]? only)
    {
        if (!JsonText.IsString(choice))
        {
            var function = JsonFields.Find(choice, "function"u8);
            var name = JsonFields.Find(function, "name"u8);
            if (!JsonText.IsString(name)) return Unsupported.Value(GigaChatDialect.Name, "tool_choice", "can be a mode or one function only");
            WriteNamed(json, name);
            return null;
        }

        switch (JsonText.String(choice))
        {
            case "auto":
                json.WriteString("function_call"u8, "auto"u8);
                return null;
            case "none":
                json.WriteString("function_call"u8, "none"u8);
                return null;
            case "required" when only is not null:
                WriteNamed(json, only);
                return null;
            case "required":
                return Unsupported.Value(GigaChatDialect.Name, "tool_choice", "can not be 'required' with several tools: name one of them");
            default:
                return OpenAiError.InvalidRequest("The field 'tool_choice' is unknown.", "tool_choice", "invalid_value");
        }
    }

    private static void WriteNamed(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        json.WriteStartObject("function_call"u8);
        json.WritePropertyName("name"u8);
        json.WriteRawValue(name, skipInputValidation: true);
        json.WriteEndObject();
    }
}
