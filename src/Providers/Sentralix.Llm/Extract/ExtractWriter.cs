using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Extract;

/// <summary>Writes answers of <c>builtin/extract</c> as chat completions and chunks. Beside the standard fields stands
/// <c>"sentralix":{"found":…}</c>: the clients' finish reasons are a closed list, which has none for "found nothing".</summary>
internal sealed class ExtractWriter(string id, DateTimeOffset created, bool found, string finish)
{
    public string Id => id;

    public ReadOnlyMemory<byte> Completion(string text) => Object("chat.completion", json =>
    {
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, text);
        json.WriteNull("refusal"u8);
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, finish);
        json.WriteEndObject();
        json.WriteEndArray();
        WriteUsage(json);
        WriteFound(json);
    }, ""u8, ""u8);

    /// <summary>The events of a stream in OpenAI's order: role, text, finish, usage if asked for, <c>[DONE]</c>.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Events(IEnumerable<string> pieces, bool withUsage)
    {
        yield return Chunk(withUsage, json =>
        {
            json.WriteString("role"u8, "assistant"u8);
            json.WriteString("content"u8, ""u8);
        });
        foreach (var piece in pieces) yield return Chunk(withUsage, json => json.WriteString("content"u8, piece));
        yield return Chunk(withUsage, static _ => { }, isLast: true);
        if (withUsage)
        {
            yield return Event(json =>
            {
                json.WriteStartArray("choices"u8);
                json.WriteEndArray();
                WriteUsage(json);
            });
        }

        yield return "data: [DONE]\n\n"u8.ToArray();
    }

    private ReadOnlyMemory<byte> Chunk(bool withUsage, Action<Utf8JsonWriter> delta, bool isLast = false) => Event(json =>
    {
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("delta"u8);
        delta(json);
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, isLast ? finish : null);
        json.WriteEndObject();
        json.WriteEndArray();
        // As OpenAI does: who asked for usage sees null until the chunk that has it.
        if (withUsage) json.WriteNull("usage"u8);
        if (isLast) WriteFound(json);
    });

    private ReadOnlyMemory<byte> Event(Action<Utf8JsonWriter> fields) =>
        Object("chat.completion.chunk", fields, "data: "u8, "\n\n"u8);

    private ReadOnlyMemory<byte> Object(
        string type, Action<Utf8JsonWriter> fields, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.Write(before);
        using (var json = new Utf8JsonWriter(buffer, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("object"u8, type);
            json.WriteNumber("created"u8, created.ToUnixTimeSeconds());
            json.WriteString("model"u8, ExtractModel.Id);
            fields(json);
            json.WriteEndObject();
        }

        buffer.Write(after);
        return buffer.WrittenMemory;
    }

    private static void WriteUsage(Utf8JsonWriter json)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, 0);
        json.WriteNumber("completion_tokens"u8, 0);
        json.WriteNumber("total_tokens"u8, 0);
        json.WriteEndObject();
    }

    private void WriteFound(Utf8JsonWriter json)
    {
        json.WriteStartObject("sentralix"u8);
        json.WriteBoolean("found"u8, found);
        json.WriteEndObject();
    }
}
