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
        RawJson input = default, format = default, dimensions = default;
        foreach (var field in new RawJson(request).Fields)
        {
            if (field.Is("input"u8)) input = field.Value;
            else if (field.Is("encoding_format"u8)) format = field.Value;
            else if (field.Is("dimensions"u8)) dimensions = field.Value;
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

    private static OpenAiError? RefusalOf(RawJson input, RawJson format, RawJson dimensions)
    {
        if (!input.IsString && (!input.IsArray || input.IsEmpty))
            return Refuse.InvalidValue("input", "The field 'input' must be a text or a list of texts.");
        foreach (var item in input.Items)
        {
            if (!item.IsString) return Refuse.UnsupportedValue("input", $"{GeminiDialect.Provider} takes texts, and no tokens that another model's tokenizer made.");
        }

        if (format.IsGiven && !format.Is("float"u8) && !format.Is("base64"u8))
            return Refuse.InvalidValue("encoding_format", "The field 'encoding_format' must be float or base64.");
        return !dimensions.IsGiven || (dimensions.Integer() is { } wanted && wanted > 0)
            ? null
            : Refuse.InvalidValue("dimensions", "The field 'dimensions' must be a number above 0.");
    }

    private static bool TryRead(ReadOnlySpan<byte> answer, ForeignCall call, Utf8JsonWriter json, ref int index, out GeminiUsage usage)
    {
        usage = default;
        RawJson embeddings = default;
        foreach (var field in new RawJson(answer).Fields)
        {
            if (field.Is("embeddings"u8)) embeddings = field.Value;
            else if (field.Is("usageMetadata"u8)) usage.Take(field.Value);
        }

        foreach (var item in embeddings.Items)
        {
            RawJson values = default;
            foreach (var part in item.Fields)
            {
                if (part.Is("values"u8)) values = part.Value;
            }

            if (!values.IsArray) return false;
            json.WriteStartObject();
            json.WriteString("object"u8, "embedding"u8);
            json.WriteNumber("index"u8, index++);
            json.WritePropertyName("embedding"u8);
            if (!VectorJson.TryWrite(json, values, call.Base64Vectors)) return false;
            json.WriteEndObject();
        }

        return embeddings.IsArray;
    }
}
