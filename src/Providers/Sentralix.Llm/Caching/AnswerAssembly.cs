using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress;

namespace Sentralix.Llm.Caching;

/// <summary>Makes one whole answer of a chat's stream while it goes by. With the first chunk that says more than a text (a tool's call, a second
/// choice, probabilities) it gives up: what it does not understand it must not repeat.</summary>
internal sealed class AnswerAssembly
{
    private readonly EventLines lines = new();
    private readonly JsonTextJoin content = new();
    private readonly JsonTextJoin reasoning = new();
    private byte[]? head;
    private byte[]? usage;
    private byte[]? reasoningField;
    private long length;
    private bool isStopped;
    private bool isDone;
    private bool isLost;

    /// <summary>Takes bytes of the stream as they come.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        while (!isLost)
        {
            var found = lines.Next(ref bytes);
            if (found == EventLine.None) return;
            if (found == EventLine.Data) isLost = !TryEvent(lines.Data);
        }
    }

    /// <summary>The answer; null: there is none that can be given again.</summary>
    public ReadOnlyMemory<byte>? ToAnswer()
    {
        if (isLost || !isDone || !isStopped || head is null) return null;
        var written = new ArrayBufferWriter<byte>((int)length + 512);
        using (var json = new Utf8JsonWriter(written, DialectJson.Writer))
        {
            json.WriteStartObject();
            var fields = new JsonFields(head);
            while (fields.Next())
                if (!IsOfChunk(fields)) fields.CopyTo(json);
            json.WriteString("object"u8, "chat.completion"u8);
            json.WriteStartArray("choices"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, 0);
            json.WriteStartObject("message"u8);
            json.WriteString("role"u8, "assistant"u8);
            json.WritePropertyName("content"u8);
            json.WriteRawValue(content.Close(), skipInputValidation: true);
            if (!reasoning.IsEmpty)
            {
                json.WritePropertyName(reasoningField);
                json.WriteRawValue(reasoning.Close(), skipInputValidation: true);
            }

            json.WriteNull("refusal"u8);
            json.WriteEndObject();
            json.WriteNull("logprobs"u8);
            json.WriteString("finish_reason"u8, "stop"u8);
            json.WriteEndObject();
            json.WriteEndArray();
            if (usage is not null)
            {
                json.WritePropertyName("usage"u8);
                json.WriteRawValue(usage, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return written.WrittenMemory;
    }

    private static bool IsOfChunk(in JsonFields fields) => fields.Is("object"u8) || fields.Is("choices"u8) || fields.Is("usage"u8) || fields.Is("obfuscation"u8);

    private bool TryEvent(ReadOnlySpan<byte> data)
    {
        if (data.Trim(" \t"u8).SequenceEqual("[DONE]"u8)) return isDone = true;
        length += data.Length;

        // A chunk is mostly what surrounds its text, and an answer that is too long is known by its end at the latest.
        if (length > CacheableAnswer.Largest * 16L) return false;
        try
        {
            return TryChunk(data);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool TryChunk(ReadOnlySpan<byte> data)
    {
        head ??= data.ToArray();
        var fields = new JsonFields(data);
        if (!fields.IsObject) return false;
        while (fields.Next())
        {
            if (fields.IsNull) continue;
            if (fields.Is("error"u8)) return false;
            if (fields.Is("usage"u8)) usage = fields.Value.ToArray();
            if (fields.Is("choices"u8) && !TryChoices(fields.Value)) return false;
        }

        return true;
    }

    private bool TryChoices(ReadOnlySpan<byte> choices)
    {
        var items = new JsonItems(choices);
        if (!items.Next()) return items.IsArray;
        var fields = new JsonFields(items.Value);
        while (fields.Next())
        {
            if (fields.IsNull) continue;
            if (fields.Is("index"u8))
            {
                if (!fields.Value.SequenceEqual("0"u8)) return false;
            }
            else if (fields.Is("finish_reason"u8))
            {
                if (!fields.Value.SequenceEqual("\"stop\""u8)) return false;
                isStopped = true;
            }
            else if (fields.Is("logprobs"u8) || (fields.Is("delta"u8) && !TryDelta(fields.Value)))
            {
                return false;
            }
        }

        return !items.Next();
    }

    private bool TryDelta(ReadOnlySpan<byte> delta)
    {
        var fields = new JsonFields(delta);
        while (fields.Next())
        {
            if (fields.IsNull || fields.Is("role"u8) || CacheableAnswer.SaysNothing(fields.Value)) continue;
            if (fields.Kind != JsonTokenType.String) return false;
            if (fields.Is("content"u8))
            {
                content.Add(fields.Value, default);
            }
            else if (fields.Is("reasoning_content"u8) || fields.Is("reasoning"u8))
            {
                reasoningField ??= fields.Name.ToArray();
                if (!fields.Is(reasoningField)) return false;
                reasoning.Add(fields.Value, default);
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
