using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>Writes <c>tools</c> and <c>tool_choice</c>.</summary>
internal static class AnthropicTools
{
    public static OpenAiError? Write(Utf8JsonWriter json, in ChatFields chat)
    {
        var hasTools = chat.Tools.IsArray && !chat.Tools.IsEmpty;
        if (hasTools && WriteTools(json, chat.Tools) is { } refusal) return refusal;
        return WriteChoice(json, chat, hasTools);
    }

    private static OpenAiError? WriteTools(Utf8JsonWriter json, RawJson tools)
    {
        json.WriteStartArray("tools"u8);
        var items = tools.Items;
        while (items.MoveNext())
        {
            var tool = ChatTool.Read(items.Current);
            var param = $"tools[{items.Index}]";
            if (!tool.Type.Is("function"u8)) return Refuse.UnsupportedValue($"{param}.type", "Only tools of the type function can be translated.");
            if (!tool.Name.IsString) return Refuse.InvalidValue($"{param}.function.name", "A function needs a name.");

            json.WriteStartObject();
            json.WriteRaw("name"u8, tool.Name);
            if (tool.Description.IsString) json.WriteRaw("description"u8, tool.Description);
            // A function without parameters; the schema is required, and one without a type is refused.
            if (!tool.Parameters.IsGiven || tool.Parameters.IsEmpty) json.WriteRawObject("input_schema"u8, """{"type":"object","properties":{}}"""u8);
            else json.WriteRaw("input_schema"u8, tool.Parameters);
            if (tool.Strict.IsTrue) json.WriteBoolean("strict"u8, true);
            if (tool.CacheControl.IsGiven) json.WriteRaw("cache_control"u8, tool.CacheControl);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return null;
    }

    private static OpenAiError? WriteChoice(Utf8JsonWriter json, in ChatFields chat, bool hasTools)
    {
        var choice = chat.ToolChoice;
        var isSequential = chat.ParallelToolCalls.IsFalse;
        if (!choice.IsGiven || choice.Is("auto"u8))
        {
            // Without tools, and with what is the default anyway, there is nothing to say.
            if (hasTools && isSequential) WriteChoice(json, "auto"u8, default, isSequential);
            return null;
        }

        if (choice.Is("none"u8))
        {
            if (hasTools) WriteChoice(json, "none"u8, default, isSequential: false);
            return null;
        }

        if (choice.Is("required"u8))
        {
            WriteChoice(json, "any"u8, default, isSequential);
            return null;
        }

        if (!ToolChoice.TryFunction(choice, out var name))
            return Refuse.UnsupportedValue("tool_choice", $"{AnthropicDialect.Provider} can be told auto, none, required or one function.");
        WriteChoice(json, "tool"u8, name, isSequential);
        return null;
    }

    private static void WriteChoice(Utf8JsonWriter json, ReadOnlySpan<byte> type, RawJson name, bool isSequential)
    {
        json.WriteStartObject("tool_choice"u8);
        json.WriteString("type"u8, type);
        if (name.IsGiven) json.WriteRaw("name"u8, name);
        if (isSequential) json.WriteBoolean("disable_parallel_tool_use"u8, true);
        json.WriteEndObject();
    }

    private static void WriteRawObject(this Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value, skipInputValidation: true);
    }
}
