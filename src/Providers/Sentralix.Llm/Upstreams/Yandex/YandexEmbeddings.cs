using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sentralix.Llm.Dialect;

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
            written = new ForeignRequest(Path, Body(model, asked.Texts[i].Span, asked.Dimensions)) { Headers = headers, Next = written };
        return written is not null;
    }

    public static bool TryRead(IReadOnlyList<ReadOnlyMemory<byte>> answers, ForeignCall call, IBufferWriter<byte> written)
    {
        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        EmbeddingsAnswer.Begin(json, call);
        long tokens = 0;
        for (var i = 0; i < answers.Count; i++)
        {
            ReadOnlySpan<byte> vector = default;
            var fields = new JsonFields(answers[i].Span);
            while (fields.Next())
            {
                if (fields.Is("embedding"u8)) vector = fields.Value;
                else if (fields.Is("numTokens"u8)) tokens += JsonText.Number(fields.Value) ?? 0;
            }

            if (vector.IsEmpty || !EmbeddingsAnswer.TryItem(json, i, vector, call)) return false;
        }

        EmbeddingsAnswer.End(json, tokens);
        return true;
    }

    private static byte[] Body(string model, ReadOnlySpan<byte> text, long? dimensions)
    {
        var body = new ArrayBufferWriter<byte>(text.Length + 128);
        using (var json = new Utf8JsonWriter(body, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteString("modelUri"u8, model);
            json.WritePropertyName("text"u8);
            json.WriteRawValue(text, skipInputValidation: true);
            if (dimensions is { } wanted) json.WriteString("dim"u8, $"{wanted}");
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }
}
