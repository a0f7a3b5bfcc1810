using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Yandex;

/// <summary>A conversation in Yandex's form: a message is a text, calls of functions, or results of them. The results of one turn are
/// one message, and know their call by its function's name.</summary>
internal sealed class YandexMessages(Utf8JsonWriter json)
{
    private readonly ToolCallNames names = new();
    private bool inResults;

    public static OpenAiError? Write(Utf8JsonWriter json, RawJson messages)
    {
        json.WriteStartArray("messages"u8);
        var writing = new YandexMessages(json);
        var items = messages.Items;
        while (items.MoveNext())
        {
            if (writing.WriteMessage(items.Current, items.Index) is { } refusal) return refusal;
        }

        writing.EndResults();
        json.WriteEndArray();
        return null;
    }

    private OpenAiError? WriteMessage(RawJson message, int index)
    {
        string? role = null;
        RawJson content = default, calls = default, id = default;
        foreach (var field in message.Fields)
        {
            if (!field.Value.IsGiven) continue;
            if (field.Is("role"u8)) role = field.Value.MendedText();
            else if (field.Is("content"u8)) content = field.Value;
            else if (field.Is("tool_calls"u8)) calls = field.Value;
            else if (field.Is("tool_call_id"u8)) id = field.Value;
            else if (field.Is("audio"u8) || field.Is("function_call"u8))
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
                if (!calls.IsGiven || text.HasText) WriteText("assistant"u8, text);
                return !calls.IsGiven ? null : WriteCalls(calls, index);
            default:
                return Unsupported.Value(YandexDialect.Name, $"messages[{index}].role", $"can not be '{role}'");
        }
    }

    private void WriteText(ReadOnlySpan<byte> role, RawJson text)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteRaw("text"u8, text);
        json.WriteEndObject();
    }

    private OpenAiError? WriteCalls(RawJson calls, int index)
    {
        names.Add(calls);
        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        json.WriteStartObject("toolCallList"u8);
        json.WriteStartArray("toolCalls"u8);
        var items = calls.Items;
        while (items.MoveNext())
        {
            var path = $"messages[{index}].tool_calls[{items.Index}]";
            var function = items.Current["function"u8];
            var name = function["name"u8];
            if (!name.IsString) return Unsupported.Value(YandexDialect.Name, path, "can be the call of a function only");
            json.WriteStartObject();
            json.WriteStartObject("functionCall"u8);
            json.WriteRaw("name"u8, name);
            if (!CallArguments.TryWriteObject(json, function["arguments"u8], path, out var refusal)) return refusal;
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        return null;
    }

    private OpenAiError? WriteResult(RawJson id, RawJson text, int index)
    {
        if (names.Of(id) is not { } name) return ToolCallNames.Unknown($"messages[{index}]");
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
        json.WriteRaw("name"u8, new RawJson(name));
        json.WriteRaw("content"u8, text);
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
