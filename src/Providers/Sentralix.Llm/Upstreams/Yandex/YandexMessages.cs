using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Yandex;

/// <summary>A conversation in Yandex's form: a message is a text, calls of functions, or results of them. The results of one turn are
/// one message, and know their call by its function's name.</summary>
internal sealed class YandexMessages(Utf8JsonWriter json)
{
    private readonly ToolCallNames names = new();
    private bool inResults;

    public static OpenAiError? Write(Utf8JsonWriter json, ReadOnlySpan<byte> messages)
    {
        json.WriteStartArray("messages"u8);
        var writing = new YandexMessages(json);
        if (!messages.IsEmpty)
        {
            var items = new JsonItems(messages);
            while (items.Next())
            {
                if (writing.WriteMessage(items.Value, items.Index) is { } refusal) return refusal;
            }
        }

        writing.EndResults();
        json.WriteEndArray();
        return null;
    }

    private OpenAiError? WriteMessage(ReadOnlySpan<byte> message, int index)
    {
        string? role = null;
        ReadOnlySpan<byte> content = default, calls = default, id = default;
        var fields = new JsonFields(message);
        while (fields.Next())
        {
            if (fields.IsNull) continue;
            if (fields.Is("role"u8)) role = JsonText.String(fields.Value);
            else if (fields.Is("content"u8)) content = fields.Value;
            else if (fields.Is("tool_calls"u8)) calls = fields.Value;
            else if (fields.Is("tool_call_id"u8)) id = fields.Value;
            else if (fields.Is("audio"u8) || fields.Is("function_call"u8))
                return Unsupported.Value(YandexDialect.Name, $"messages[{index}]", "can hold text and tool calls only");
        }

        if (!ChatContent.TryRead(content, YandexDialect.Name, index, out var text, out var refusal)) return refusal;
        if (role == "tool") return WriteResult(id, text, index);
        EndResults();
        switch (role)
        {
            case "system" or "developer":
                WriteText("system"u8, text);
                return null;
            case "user":
                WriteText("user"u8, text);
                return null;
            case "assistant":
                // A message is either a text or calls.
                if (calls.IsEmpty || text.Length > 2) WriteText("assistant"u8, text);
                return calls.IsEmpty ? null : WriteCalls(calls, index);
            default:
                return Unsupported.Value(YandexDialect.Name, $"messages[{index}].role", $"can not be '{role}'");
        }
    }

    private void WriteText(ReadOnlySpan<byte> role, ReadOnlySpan<byte> text)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WritePropertyName("text"u8);
        json.WriteRawValue(text, skipInputValidation: true);
        json.WriteEndObject();
    }

    private OpenAiError? WriteCalls(ReadOnlySpan<byte> calls, int index)
    {
        names.Add(calls);
        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        json.WriteStartObject("toolCallList"u8);
        json.WriteStartArray("toolCalls"u8);
        var items = new JsonItems(calls);
        while (items.Next())
        {
            var path = $"messages[{index}].tool_calls[{items.Index}]";
            var function = JsonFields.Find(items.Value, "function"u8);
            var name = JsonFields.Find(function, "name"u8);
            if (!JsonText.IsString(name)) return Unsupported.Value(YandexDialect.Name, path, "can be the call of a function only");
            json.WriteStartObject();
            json.WriteStartObject("functionCall"u8);
            json.WritePropertyName("name"u8);
            json.WriteRawValue(name, skipInputValidation: true);
            json.WritePropertyName("arguments"u8);
            if (!ToolArguments.TryWriteObject(json, JsonFields.Find(function, "arguments"u8), path, out var refusal)) return refusal;
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        return null;
    }

    private OpenAiError? WriteResult(ReadOnlySpan<byte> id, ReadOnlySpan<byte> text, int index)
    {
        if (names.Of(id) is not { } name) return ToolCallNames.Unknown(index);
        if (!inResults)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, "user"u8);
            json.WriteStartObject("toolResultList"u8);
            json.WriteStartArray("toolResults"u8);
            inResults = true;
        }

        json.WriteStartObject();
        json.WriteStartObject("functionResult"u8);
        json.WritePropertyName("name"u8);
        json.WriteRawValue(name, skipInputValidation: true);
        json.WritePropertyName("content"u8);
        json.WriteRawValue(text, skipInputValidation: true);
        json.WriteEndObject();
        json.WriteEndObject();
        return null;
    }

    private void EndResults()
    {
        if (!inResults) return;
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        inResults = false;
    }
}
