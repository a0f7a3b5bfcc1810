using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>Writes <c>tools</c> and <c>toolConfig</c>.</summary>
internal static class GeminiTools
{
    public static OpenAiError? Write(Utf8JsonWriter json, in ChatFields chat)
    {
        var hasTools = chat.Tools.IsArray && !chat.Tools.IsEmpty;
        if (hasTools && chat.ParallelToolCalls.IsFalse)
            return Refuse.UnsupportedValue("parallel_tool_calls", $"{GeminiDialect.Provider} cannot be kept from calling several tools at once.");
        var isStrict = false;
        if (hasTools && WriteTools(json, chat.Tools, out isStrict) is { } refusal) return refusal;
        return WriteChoice(json, chat.ToolChoice, hasTools, isStrict);
    }

    private static OpenAiError? WriteTools(Utf8JsonWriter json, RawJson tools, out bool isStrict)
    {
        isStrict = false;
        json.WriteStartArray("tools"u8);
        json.WriteStartObject();
        json.WriteStartArray("functionDeclarations"u8);
        var items = tools.Items;
        while (items.MoveNext())
        {
            var tool = ChatTool.Read(items.Current);
            if (!tool.Type.Is("function"u8)) return Refuse.UnsupportedValue($"tools[{items.Index}].type", "Only tools of the type function can be translated.");
            if (!tool.Name.IsString) return Refuse.InvalidValue($"tools[{items.Index}].function.name", "A function needs a name.");
            isStrict |= tool.Strict.IsTrue;
            json.WriteStartObject();
            json.WriteRaw("name"u8, tool.Name);
            if (tool.Description.IsString) json.WriteRaw("description"u8, tool.Description);
            if (tool.Parameters.IsGiven && !tool.Parameters.IsEmpty) json.WriteRaw("parametersJsonSchema"u8, tool.Parameters);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        return null;
    }

    private static OpenAiError? WriteChoice(Utf8JsonWriter json, RawJson choice, bool hasTools, bool isStrict)
    {
        if (!choice.IsGiven || choice.Is("auto"u8))
        {
            // Its "auto" does not promise to keep to a function's schema; "validated" does, and leaves the rest to the model too.
            if (hasTools && isStrict) WriteMode(json, "VALIDATED"u8, default, default);
            return null;
        }

        if (choice.Is("none"u8))
        {
            if (hasTools) WriteMode(json, "NONE"u8, default, default);
            return null;
        }

        if (choice.Is("required"u8))
        {
            WriteMode(json, "ANY"u8, default, default);
            return null;
        }

        if (ToolChoice.TryFunction(choice, out var name))
        {
            WriteMode(json, "ANY"u8, name, default);
            return null;
        }

        if (!ToolChoice.TryAllowed(choice, out var isRequired, out var tools))
            return Refuse.UnsupportedValue("tool_choice", "The field 'tool_choice' is none of the known ones.");
        var items = tools.Items;
        while (items.MoveNext())
        {
            if (!ToolChoice.TryFunction(items.Current, out _))
                return Refuse.UnsupportedValue($"tool_choice.allowed_tools.tools[{items.Index}]", "Only functions can be allowed.");
        }

        WriteMode(json, isRequired ? "ANY"u8 : "VALIDATED"u8, default, tools);
        return null;
    }

    private static void WriteMode(Utf8JsonWriter json, ReadOnlySpan<byte> mode, RawJson name, RawJson allowed)
    {
        json.WriteStartObject("toolConfig"u8);
        json.WriteStartObject("functionCallingConfig"u8);
        json.WriteString("mode"u8, mode);
        if (name.IsString || allowed.IsArray)
        {
            json.WriteStartArray("allowedFunctionNames"u8);
            if (name.IsString) json.WriteRaw(name);
            foreach (var item in allowed.Items)
            {
                if (ToolChoice.TryFunction(item, out var allowedName)) json.WriteRaw(allowedName);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
