using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Yandex;

/// <summary>A streamed answer of Yandex's native API. Every event holds all of the text so far; what is sent on is what has come new.</summary>
internal sealed class YandexStream(IForeignDialect dialect, ForeignCall call) : ForeignStream
{
    private readonly ChunkWriter chunks = new(call.Id, call.Created, call.Model);

    // What the client has, and the event's text, decoded.
    private byte[] sent = new byte[1024];
    private int sentLength;
    private byte[] text = new byte[1024];
    private bool begun;

    public override bool TryEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> written)
    {
        // The final event says all; what a server repeats behind it would be said twice.
        if (IsWhole) return true;
        try
        {
            var error = new RawJson(data)["error"u8];
            if (error.IsGiven)
            {
                StreamError.Write(written, dialect, data, error["httpCode"u8].ProtobufInteger());
                return true;
            }

            return YandexAnswer.TryRead(data, out var answer) && TryAnswer(answer, written);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public override void Dispose()
    {
        chunks.Dispose();
        base.Dispose();
    }

    private bool TryAnswer(in YandexAnswer answer, IBufferWriter<byte> written)
    {
        Begin(written);
        if (answer.Text.IsGiven && !TryText(answer, written)) return false;
        if (answer.FinishReason is not { } finish) return true;

        // The calls of an event that is not the last may still grow.
        if (answer.ToolCalls.IsGiven)
        {
            chunks.Choice(written, 0, null, new Calls(answer.ToolCalls.Bytes.ToArray(), call), static (json, calls) =>
                YandexToolCalls.Write(json, new RawJson(calls.List), calls.Call, withIndex: true));
        }

        chunks.Choice(written, 0, finish, 0, static (_, _) => { });
        if (answer.Usage is { } usage) chunks.Usage(written, usage);
        IsWhole = true;
        return true;
    }

    private void Begin(IBufferWriter<byte> written)
    {
        if (begun) return;
        begun = true;
        chunks.Choice(written, 0, null, 0, static (json, _) =>
        {
            json.WriteString("role"u8, "assistant"u8);
            json.WriteString("content"u8, ""u8);
        });
    }

    private bool TryText(in YandexAnswer answer, IBufferWriter<byte> written)
    {
        if (text.Length < answer.Text.Bytes.Length) Array.Resize(ref text, answer.Text.Bytes.Length * 2);
        var length = JsonText.Decode(answer.Text.Bytes, text);
        var whole = text.AsSpan(0, length);
        if (answer.Status == YandexStatus.Partial) whole = WholeCharacters(whole);

        if (!whole.StartsWith(sent.AsSpan(0, sentLength)))
        {
            // The filter puts its own words in the place of all that was said; those who read along have read it already.
            if (answer.Status == YandexStatus.Filtered && sentLength > 0) return true;
            // The end without the space that the piece before it ended with.
            return IsShortenedBySpace(whole);
        }

        if (whole.Length == sentLength) return true;
        chunks.Choice(written, 0, null, whole[sentLength..].ToArray(), static (json, piece) => json.WriteString("content"u8, piece));
        if (sent.Length < whole.Length) Array.Resize(ref sent, text.Length);
        whole[sentLength..].CopyTo(sent.AsSpan(sentLength));
        sentLength = whole.Length;
        return true;
    }

    // A character that the model has made half of comes as a replacement, or as half a pair of surrogates, and another time whole.
    private static Span<byte> WholeCharacters(Span<byte> text)
    {
        while (text.EndsWith(JsonText.Replacement)) text = text[..^JsonText.Replacement.Length];
        return text;
    }

    private bool IsShortenedBySpace(ReadOnlySpan<byte> whole)
    {
        var had = sent.AsSpan(0, sentLength);
        return had.StartsWith(whole) && had[whole.Length..].Trim(" \t\r\n"u8).IsEmpty;
    }

    private readonly record struct Calls(byte[] List, ForeignCall Call);
}
