using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Responses;

/// <summary>Writes the events of a streamed response, numbered as they go out.</summary>
internal sealed class ResponseEvents
{
    private readonly EventWriter events = new();
    private IBufferWriter<byte>? written;
    private long sequence;

    /// <summary>Where events go from here on.</summary>
    public void WriteTo(IBufferWriter<byte> target) => written = target;

    /// <summary>An event about the response as a whole.</summary>
    public void Response(
        ReadOnlySpan<byte> type, ResponseBody body, ResponseOutput? output, ResponseOutcome outcome, TokenUsage? usage = null,
        OpenAiError? error = null)
    {
        var json = Begin(type);
        json.WritePropertyName("response"u8);
        body.Write(json, output, outcome, usage, error);
        End();
    }

    public void ItemAdded(OutputItem item)
    {
        var json = Begin("response.output_item.added"u8);
        json.WriteNumber("output_index"u8, item.Index);
        json.WritePropertyName("item"u8);
        item.WriteBegun(json);
        End();
        // An item begins empty; what it has already comes as its first delta.
        if (item is CallOutput { Arguments.WrittenCount: > 0 } begun) Called(begun, begun.Arguments.WrittenSpan);
    }

    public void ItemDone(OutputItem item)
    {
        var json = Begin("response.output_item.done"u8);
        json.WriteNumber("output_index"u8, item.Index);
        json.WritePropertyName("item"u8);
        item.Write(json);
        End();
    }

    public void PartAdded(MessageOutput message)
    {
        var json = BeginPart("response.content_part.added"u8, message);
        json.WritePropertyName("part"u8);
        MessagePart.Write(json, message.Parts[^1].IsRefusal, default);
        End();
    }

    public void Said(MessageOutput message, ReadOnlySpan<byte> escaped)
    {
        var isRefusal = message.Parts[^1].IsRefusal;
        var json = BeginPart(isRefusal ? "response.refusal.delta"u8 : "response.output_text.delta"u8, message);
        json.WriteEscaped("delta"u8, escaped);
        if (!isRefusal) WriteNoLogprobs(json);
        End();
    }

    public void PartDone(MessageOutput message)
    {
        var part = message.Parts[^1];
        var json = BeginPart(part.IsRefusal ? "response.refusal.done"u8 : "response.output_text.done"u8, message);
        json.WriteEscaped(part.IsRefusal ? "refusal"u8 : "text"u8, part.Text.WrittenSpan);
        if (!part.IsRefusal) WriteNoLogprobs(json);
        End();
        json = BeginPart("response.content_part.done"u8, message);
        json.WritePropertyName("part"u8);
        MessagePart.Write(json, part.IsRefusal, part.Text.WrittenSpan);
        End();
    }

    public void Thought(ReasoningOutput item, ReadOnlySpan<byte> escaped, bool isFirst)
    {
        if (isFirst)
        {
            var added = BeginSummary("response.reasoning_summary_part.added"u8, item);
            added.WritePropertyName("part"u8);
            ReasoningOutput.WritePart(added, default);
            End();
        }

        BeginSummary("response.reasoning_summary_text.delta"u8, item).WriteEscaped("delta"u8, escaped);
        End();
    }

    public void ThoughtDone(ReasoningOutput item)
    {
        if (item.Text.WrittenCount > 0)
        {
            BeginSummary("response.reasoning_summary_text.done"u8, item).WriteEscaped("text"u8, item.Text.WrittenSpan);
            End();
            var json = BeginSummary("response.reasoning_summary_part.done"u8, item);
            json.WritePropertyName("part"u8);
            ReasoningOutput.WritePart(json, item.Text.WrittenSpan);
            End();
        }

        ItemDone(item);
    }

    public void Called(CallOutput item, ReadOnlySpan<byte> escaped)
    {
        BeginItem("response.function_call_arguments.delta"u8, item).WriteEscaped("delta"u8, escaped);
        End();
    }

    public void CallDone(CallOutput item)
    {
        var json = BeginItem("response.function_call_arguments.done"u8, item);
        json.WriteEscaped("name"u8, item.Name);
        json.WriteEscaped("arguments"u8, item.Arguments.WrittenSpan);
        End();
        ItemDone(item);
    }

    private static void WriteNoLogprobs(Utf8JsonWriter json)
    {
        json.WriteStartArray("logprobs"u8);
        json.WriteEndArray();
    }

    private Utf8JsonWriter BeginPart(ReadOnlySpan<byte> type, MessageOutput message)
    {
        var json = BeginItem(type, message);
        json.WriteNumber("content_index"u8, message.Parts.Count - 1);
        return json;
    }

    private Utf8JsonWriter BeginSummary(ReadOnlySpan<byte> type, ReasoningOutput item)
    {
        var json = BeginItem(type, item);
        json.WriteNumber("summary_index"u8, 0);
        return json;
    }

    private Utf8JsonWriter BeginItem(ReadOnlySpan<byte> type, OutputItem item)
    {
        var json = Begin(type);
        json.WriteString("item_id"u8, item.Id);
        json.WriteNumber("output_index"u8, item.Index);
        return json;
    }

    private Utf8JsonWriter Begin(ReadOnlySpan<byte> type)
    {
        var json = events.Begin(written!, type);
        json.WriteNumber("sequence_number"u8, sequence++);
        return json;
    }

    private void End() => events.End(written!);
}
