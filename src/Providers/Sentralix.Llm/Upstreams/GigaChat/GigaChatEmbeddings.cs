using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>Embeddings of GigaChat: usage is counted with each of them, and vectors come as numbers only.</summary>
internal static class GigaChatEmbeddings
{
    public static bool TryWrite(
        ReadOnlySpan<byte> request, ForeignCall call, [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        written = null;
        if (!EmbeddingsRequest.TryRead(request, GigaChatDialect.Name, call, out var asked, out refusal)) return false;
        if (asked.Dimensions is not null)
        {
            refusal = Unsupported.Parameter(GigaChatDialect.Name, "dimensions");
            return false;
        }

        var body = new ArrayBufferWriter<byte>(request.Length + 64);
        using (var json = new Utf8JsonWriter(body, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, call.UpstreamModel);
            json.WriteStartArray("input"u8);
            foreach (var text in asked.Texts) json.WriteRawValue(text.Span, skipInputValidation: true);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        written = new ForeignRequest("embeddings", body.WrittenMemory) { Headers = GigaChatDialect.Headers() };
        return true;
    }

    public static bool TryRead(ReadOnlySpan<byte> answer, ForeignCall call, IBufferWriter<byte> written)
    {
        var data = new RawJson(answer)["data"u8];
        if (!data.IsGiven) return false;
        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        EmbeddingsAnswer.Begin(json, call);
        long tokens = 0;
        var items = data.Items;
        while (items.MoveNext())
        {
            RawJson vector = default;
            long index = items.Index;
            foreach (var field in items.Current.Fields)
            {
                if (field.Is("embedding"u8)) vector = field.Value;
                else if (field.Is("index"u8)) index = field.Value.ProtobufInteger() ?? index;
                else if (field.Is("usage"u8) && field.Value.IsGiven) tokens += field.Value["prompt_tokens"u8].ProtobufInteger() ?? 0;
            }

            if (!vector.IsGiven || !EmbeddingsAnswer.TryItem(json, index, vector, call)) return false;
        }

        EmbeddingsAnswer.End(json, tokens);
        return data.IsArray;
    }
}
