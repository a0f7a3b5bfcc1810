using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>Reads a request for embeddings and writes their answers.</summary>
internal static class GeminiEmbeddings
{
    public static bool TryWrite(
        ReadOnlySpan<byte> request, ForeignCall call, GeminiSettings settings,
        [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        written = null;
        JsonValue input = default, format = default, dimensions = default;
        var fields = new FieldWalk(request);
        while (fields.Next(out var value))
        {
            if (fields.Is("input"u8)) input = value;
            else if (fields.Is("encoding_format"u8)) format = value;
            else if (fields.Is("dimensions"u8)) dimensions = value;
        }

        refusal = RefusalOf(input, format, dimensions);
        if (refusal is not null) return false;
        call.Base64Vectors = format.Is("base64"u8);
        written = GeminiBatches.Write(input, dimensions, call, settings);
        return true;
    }

    public static bool TryRead(IReadOnlyList<ReadOnlyMemory<byte>> answers, ForeignCall call, IBufferWriter<byte> written)
    {
        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        GeminiUsage total = default;
        var (index, tokens) = (0, 0L);
        foreach (var answer in answers)
        {
            if (!TryRead(answer.Span, call, json, ref index, out var usage)) return false;
            total = usage;
            tokens += usage.ToTokens().PromptTokens;
        }

        json.WriteEndArray();
        json.WriteString("model"u8, call.Model);
        // Older models do not say what they used, and nothing is made up for them.
        if (total.IsReported)
        {
            json.WriteStartObject("usage"u8);
            json.WriteNumber("prompt_tokens"u8, tokens);
            json.WriteNumber("total_tokens"u8, tokens);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        return index > 0;
    }

    private static OpenAiError? RefusalOf(JsonValue input, JsonValue format, JsonValue dimensions)
    {
        if (!input.IsString && (!input.IsArray || input.IsEmpty))
            return Refuse.InvalidValue("input", "The field 'input' must be a text or a list of texts.");
        var items = new ItemWalk(input);
        while (items.Next(out var item))
        {
            if (!item.IsString) return Refuse.UnsupportedValue("input", $"{GeminiDialect.Provider} takes texts, and no tokens that another model's tokenizer made.");
        }

        if (!format.IsNothing && !format.Is("float"u8) && !format.Is("base64"u8))
            return Refuse.InvalidValue("encoding_format", "The field 'encoding_format' must be float or base64.");
        return dimensions.IsNothing || (dimensions.TryInteger(out var wanted) && wanted > 0)
            ? null
            : Refuse.InvalidValue("dimensions", "The field 'dimensions' must be a number above 0.");
    }

    private static bool TryRead(ReadOnlySpan<byte> answer, ForeignCall call, Utf8JsonWriter json, ref int index, out GeminiUsage usage)
    {
        usage = default;
        JsonValue embeddings = default;
        var fields = new FieldWalk(answer);
        while (fields.Next(out var value))
        {
            if (fields.Is("embeddings"u8)) embeddings = value;
            else if (fields.Is("usageMetadata"u8)) usage.Take(value);
        }

        var items = new ItemWalk(embeddings);
        while (items.Next(out var item))
        {
            JsonValue values = default;
            var embedding = new FieldWalk(item);
            while (embedding.Next(out var value))
            {
                if (embedding.Is("values"u8)) values = value;
            }

            if (!values.IsArray) return false;
            json.WriteStartObject();
            json.WriteString("object"u8, "embedding"u8);
            json.WriteNumber("index"u8, index++);
            json.WritePropertyName("embedding"u8);
            EmbeddingVector.Write(json, values, call.Base64Vectors);
            json.WriteEndObject();
        }

        return embeddings.IsArray;
    }
}
