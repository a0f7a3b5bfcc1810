using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Responses;

/// <summary>The items of a request's input as chat messages. What the model itself has put out between two inputs is several items
/// here and one message in chat.</summary>
internal static class InputItems
{
    public static OpenAiError? Write(Utf8JsonWriter json, RawJson input)
    {
        if (input.IsString)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, "user"u8);
            json.WriteRaw("content"u8, input);
            json.WriteEndObject();
            return null;
        }

        if (!input.IsArray) return Refuse.InvalidType("input", "a string or an array");
        var items = input.Items;
        var index = 0;
        while (items.MoveNext())
        {
            var run = OutputRun.Length(items);
            var refusal = run > 0 ? OutputRun.Write(json, items, run, index) : WriteOne(json, items.Current, $"input[{index}]");
            if (refusal is not null) return refusal;
            index += Math.Max(run, 1);
            for (; run > 1; run--) items.MoveNext();
        }

        return null;
    }

    private static OpenAiError? WriteOne(Utf8JsonWriter json, RawJson item, string at)
    {
        if (!item.IsObject) return Refuse.InvalidType(at, "an object");
        var type = item["type"u8];
        if (!type.IsGiven || type.Is("message"u8)) return WriteMessage(json, item, at);
        if (type.Is("function_call_output"u8)) return WriteResult(json, item, at);
        return type.Is("item_reference"u8)
            ? CannotSay.Value($"{at}.type", "responses are not stored here; send the item itself.")
            : CannotSay.Value($"{at}.type", $"items of the type '{type.Text()}' belong to tools that do not exist here.");
    }

    private static OpenAiError? WriteMessage(Utf8JsonWriter json, RawJson item, string at)
    {
        var role = item["role"u8];
        var isUser = role.Is("user"u8);
        // Only OpenAI's own servers know developers, and they take the older word for the same.
        if (!isUser && !role.Is("system"u8) && !role.Is("developer"u8))
            return CannotSay.Value($"{at}.role", "it may be 'user', 'assistant', 'system' or 'developer'.");
        json.WriteStartObject();
        json.WriteString("role"u8, isUser ? "user"u8 : "system"u8);
        if (InputParts.Write(json, item["content"u8], $"{at}.content") is { } refusal) return refusal;
        json.WriteEndObject();
        return null;
    }

    private static OpenAiError? WriteResult(Utf8JsonWriter json, RawJson item, string at)
    {
        if (!item["call_id"u8].IsString) return Refuse.Missing($"{at}.call_id");
        json.WriteStartObject();
        json.WriteString("role"u8, "tool"u8);
        json.WriteRaw("tool_call_id"u8, item["call_id"u8]);
        if (InputParts.Write(json, item["output"u8], $"{at}.output") is { } refusal) return refusal;
        json.WriteEndObject();
        return null;
    }
}
