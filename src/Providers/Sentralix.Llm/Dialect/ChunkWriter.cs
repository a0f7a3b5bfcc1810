using System.Buffers;
using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>Writes the chunks of a streamed answer in OpenAI's form: <c>data: {…}\n\n</c>.</summary>
internal sealed class ChunkWriter(string id, long created, string model) : IDisposable
{
    private readonly Utf8JsonWriter json = new(Stream.Null, DialectJson.Writer);

    /// <summary>A choice's chunk.</summary>
    /// <param name="written">Takes the event.</param>
    /// <param name="index">Which choice.</param>
    /// <param name="finishReason">OpenAI's word; null: it goes on.</param>
    /// <param name="state">Handed to <paramref name="delta"/>, so that it needs no closure. May be a span of the event that is read.</param>
    /// <param name="delta">Writes the fields of <c>delta</c>.</param>
    public void Choice<TState>(IBufferWriter<byte> written, int index, string? finishReason, TState state, Action<Utf8JsonWriter, TState> delta)
        where TState : allows ref struct
    {
        Begin(written);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        json.WriteStartObject("delta"u8);
        delta(json, state);
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, finishReason);
        json.WriteEndObject();
        json.WriteEndArray();
        End(written);
    }

    /// <summary>The last chunk: usage, and no choices.</summary>
    public void Usage(IBufferWriter<byte> written, in TokenUsage usage)
    {
        Begin(written);
        json.WriteStartArray("choices"u8);
        json.WriteEndArray();
        json.WritePropertyName("usage"u8);
        usage.Write(json);
        End(written);
    }

    /// <summary>An error in the middle of the stream; nothing may follow it.</summary>
    public static void Error(IBufferWriter<byte> written, OpenAiError error)
    {
        written.Write("data: "u8);
        written.Write(error.ToBytes());
        written.Write("\n\n"u8);
    }

    public void Dispose() => json.Dispose();

    private void Begin(IBufferWriter<byte> written)
    {
        written.Write("data: "u8);
        json.Reset(written);
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, "chat.completion.chunk"u8);
        json.WriteNumber("created"u8, created);
        json.WriteString("model"u8, model);
    }

    private void End(IBufferWriter<byte> written)
    {
        json.WriteEndObject();
        json.Flush();
        json.Reset(Stream.Null);
        written.Write("\n\n"u8);
    }
}
