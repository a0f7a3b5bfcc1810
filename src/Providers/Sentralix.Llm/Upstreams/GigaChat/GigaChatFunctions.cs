using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>Tools as GigaChat's functions, and the choice among them.</summary>
internal static class GigaChatFunctions
{
    public static OpenAiError? Write(Utf8JsonWriter json, RawJson tools, RawJson choice)
    {
        if (!tools.IsGiven) return null;
        byte[]? only = null;
        json.WriteStartArray("functions"u8);
        var items = tools.Items;
        while (items.MoveNext())
        {
            var function = items.Current["function"u8];
            var name = function["name"u8];
            if (!name.IsString) return Unsupported.Value(GigaChatDialect.Name, $"tools[{items.Index}].type", "can be 'function' only");
            only = items.Index == 0 ? name.Bytes.ToArray() : null;
            WriteFunction(json, function);
        }

        json.WriteEndArray();
        return items.Index < 0 || !choice.IsGiven ? null : WriteChoice(json, choice, only);
    }

    private static void WriteFunction(Utf8JsonWriter json, RawJson function)
    {
        var hasParameters = false;
        json.WriteStartObject();
        foreach (var field in function.Fields)
        {
            // Whether arguments follow the schema exactly is for the client to check here as everywhere.
            if (!field.Value.IsGiven || field.Is("strict"u8)) continue;
            hasParameters |= field.Is("parameters"u8);
            field.CopyTo(json);
        }

        if (!hasParameters) json.WriteRaw("parameters"u8, new RawJson("""{"type":"object","properties":{}}"""u8));

        json.WriteEndObject();
    }

    private static OpenAiError? WriteChoice(Utf8JsonWriter json, RawJson choice, byte[]? only)
    {
        if (!choice.IsString)
        {
            var name = choice["function"u8]["name"u8];
            if (!name.IsString) return Unsupported.Value(GigaChatDialect.Name, "tool_choice", "can be a mode or one function only");
            WriteNamed(json, name);
            return null;
        }

        switch (choice.MendedText())
        {
            case "auto":
                json.WriteString("function_call"u8, "auto"u8);
                return null;
            case "none":
                json.WriteString("function_call"u8, "none"u8);
                return null;
            case "required" when only is not null:
                WriteNamed(json, new RawJson(only));
                return null;
            case "required":
                return Unsupported.Value(GigaChatDialect.Name, "tool_choice", "can not be 'required' with several tools: name one of them");
            default:
                return OpenAiError.InvalidRequest("The field 'tool_choice' is unknown.", "tool_choice", "invalid_value");
        }
    }

    private static void WriteNamed(Utf8JsonWriter json, RawJson name)
    {
        json.WriteStartObject("function_call"u8);
        json.WriteRaw("name"u8, name);
        json.WriteEndObject();
    }
}
