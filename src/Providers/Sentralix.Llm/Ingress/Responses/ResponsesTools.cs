using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Responses;

/// <summary>The functions that are offered, and which of them the model has to take. Functions are flat in this form and wrapped
/// in chat's.</summary>
internal static class ResponsesTools
{
    public static OpenAiError? Write(Utf8JsonWriter json, RawJson tools, RawJson choice, RawJson parallel)
    {
        if (!tools.IsGiven) return null;
        if (!tools.IsArray) return Refuse.InvalidType("tools", "an array");
        if (tools.Count() == 0) return null;

        json.WriteStartArray("tools"u8);
        var index = 0;
        foreach (var tool in tools.Items)
        {
            if (WriteTool(json, tool, $"tools[{index++}]") is { } refusal) return refusal;
        }

        json.WriteEndArray();
        json.WriteRaw("parallel_tool_calls"u8, parallel);
        return choice.IsGiven ? WriteChoice(json, choice) : null;
    }

    private static OpenAiError? WriteTool(Utf8JsonWriter json, RawJson tool, string at)
    {
        if (!tool.IsObject) return Refuse.InvalidType(at, "an object");
        var type = tool["type"u8];
        if (!type.IsString) return Refuse.Missing($"{at}.type");
        if (!type.Is("function"u8))
            return CannotSay.Value($"{at}.type", $"the tool '{type.Text()}' is one that OpenAI runs itself; here there are functions of the client's own only.");
        if (!tool["name"u8].IsString) return Refuse.Missing($"{at}.name");
        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteRaw("name"u8, tool["name"u8]);
        json.WriteRaw("description"u8, tool["description"u8]);
        json.WriteRaw("parameters"u8, tool["parameters"u8]);
        json.WriteRaw("strict"u8, tool["strict"u8]);
        json.WriteEndObject();
        json.WriteEndObject();
        return null;
    }

    private static OpenAiError? WriteChoice(Utf8JsonWriter json, RawJson choice)
    {
        if (choice.IsString)
        {
            json.WriteRaw("tool_choice"u8, choice);
            return null;
        }

        if (!choice.IsObject) return Refuse.InvalidType("tool_choice", "a string or an object");
        var type = choice["type"u8];
        if (type.Is("function"u8))
        {
            if (!choice["name"u8].IsString) return Refuse.Missing("tool_choice.name");
            json.WritePropertyName("tool_choice"u8);
            WriteNamed(json, choice["name"u8]);
            return null;
        }

        return type.Is("allowed_tools"u8)
            ? WriteAllowed(json, choice)
            : CannotSay.Value("tool_choice.type", "it may be 'function' or 'allowed_tools'.");
    }

    private static OpenAiError? WriteAllowed(Utf8JsonWriter json, RawJson choice)
    {
        var tools = choice["tools"u8];
        if (!tools.IsArray) return Refuse.Missing("tool_choice.tools");
        json.WriteStartObject("tool_choice"u8);
        json.WriteString("type"u8, "allowed_tools"u8);
        json.WriteStartObject("allowed_tools"u8);
        json.WriteRaw("mode"u8, choice["mode"u8]);
        json.WriteStartArray("tools"u8);
        var index = 0;
        foreach (var tool in tools.Items)
        {
            var at = $"tool_choice.tools[{index++}]";
            if (!tool["type"u8].Is("function"u8)) return CannotSay.Value($"{at}.type", "it must be 'function'.");
            if (!tool["name"u8].IsString) return Refuse.Missing($"{at}.name");
            WriteNamed(json, tool["name"u8]);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        return null;
    }

    private static void WriteNamed(Utf8JsonWriter json, RawJson name)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteRaw("name"u8, name);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
