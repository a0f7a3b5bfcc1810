using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Messages;

/// <summary>The tools that are offered, and which of them the model has to take.</summary>
internal static class MessagesTools
{
    public static OpenAiError? Write(Utf8JsonWriter json, RawJson tools, RawJson choice)
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
        return choice.IsGiven ? WriteChoice(json, choice) : null;
    }

    private static OpenAiError? WriteTool(Utf8JsonWriter json, RawJson tool, string at)
    {
        if (!tool.IsObject) return Refuse.InvalidType(at, "an object");
        RawJson type = default, name = default, description = default, schema = default, strict = default, cache = default;
        foreach (var field in tool.Fields)
        {
            if (field.Is("type"u8)) type = field.Value;
            else if (field.Is("name"u8)) name = field.Value;
            else if (field.Is("description"u8)) description = field.Value;
            else if (field.Is("input_schema"u8)) schema = field.Value;
            else if (field.Is("strict"u8)) strict = field.Value;
            else if (field.Is("cache_control"u8)) cache = field.Value;
        }

        if (type.IsGiven && !type.Is("custom"u8))
            return CannotSay.Value($"{at}.type", $"the tool '{type.Text()}' is one that Anthropic runs itself; here there are tools of the client's own only.");
        if (!name.IsString) return Refuse.Missing($"{at}.name");
        if (!schema.IsGiven) return Refuse.Missing($"{at}.input_schema");

        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteRaw("name"u8, name);
        json.WriteRaw("description"u8, description);
        json.WriteRaw("parameters"u8, schema);
        json.WriteRaw("strict"u8, strict);
        json.WriteEndObject();
        json.WriteRaw("cache_control"u8, cache);
        json.WriteEndObject();
        return null;
    }

    private static OpenAiError? WriteChoice(Utf8JsonWriter json, RawJson choice)
    {
        if (!choice.IsObject) return Refuse.InvalidType("tool_choice", "an object");
        var type = choice["type"u8];
        if (type.Is("auto"u8))
        {
            json.WriteString("tool_choice"u8, "auto"u8);
        }
        else if (type.Is("any"u8))
        {
            json.WriteString("tool_choice"u8, "required"u8);
        }
        else if (type.Is("none"u8))
        {
            json.WriteString("tool_choice"u8, "none"u8);
        }
        else if (type.Is("tool"u8))
        {
            var name = choice["name"u8];
            if (!name.IsString) return Refuse.Missing("tool_choice.name");
            json.WriteStartObject("tool_choice"u8);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteRaw("name"u8, name);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else
        {
            return CannotSay.Value("tool_choice.type", "it may be 'auto', 'any', 'tool' or 'none'.");
        }

        var alone = choice["disable_parallel_tool_use"u8];
        if (alone.IsBoolean) json.WriteBoolean("parallel_tool_calls"u8, !alone.IsTrue);
        return null;
    }
}
