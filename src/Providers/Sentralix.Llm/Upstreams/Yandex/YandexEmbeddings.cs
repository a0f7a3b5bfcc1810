using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Yandex;

/// <summary>Embeddings of Yandex's native API: one text a call.</summary>
internal static class YandexEmbeddings
{
    private const string Path = "textEmbedding";

    public static bool TryWrite(
        ReadOnlySpan<byte> request, ForeignCall call, [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        written = null;
        if (!EmbeddingsRequest.TryRead(request, YandexDialect.Name, call, out var asked, out refusal)) return false;
        if (!YandexSettings.TryEmbeddingModel(call, out var model, out refusal)) return false;
        var headers = YandexDialect.Headers(call);

        // From the last to the first, because each names the one after it.
        for (var i = asked.Texts.Count - 1; i >= 0; i--)
            written = new ForeignRequest(Path, Body(model, new RawJson(asked.Texts[i].Span), asked.Dimensions)) { Headers = headers, Next = written };
        return written is not null;
    }

    public static bool TryRead(IReadOnlyList<ReadOnlyMemory<byte>> answers, ForeignCall call, IBufferWriter<byte> written)
    {
        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        EmbeddingsAnswer.Begin(json, call);
        long tokens = 0;
        for (var i = 0; i < answers.Count; i++)
        {
            RawJson vector = default;
            foreach (var field in new RawJson(answers[i].Span).Fields)
            {
                if (field.Is("embedding"u8)) vector = field.Value;
                else if (field.Is("numTokens"u8)) tokens += field.Value.ProtobufInteger() ?? 0;
            }

            if (!vector.IsGiven || !EmbeddingsAnswer.TryItem(json, i, vector, call)) return false;
        }

        EmbeddingsAnswer.End(json, tokens);
        return true;
    }

    private static byte[] Body(string model, RawJson text, long? dimensions)
    {
        var body = new ArrayBufferWriter<byte>(text.Bytes.Length + 128);
        using (var json = new Utf8JsonWriter(body, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteString("modelUri"u8, model);
            json.WriteRaw("text"u8, text);
            if (dimensions is { } wanted) json.WriteString("dim"u8, $"{wanted}");
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }
}
