using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

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
        RawJson choices = default, usage = default, error = default;
        foreach (var field in new RawJson(data).Fields)
        {
            if (!field.Value.IsGiven) continue;
            if (field.Is("choices"u8)) choices = field.Value;
            else if (field.Is("usage"u8)) usage = field.Value;
            else if (field.Is("error"u8)) error = field.Value;
        }

        if (error.IsGiven)
        {
            StreamError.Write(written, dialect, data, error["httpCode"u8].ProtobufInteger());
            return true;
        }

        if (!choices.IsGiven ? !usage.IsGiven : !choices.IsArray) return false;
        var hasChoice = choices.Items.MoveNext();
        if (hasChoice) Write(data, !usage.IsGiven ? AnswerPart.All : AnswerPart.Choices, written);
        // Usage is a chunk of its own, as OpenAI's is.
        if (!hasChoice || usage.IsGiven) Write(data, AnswerPart.Usage, written);
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
