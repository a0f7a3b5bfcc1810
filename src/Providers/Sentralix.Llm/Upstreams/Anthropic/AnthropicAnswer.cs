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
        RawJson type = default, content = default, stopReason = default;
        AnthropicUsage usage = default;
        foreach (var field in new RawJson(answer).Fields)
        {
            if (field.Is("type"u8)) type = field.Value;
            else if (field.Is("content"u8)) content = field.Value;
            else if (field.Is("stop_reason"u8)) stopReason = field.Value;
            else if (field.Is("usage"u8)) usage.Take(field.Value);
        }

        if (!type.Is("message"u8) || !content.IsArray || AnthropicStop.Finish(stopReason) is not { } finish) return false;

        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        json.WriteStartObject();
        CompletionHead.Write(json, call);
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

    private static void WriteMessage(Utf8JsonWriter json, RawJson content)
    {
        var (text, thinking, calls, details) = (new JoinedText(), new JoinedText(), 0, 0);
        foreach (var item in content.Items)
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

    private static void WriteDetails(Utf8JsonWriter json, RawJson content)
    {
        json.WriteStartArray("reasoning_details"u8);
        var items = content.Items;
        while (items.MoveNext())
        {
            var block = AnthropicBlock.Read(items.Current);
            if (block.Type.Is("redacted_thinking"u8)) ClaudeThoughts.WriteEncrypted(json, items.Index, block.Data);
            if (!block.Type.Is("thinking"u8)) continue;
            var text = new JoinedText();
            text.Add(block.Thinking);
            ClaudeThoughts.Write(json, items.Index, text, block.Signature);
        }

        json.WriteEndArray();
    }

    private static void WriteCalls(Utf8JsonWriter json, RawJson content)
    {
        json.WriteStartArray("tool_calls"u8);
        foreach (var item in content.Items)
        {
            var block = AnthropicBlock.Read(item);
            if (!block.Type.Is("tool_use"u8)) continue;
            json.WriteStartObject();
            json.WriteRaw("id"u8, block.Id);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteRaw("name"u8, block.Name);
            json.WritePropertyName("arguments"u8);
            json.WriteAsText(block.Input);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
