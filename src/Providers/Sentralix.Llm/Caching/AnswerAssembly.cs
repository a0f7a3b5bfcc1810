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
    private readonly JoinedText content = new();
    private readonly JoinedText reasoning = new();
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
            foreach (var field in new RawJson(head).Fields)
                if (!IsOfChunk(field)) field.CopyTo(json);
            json.WriteString("object"u8, "chat.completion"u8);
            json.WriteStartArray("choices"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, 0);
            json.WriteStartObject("message"u8);
            json.WriteString("role"u8, "assistant"u8);
            content.WriteTo(json, "content"u8);
            if (!reasoning.IsEmpty) reasoning.WriteTo(json, reasoningField);
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

    private static bool IsOfChunk(in RawJson.Field field) => field.Is("object"u8) || field.Is("choices"u8) || field.Is("usage"u8) || field.Is("obfuscation"u8);

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
        if (!new RawJson(data).IsObject) return false;
        foreach (var field in new RawJson(data).Fields)
        {
            if (!field.Value.IsGiven) continue;
            if (field.Is("error"u8)) return false;
            if (field.Is("usage"u8)) usage = field.Value.Bytes.ToArray();
            if (field.Is("choices"u8) && !TryChoices(field.Value.Bytes)) return false;
        }

        return true;
    }

    private bool TryChoices(ReadOnlySpan<byte> choices)
    {
        var items = new RawJson(choices).Items;
        if (!items.MoveNext()) return new RawJson(choices).IsArray;
        foreach (var field in items.Current.Fields)
        {
            if (!field.Value.IsGiven) continue;
            if (field.Is("index"u8))
            {
                if (!field.Value.Bytes.SequenceEqual("0"u8)) return false;
            }
            else if (field.Is("finish_reason"u8))
            {
                if (!field.Value.Is("stop"u8)) return false;
                isStopped = true;
            }
            else if (field.Is("logprobs"u8) || (field.Is("delta"u8) && !TryDelta(field.Value.Bytes)))
            {
                return false;
            }
        }

        return !items.MoveNext();
    }

    private bool TryDelta(ReadOnlySpan<byte> delta)
    {
        foreach (var field in new RawJson(delta).Fields)
        {
            if (!field.Value.IsGiven || field.Is("role"u8) || CacheableAnswer.SaysNothing(field.Value.Bytes)) continue;
            if (!field.Value.IsString) return false;
            if (field.Is("content"u8))
            {
                content.Add(field.Value);
            }
            else if (field.Is("reasoning_content"u8) || field.Is("reasoning"u8))
            {
                reasoningField ??= field.Name.Escaped.ToArray();
                if (!field.Is(reasoningField)) return false;
                reasoning.Add(field.Value);
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
