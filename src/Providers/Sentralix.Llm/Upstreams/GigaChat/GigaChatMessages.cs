using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>A conversation in GigaChat's form. The system message is one and the first. A message calls one function, and its result
/// follows at once; where another provider's model has called several, each becomes a pair of its own.</summary>
internal sealed class GigaChatMessages(Utf8JsonWriter json)
{
    private static ReadOnlySpan<byte> BetweenSystemMessages => "\\n\\n"u8;

    // Calls whose results have not come yet, in their order; the first result takes the message's text along.
    private readonly List<Call> open = [];
    private byte[]? openText;

    public static OpenAiError? Write(Utf8JsonWriter json, ReadOnlySpan<byte> messages)
    {
        json.WriteStartArray("messages"u8);
        if (!messages.IsEmpty)
        {
            if (WriteSystem(json, messages) is { } system) return system;
            var writing = new GigaChatMessages(json);
            var items = new JsonItems(messages);
            while (items.Next())
            {
                if (writing.WriteMessage(items.Value, items.Index) is { } refusal) return refusal;
            }

            if (writing.Unanswered() is { } unanswered) return unanswered;
        }

        json.WriteEndArray();
        return null;
    }

    private static OpenAiError? WriteSystem(Utf8JsonWriter json, ReadOnlySpan<byte> messages)
    {
        var joined = new JsonTextJoin();
        var items = new JsonItems(messages);
        while (items.Next())
        {
            var role = JsonText.String(JsonFields.Find(items.Value, "role"u8));
            if (role is not ("system" or "developer")) continue;
            if (!ChatContent.TryRead(JsonFields.Find(items.Value, "content"u8), GigaChatDialect.Name, items.Index, out var text, out var refusal)) return refusal;
            joined.Add(text, BetweenSystemMessages);
        }

        if (joined.IsEmpty) return null;
        WriteText(json, "system"u8, joined.Close());
        json.WriteEndObject();
        return null;
    }

    private OpenAiError? WriteMessage(ReadOnlySpan<byte> message, int index)
    {
        string? role = null;
        ReadOnlySpan<byte> content = default, calls = default, id = default, attachments = default;
        var fields = new JsonFields(message);
        while (fields.Next())
        {
            if (fields.IsNull) continue;
            if (fields.Is("role"u8)) role = JsonText.String(fields.Value);
            else if (fields.Is("content"u8)) content = fields.Value;
            else if (fields.Is("tool_calls"u8)) calls = fields.Value;
            else if (fields.Is("tool_call_id"u8)) id = fields.Value;
            // Ids of files that the client has uploaded to GigaChat itself.
            else if (fields.Is("attachments"u8)) attachments = fields.Value;
            else if (fields.Is("audio"u8) || fields.Is("function_call"u8))
                return Unsupported.Value(GigaChatDialect.Name, $"messages[{index}]", "can hold text and tool calls only");
        }

        if (role is "system" or "developer") return null;
        if (!ChatContent.TryRead(content, GigaChatDialect.Name, index, out var text, out var refusal)) return refusal;
        if (role == "tool") return WriteResult(id, text, index);
        if (Unanswered() is { } unanswered) return unanswered;
        if (role is not ("user" or "assistant")) return Unsupported.Value(GigaChatDialect.Name, $"messages[{index}].role", $"can not be '{role}'");
        if (role == "assistant" && new JsonItems(calls).Next()) return Open(calls, text, index);

        WriteText(json, role == "user" ? "user"u8 : "assistant"u8, text);
        if (!attachments.IsEmpty)
        {
            json.WritePropertyName("attachments"u8);
            json.WriteRawValue(attachments, skipInputValidation: true);
        }

        json.WriteEndObject();
        return null;
    }

    private OpenAiError? Open(ReadOnlySpan<byte> calls, ReadOnlySpan<byte> text, int index)
    {
        var items = new JsonItems(calls);
        while (items.Next())
        {
            var path = $"messages[{index}].tool_calls[{items.Index}]";
            var function = JsonFields.Find(items.Value, "function"u8);
            var name = JsonFields.Find(function, "name"u8);
            if (!JsonText.IsString(name)) return Unsupported.Value(GigaChatDialect.Name, path, "can be the call of a function only");
            open.Add(new Call(JsonText.String(JsonFields.Find(items.Value, "id"u8)), name.ToArray(), JsonFields.Find(function, "arguments"u8).ToArray(), path));
        }

        openText = text.ToArray();
        return null;
    }

    private OpenAiError? WriteResult(ReadOnlySpan<byte> id, ReadOnlySpan<byte> text, int index)
    {
        var wanted = JsonText.String(id);
        var at = wanted is null ? -1 : open.FindIndex(call => call.Id == wanted);
        if (at < 0) return ToolCallNames.Unknown(index);
        var call = open[at];
        open.RemoveAt(at);
        if (WriteCall(call) is { } refusal) return refusal;

        json.WriteStartObject();
        json.WriteString("role"u8, "function"u8);
        json.WritePropertyName("name"u8);
        json.WriteRawValue(call.Name, skipInputValidation: true);
        WriteResultText(text);
        json.WriteEndObject();
        return null;
    }

    private OpenAiError? WriteCall(Call call)
    {
        WriteText(json, "assistant"u8, openText ?? "\"\""u8);
        openText = null;
        json.WriteStartObject("function_call"u8);
        json.WritePropertyName("name"u8);
        json.WriteRawValue(call.Name, skipInputValidation: true);
        json.WritePropertyName("arguments"u8);
        if (!ToolArguments.TryWriteObject(json, call.Arguments, call.Path, out var refusal)) return refusal;
        json.WriteEndObject();
        if (FunctionsState.FromId(call.Id) is { } state) json.WriteString("functions_state_id"u8, state);
        json.WriteEndObject();
        return null;
    }

    // A result must be JSON in a string; a tool's plain words are put into an object.
    private void WriteResultText(ReadOnlySpan<byte> text)
    {
        json.WritePropertyName("content"u8);
        var decoded = JsonText.Decode(text);
        if (JsonText.Holds(decoded, JsonTokenType.StartObject) || JsonText.Holds(decoded, JsonTokenType.StartArray))
        {
            json.WriteRawValue(text, skipInputValidation: true);
            return;
        }

        json.WriteStringValue((byte[])[.. "{\"result\":"u8, .. text, .. "}"u8]);
    }

    private OpenAiError? Unanswered() => open.Count == 0 ? null : OpenAiError.InvalidRequest(
        "Every tool call must be followed by a message of the role 'tool' with its result.", open[0].Path, "invalid_value");

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> role, ReadOnlySpan<byte> text)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WritePropertyName("content"u8);
        json.WriteRawValue(text, skipInputValidation: true);
    }

    private sealed record Call(string? Id, byte[] Name, byte[] Arguments, string Path);
}
