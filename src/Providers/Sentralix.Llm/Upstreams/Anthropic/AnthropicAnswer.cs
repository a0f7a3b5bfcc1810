using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>Writes a whole message as a chat answer.</summary>
internal static class AnthropicAnswer
{
    public static bool TryWrite(ReadOnlySpan<byte> answer, ForeignCall call, IBufferWriter<byte> written)
    {
        JsonValue type = default, content = default, stopReason = default;
        AnthropicUsage usage = default;
        var fields = new FieldWalk(answer);
        while (fields.Next(out var value))
        {
            if (fields.Is("type"u8)) type = value;
            else if (fields.Is("content"u8)) content = value;
            else if (fields.Is("stop_reason"u8)) stopReason = value;
            else if (fields.Is("usage"u8)) usage.Take(value);
        }

        if (!type.Is("message"u8) || !content.IsArray || AnthropicStop.Finish(stopReason) is not { } finish) return false;

        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        json.WriteStartObject();
        AnswerHead.Write(json, call);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        WriteMessage(json, content);
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, finish);
        json.WriteEndObject();
        json.WriteEndArray();
        if (usage.IsReported)
        {
            json.WritePropertyName("usage"u8);
            usage.ToTokens().Write(json);
        }

        json.WriteEndObject();
        return true;
    }

    private static void WriteMessage(Utf8JsonWriter json, JsonValue content)
    {
        var (text, thinking, calls, details) = (new JoinedText(), new JoinedText(), 0, 0);
        var items = new ItemWalk(content);
        while (items.Next(out var item))
        {
            var block = AnthropicBlock.Read(item);
            if (block.Type.Is("text"u8)) text.Add(block.Text);
            else if (block.Type.Is("thinking"u8)) thinking.Add(block.Thinking);
            if (block.Type.Is("tool_use"u8)) calls++;
            if (block.Type.Is("thinking"u8) || block.Type.Is("redacted_thinking"u8)) details++;
        }

        if (text.IsMissing && calls > 0) json.WriteNull("content"u8);
        else text.WriteTo(json, "content"u8);
        json.WriteNull("refusal"u8);
        if (!thinking.IsMissing) thinking.WriteTo(json, "reasoning_content"u8);
        if (details > 0) WriteDetails(json, content);
        if (calls > 0) WriteCalls(json, content);
    }

    private static void WriteDetails(Utf8JsonWriter json, JsonValue content)
    {
        json.WriteStartArray("reasoning_details"u8);
        var items = new ItemWalk(content);
        while (items.Next(out var item))
        {
            var block = AnthropicBlock.Read(item);
            if (block.Type.Is("redacted_thinking"u8)) ReasoningDetails.WriteEncrypted(json, items.Index, block.Data);
            if (!block.Type.Is("thinking"u8)) continue;
            var text = new JoinedText();
            text.Add(block.Thinking);
            ReasoningDetails.Write(json, items.Index, text, block.Signature);
        }

        json.WriteEndArray();
    }

    private static void WriteCalls(Utf8JsonWriter json, JsonValue content)
    {
        json.WriteStartArray("tool_calls"u8);
        var items = new ItemWalk(content);
        while (items.Next(out var item))
        {
            var block = AnthropicBlock.Read(item);
            if (!block.Type.Is("tool_use"u8)) continue;
            json.WriteStartObject();
            block.Id.WriteTo(json, "id"u8);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            block.Name.WriteTo(json, "name"u8);
            json.WritePropertyName("arguments"u8);
            block.Input.WriteAsText(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
