using System.Buffers;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Guards;

/// <summary>Guards a chat's stream, chunk by chunk. A chunk whose texts pass unchanged goes out byte for byte.</summary>
internal sealed class GuardedChunks(AnswerTexts texts)
{
    private readonly AnswerStrings strings = new();
    private readonly TextSplice splice = new();
    private readonly ArrayBufferWriter<byte> last = new();

    /// <summary>Takes a chunk's data and writes what may go out of it, as whole events.</summary>
    /// <returns>False: the answer must not go on.</returns>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public bool TryChunk(ReadOnlySpan<byte> data, IBufferWriter<byte> written)
    {
        strings.Read(data);
        splice.Clear();
        foreach (var (id, place) in strings.Texts)
        {
            if (!TryWrite(data, texts.EndOthers(id), written)) return false;
            var piece = Encoding.UTF8.GetString(JsonText.Decode(data[place.Start..place.End]));
            if (texts.Push(id, piece) is not { } passed) return false;

            // Half a letter, as providers send it now and then, would not survive being decoded; so what is not changed is not written anew.
            if (passed != piece) splice.Replace(place, passed);
        }

        foreach (var choice in strings.Finished)
            if (!TryFinish(data, choice, written)) return false;

        if (strings.Texts.Count > 0)
        {
            last.ResetWrittenCount();
            last.Write(data);
        }

        written.Write("data: "u8);
        splice.Write(data, written);
        written.Write("\n\n"u8);
        return true;
    }

    /// <summary>The answer is at its end: writes what a stream without finish reasons has left held back.</summary>
    public bool TryEnd(IBufferWriter<byte> written) => TryWrite(last.WrittenSpan, texts.EndAll(null), written);

    /// <summary>What was held back goes out before the chunk that ends the choice, unless that one still has text of its own.</summary>
    private bool TryFinish(ReadOnlySpan<byte> data, int choice, IBufferWriter<byte> written)
    {
        foreach (var (id, held) in texts.EndAll(choice))
        {
            if (held is null) return false;
            var own = Own(id);
            if (own is { } place) splice.Append(place, data, held);
            else Write(data, id, held, written);
        }

        return true;
    }

    private ByteRange? Own(AnswerTextId id)
    {
        foreach (var (text, place) in strings.Texts)
            if (text == id) return place;
        return null;
    }

    private static bool TryWrite(ReadOnlySpan<byte> like, IEnumerable<(AnswerTextId Id, string? Held)> ended, IBufferWriter<byte> written)
    {
        foreach (var (id, held) in ended)
        {
            if (held is null) return false;
            Write(like, id, held, written);
        }

        return true;
    }

    /// <summary>A chunk of its own for a text that was held back, with the head of another one.</summary>
    private static void Write(ReadOnlySpan<byte> like, AnswerTextId id, string text, IBufferWriter<byte> written)
    {
        written.Write("data: "u8);
        using (var json = new Utf8JsonWriter(written, DialectJson.Writer))
        {
            json.WriteStartObject();
            foreach (var field in new RawJson(like).Fields)
                if (!field.Is("choices"u8) && !field.Is("usage"u8)) field.CopyTo(json);

            json.WriteStartArray("choices"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, id.Choice);
            json.WriteStartObject("delta"u8);
            if (id.Kind == AnswerTextKind.Arguments) WriteArguments(json, id.Call, text);
            else json.WriteString(id.Field, text);
            json.WriteEndObject();
            json.WriteNull("finish_reason"u8);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        written.Write("\n\n"u8);
    }

    private static void WriteArguments(Utf8JsonWriter json, int call, string text)
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, call);
        json.WriteStartObject("function"u8);
        json.WriteString("arguments"u8, text);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
