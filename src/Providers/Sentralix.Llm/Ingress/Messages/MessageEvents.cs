using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Messages;

/// <summary>What a block of an answer is.</summary>
internal enum BlockKind
{
    None,
    Text,
    Thinking,
    RedactedThinking,
    ToolUse,
}

/// <summary>Writes the events of a streamed answer in Anthropic's form. Blocks come one after another and are numbered here.</summary>
internal sealed class MessageEvents(ClientCall call)
{
    private readonly EventWriter events = new();
    private int block = -1;

    public void MessageStart(IBufferWriter<byte> written)
    {
        var json = events.Begin(written, "message_start"u8);
        json.WriteStartObject("message"u8);
        json.WriteString("id"u8, $"msg_{call.Id}");
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, call.Model);
        json.WriteStartArray("content"u8);
        json.WriteEndArray();
        json.WriteNull("stop_reason"u8);
        json.WriteNull("stop_sequence"u8);
        // Chat tells usage at its end; the numbers of message_delta count.
        MessagesUsage.Write(json, default);
        json.WriteEndObject();
        events.End(written);
    }

    /// <param name="written">Takes the event.</param>
    /// <param name="kind">What the block is.</param>
    /// <param name="id">A tool call's id; what is encrypted in redacted thoughts. Its escapes are in place.</param>
    /// <param name="name">A tool's name, its escapes in place.</param>
    public void BlockStart(IBufferWriter<byte> written, BlockKind kind, ReadOnlySpan<byte> id = default, ReadOnlySpan<byte> name = default)
    {
        var json = events.Begin(written, "content_block_start"u8);
        json.WriteNumber("index"u8, ++block);
        json.WriteStartObject("content_block"u8);
        switch (kind)
        {
            case BlockKind.Text:
                json.WriteString("type"u8, "text"u8);
                json.WriteString("text"u8, ""u8);
                break;
            case BlockKind.Thinking:
                json.WriteString("type"u8, "thinking"u8);
                json.WriteString("thinking"u8, ""u8);
                json.WriteString("signature"u8, ""u8);
                break;
            case BlockKind.RedactedThinking:
                json.WriteString("type"u8, "redacted_thinking"u8);
                json.WriteEscaped("data"u8, id);
                break;
            case BlockKind.ToolUse:
                json.WriteString("type"u8, "tool_use"u8);
                json.WriteEscaped("id"u8, id);
                json.WriteEscaped("name"u8, name);
                json.WriteStartObject("input"u8);
                json.WriteEndObject();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind));
        }

        json.WriteEndObject();
        events.End(written);
    }

    /// <summary>More of the block that is open.</summary>
    public void BlockDelta(IBufferWriter<byte> written, BlockKind kind, ReadOnlySpan<byte> escaped)
    {
        var json = BeginDelta(written);
        switch (kind)
        {
            case BlockKind.Text:
                json.WriteString("type"u8, "text_delta"u8);
                json.WriteEscaped("text"u8, escaped);
                break;
            case BlockKind.Thinking:
                json.WriteString("type"u8, "thinking_delta"u8);
                json.WriteEscaped("thinking"u8, escaped);
                break;
            case BlockKind.ToolUse:
                json.WriteString("type"u8, "input_json_delta"u8);
                json.WriteEscaped("partial_json"u8, escaped);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind));
        }

        EndDelta(json, written);
    }

    public void Signature(IBufferWriter<byte> written, ReadOnlySpan<byte> escaped)
    {
        var json = BeginDelta(written);
        json.WriteString("type"u8, "signature_delta"u8);
        json.WriteEscaped("signature"u8, escaped);
        EndDelta(json, written);
    }

    public void BlockStop(IBufferWriter<byte> written)
    {
        events.Begin(written, "content_block_stop"u8).WriteNumber("index"u8, block);
        events.End(written);
    }

    public void MessageStop(IBufferWriter<byte> written, ReadOnlySpan<byte> reason, in TokenUsage usage)
    {
        var json = events.Begin(written, "message_delta"u8);
        json.WriteStartObject("delta"u8);
        json.WriteString("stop_reason"u8, reason);
        json.WriteNull("stop_sequence"u8);
        json.WriteEndObject();
        MessagesUsage.Write(json, usage);
        events.End(written);
        events.Begin(written, "message_stop"u8);
        events.End(written);
    }

    public void Error(IBufferWriter<byte> written, OpenAiError error)
    {
        MessagesError.WriteFields(events.Begin(written, "error"u8), error);
        events.End(written);
    }

    private Utf8JsonWriter BeginDelta(IBufferWriter<byte> written)
    {
        var json = events.Begin(written, "content_block_delta"u8);
        json.WriteNumber("index"u8, block);
        json.WriteStartObject("delta"u8);
        return json;
    }

    private void EndDelta(Utf8JsonWriter json, IBufferWriter<byte> written)
    {
        json.WriteEndObject();
        events.End(written);
    }
}
