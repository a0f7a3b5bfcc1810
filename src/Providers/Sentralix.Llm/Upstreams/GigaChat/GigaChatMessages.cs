using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>A conversation in GigaChat's form. The system message is one and the first. A message calls one function, and its result
/// follows at once; where another provider's model has called several, each becomes a pair of its own.</summary>
internal sealed class GigaChatMessages(Utf8JsonWriter json, IReadOnlyList<string>? pictures)
{
    private static ReadOnlySpan<byte> BetweenSystemMessages => "\\n\\n"u8;

    // Calls whose results have not come yet, in their order; the first result takes the message's text along.
    private readonly List<Call> open = [];
    private byte[]? openText;
    private int shown;

    /// <param name="json">Takes the field <c>messages</c>.</param>
    /// <param name="messages">In OpenAI's form.</param>
    /// <param name="pictures">The ids of the pictures in them, in their order; null: none were uploaded.</param>
    public static OpenAiError? Write(Utf8JsonWriter json, RawJson messages, IReadOnlyList<string>? pictures)
    {
        json.WriteStartArray("messages"u8);
        if (messages.IsGiven)
        {
            if (WriteSystem(json, messages) is { } system) return system;
            var writing = new GigaChatMessages(json, pictures);
            var items = messages.Items;
            while (items.MoveNext())
            {
                if (writing.WriteMessage(items.Current, items.Index) is { } refusal) return refusal;
            }

            if (writing.Unanswered() is { } unanswered) return unanswered;
        }

        json.WriteEndArray();
        return null;
    }

    private static OpenAiError? WriteSystem(Utf8JsonWriter json, RawJson messages)
    {
        var joined = new JoinedText();
        var items = messages.Items;
        while (items.MoveNext())
        {
            var role = items.Current["role"u8].MendedText();
            if (role is not ("system" or "developer")) continue;
            if (!ChatContent.TryRead(items.Current["content"u8], GigaChatDialect.Name, items.Index, out var text, out var refusal)) return refusal;
            joined.Add(text, BetweenSystemMessages);
        }

        if (joined.IsEmpty) return null;
        WriteText(json, "system"u8, joined.Close());
        json.WriteEndObject();
        return null;
    }

    private OpenAiError? WriteMessage(RawJson message, int index)
    {
        string? role = null;
        RawJson content = default, calls = default, id = default, attachments = default;
        foreach (var field in message.Fields)
        {
            if (!field.Value.IsGiven) continue;
            if (field.Is("role"u8)) role = field.Value.MendedText();
            else if (field.Is("content"u8)) content = field.Value;
            else if (field.Is("tool_calls"u8)) calls = field.Value;
            else if (field.Is("tool_call_id"u8)) id = field.Value;
            // Ids of files that the client has uploaded to GigaChat itself.
            else if (field.Is("attachments"u8)) attachments = field.Value;
            else if (field.Is("audio"u8) || field.Is("function_call"u8))
                return Unsupported.Value(GigaChatDialect.Name, $"messages[{index}]", "can hold text and tool calls only");
        }

        if (role is "system" or "developer") return null;
        var isSeen = role == "user" && pictures is not null;
        if (!ChatContent.TryRead(content, GigaChatDialect.Name, index, out var text, out var refusal, passesImages: isSeen)) return refusal;
        if (role == "tool") return WriteResult(id, text, index);
        if (Unanswered() is { } unanswered) return unanswered;
        if (role is not ("user" or "assistant")) return Unsupported.Value(GigaChatDialect.Name, $"messages[{index}].role", $"can not be '{role}'");
        if (role == "assistant" && calls.Items.MoveNext()) return Open(calls, text, index);

        var images = isSeen ? GigaChatPictures.Count(content) : 0;

        // Fields that are given twice may be read in two ways.
        if (images > 0 && shown + images > pictures!.Count) return OpenAiError.InvalidRequest("A field of the message is given twice.", $"messages[{index}]", "invalid_value");
        WriteText(json, role == "user" ? "user"u8 : "assistant"u8, text);
        WriteAttachments(attachments, images);
        json.WriteEndObject();
        return null;
    }

    private void WriteAttachments(RawJson given, int images)
    {
        if (images == 0)
        {
            json.WriteRaw("attachments"u8, given);
            return;
        }

        json.WriteStartArray("attachments"u8);
        foreach (var id in given.Items) json.WriteRaw(id);
        for (; images > 0; images--) json.WriteStringValue(pictures![shown++]);
        json.WriteEndArray();
    }

    private OpenAiError? Open(RawJson calls, RawJson text, int index)
    {
        var items = calls.Items;
        while (items.MoveNext())
        {
            var path = $"messages[{index}].tool_calls[{items.Index}]";
            var function = items.Current["function"u8];
            var name = function["name"u8];
            if (!name.IsString) return Unsupported.Value(GigaChatDialect.Name, path, "can be the call of a function only");
            open.Add(new Call(items.Current["id"u8].MendedText(), name.Bytes.ToArray(), function["arguments"u8].Bytes.ToArray(), path));
        }

        openText = text.Bytes.ToArray();
        return null;
    }

    private OpenAiError? WriteResult(RawJson id, RawJson text, int index)
    {
        var wanted = id.MendedText();
        var at = wanted is null ? -1 : open.FindIndex(call => call.Id == wanted);
        if (at < 0) return ToolCallNames.Unknown($"messages[{index}]");
        var call = open[at];
        open.RemoveAt(at);
        if (WriteCall(call) is { } refusal) return refusal;

        json.WriteStartObject();
        json.WriteString("role"u8, "function"u8);
        json.WriteRaw("name"u8, new RawJson(call.Name));
        WriteResultText(text);
        json.WriteEndObject();
        return null;
    }

    private OpenAiError? WriteCall(Call call)
    {
        WriteText(json, "assistant"u8, new RawJson(openText ?? "\"\""u8));
        openText = null;
        json.WriteStartObject("function_call"u8);
        json.WriteRaw("name"u8, new RawJson(call.Name));
        if (!CallArguments.TryWriteObject(json, new RawJson(call.Arguments), call.Path, out var refusal)) return refusal;
        json.WriteEndObject();
        if (FunctionsState.FromId(call.Id) is { } state) json.WriteString("functions_state_id"u8, state);
        json.WriteEndObject();
        return null;
    }

    // A result must be JSON in a string; a tool's plain words are put into an object.
    private void WriteResultText(RawJson text)
    {
        json.WritePropertyName("content"u8);
        var decoded = text.Mended();
        if (JsonText.Holds(decoded, JsonTokenType.StartObject) || JsonText.Holds(decoded, JsonTokenType.StartArray))
        {
            json.WriteRaw(text);
            return;
        }

        json.WriteStringValue((byte[])[.. "{\"result\":"u8, .. text.Bytes, .. "}"u8]);
    }

    private OpenAiError? Unanswered() => open.Count == 0 ? null : OpenAiError.InvalidRequest(
        "Every tool call must be followed by a message of the role 'tool' with its result.", open[0].Path, "invalid_value");

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> role, RawJson text)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteRaw("content"u8, text);
    }

    private sealed record Call(string? Id, byte[] Name, byte[] Arguments, string Path);
}
