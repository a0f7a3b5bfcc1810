using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Yandex;

/// <summary>A streamed answer of Yandex's compatible API.</summary>
internal sealed class YandexCompatibleStream(IForeignDialect dialect, ForeignCall call) : ForeignStream
{
    private readonly Utf8JsonWriter json = new(Stream.Null, DialectJson.Writer);

    public override bool TryEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> written)
    {
        if (data.Trim(" \r\n"u8).SequenceEqual("[DONE]"u8))
        {
            IsWhole = true;
            return true;
        }

        try
        {
            return TryChunk(data, written);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public override void Dispose()
    {
        json.Dispose();
        base.Dispose();
    }

    private bool TryChunk(ReadOnlySpan<byte> data, IBufferWriter<byte> written)
    {
        ReadOnlySpan<byte> choices = default, usage = default, error = default;
        var fields = new JsonFields(data);
        while (fields.Next())
        {
            if (fields.IsNull) continue;
            if (fields.Is("choices"u8)) choices = fields.Value;
            else if (fields.Is("usage"u8)) usage = fields.Value;
            else if (fields.Is("error"u8)) error = fields.Value;
        }

        if (!error.IsEmpty)
        {
            ChunkWriter.Error(written, StreamError.Read(dialect, data, JsonText.Number(JsonFields.Find(error, "httpCode"u8))));
            return true;
        }

        var list = new JsonItems(choices);
        if (choices.IsEmpty ? usage.IsEmpty : !list.IsArray) return false;
        var hasChoice = list.Next();
        if (hasChoice) Write(data, usage.IsEmpty ? AnswerPart.All : AnswerPart.Choices, written);
        // Usage is a chunk of its own, as OpenAI's is.
        if (!hasChoice || !usage.IsEmpty) Write(data, AnswerPart.Usage, written);
        return true;
    }

    private void Write(ReadOnlySpan<byte> data, AnswerPart part, IBufferWriter<byte> written)
    {
        written.Write("data: "u8);
        json.Reset(written);
        YandexCompatibleAnswer.Write(json, data, call, part);
        json.Flush();
        json.Reset(Stream.Null);
        written.Write("\n\n"u8);
    }
}
