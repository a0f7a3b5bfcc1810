using System.Buffers;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Caching;

/// <summary>A whole answer as the stream that its client asked for.</summary>
internal static class Replay
{
    private const int WordsAtOnce = 4;

    /// <param name="answer">What is given again.</param>
    /// <param name="withUsage">Whether the client asked for the chunk with the usage.</param>
    /// <param name="written">Takes the events, <c>[DONE]</c> included.</param>
    public static void Write(scoped in CacheableAnswer answer, bool withUsage, IBufferWriter<byte> written)
    {
        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        Begin(json, answer, written);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, "");
        End(json, null, withUsage, written);

        if (!answer.Reasoning.IsEmpty)
        {
            Begin(json, answer, written);
            json.WritePropertyName(answer.ReasoningField);
            json.WriteRawValue(answer.Reasoning, skipInputValidation: true);
            End(json, null, withUsage, written);
        }

        foreach (var piece in Pieces(Encoding.UTF8.GetString(JsonText.Decode(answer.Content))))
        {
            Begin(json, answer, written);
            json.WriteString("content"u8, piece);
            End(json, null, withUsage, written);
        }

        Begin(json, answer, written);
        End(json, "stop", withUsage, written);
        if (withUsage && !answer.Usage.IsEmpty)
        {
            Head(json, answer, written);
            json.WriteStartArray("choices"u8);
            json.WriteEndArray();
            json.WritePropertyName("usage"u8);
            json.WriteRawValue(answer.Usage, skipInputValidation: true);
            json.WriteEndObject();
            Event(json, written);
        }

        written.Write("data: [DONE]\n\n"u8);
    }

    /// <summary>A text by a few words at a time; white space stays where it is.</summary>
    public static IEnumerable<string> Pieces(string text)
    {
        var (start, words) = (0, 0);
        for (var at = 1; at < text.Length; at++)
        {
            if (!char.IsWhiteSpace(text[at - 1]) || char.IsWhiteSpace(text[at]) || ++words < WordsAtOnce) continue;
            yield return text[start..at];
            (start, words) = (at, 0);
        }

        if (start < text.Length) yield return text[start..];
    }

    private static void Head(Utf8JsonWriter json, scoped in CacheableAnswer answer, IBufferWriter<byte> written)
    {
        written.Write("data: "u8);
        json.Reset(written);
        json.WriteStartObject();
        Field(json, "id"u8, answer.Id);
        json.WriteString("object"u8, "chat.completion.chunk"u8);
        Field(json, "created"u8, answer.Created);
        Field(json, "model"u8, answer.Model);
    }

    private static void Begin(Utf8JsonWriter json, scoped in CacheableAnswer answer, IBufferWriter<byte> written)
    {
        Head(json, answer, written);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("delta"u8);
    }

    private static void End(Utf8JsonWriter json, string? finish, bool withUsage, IBufferWriter<byte> written)
    {
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, finish);
        json.WriteEndObject();
        json.WriteEndArray();
        if (withUsage) json.WriteNull("usage"u8);
        json.WriteEndObject();
        Event(json, written);
    }

    private static void Event(Utf8JsonWriter json, IBufferWriter<byte> written)
    {
        json.Flush();
        written.Write("\n\n"u8);
    }

    private static void Field(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return;
        json.WritePropertyName(name);
        json.WriteRawValue(value, skipInputValidation: true);
    }
}
